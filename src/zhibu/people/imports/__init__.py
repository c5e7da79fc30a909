"""Files handed in: rosters and organisation trees (名册与组织树导入).

read → preview → confirm in one transaction → undo for thirty days. Reading and checking are
``people.roster`` and ``orgs.treefile``; here are the tables, the rights and the pages.
"""
