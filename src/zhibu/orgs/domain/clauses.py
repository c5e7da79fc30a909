"""Where the rules of this room stand (条文出处)."""

from __future__ import annotations

from zhibu.kit.regulations import Cite

BRANCH_SIZE = Cite("branch_work", "c2")
FOUNDING = Cite("branch_work", "6")
CHANGING = Cite("branch_work", "7")
TEMPORARY = Cite("branch_work", "8")
GROUPS = Cite("branch_work", "13")
COMMITTEE = Cite("branch_work", "c6")
APPROVING = Cite("development_2026", "22")
UNIVERSITY = Cite("university_organisations")
TERMS = Cite("terms")
GRADUATES = Cite("member_education", "34")
TRANSFER = Cite("member_education", "25")
