"""The rules of organisational life (组织生活的规则), as calculation on plain values.

No Django, no clock, no file: days, counts and facts are given, sentences and clauses come back.
"""
