"""Points counted anew from the facts (复算), by code that shares nothing with posting.

It reads the outbox, the books, the switches and who took part, in plain SQL; works out what should
stand by its own small evaluator; and names every line and every sum that differs.
"""
