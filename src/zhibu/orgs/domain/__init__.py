"""The rules of the organisation tree (组织设置的规则), as calculation on plain values.

No Django, no clock, no file: bodies, people and days are given, effects and sentences come back.
"""
