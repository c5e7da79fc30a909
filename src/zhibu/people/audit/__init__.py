"""The audit trail as the auditor reads it (审计记录): found, checked, never changed.

Source: security.md rules 5 and 18. What the notes are and how they are sealed: room trail.
"""
