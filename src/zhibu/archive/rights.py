"""Who is who in this room's rows of ``docs/permissions.md``."""

from __future__ import annotations

from zhibu.orgs.models import COMMITTEE_POSTS, Post

# 书记、副书记、组织委员: they remove scans and look after templates.
OFFICE: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION)
# Everybody of the branch who may attach a scan or have a template filled.
KEEPERS: tuple[str, ...] = (*COMMITTEE_POSTS, Post.GROUP_LEADER)
ORGANISERS: tuple[str, ...] = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
