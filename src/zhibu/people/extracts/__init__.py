"""The one door by which rows of many persons leave the house (导出件): asked for by one person, agreed
to by another, watermarked, taken within a day, told to those concerned.
"""
