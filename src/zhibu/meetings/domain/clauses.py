"""Where the rules of this room stand (条文出处), and which edition held on a day."""

from __future__ import annotations

from datetime import date

from zhibu.kit.regulations import Cite

GENERAL_MEETING = Cite("branch_work", "11")
COMMITTEE_MEETING = Cite("branch_work", "12")
GROUP_MEETING = Cite("branch_work", "13")
WHO_CALLS = Cite("branch_work", "14")
PARTY_CLASS = Cite("branch_work", "16")
TEMPORARY_BRANCH = Cite("branch_work", "8")
THEME_DAY = Cite("member_education", "16")
HEART_TALK = Cite("branch_work", "19")
LIFE_MEETING = Cite("member_education", "17")
MEMBER_REVIEW = Cite("member_education", "18")
FRAIL_MEMBERS = Cite("member_education", "23")
NO_VOTE = Cite("charter", "7")
MAJORITY = Cite("charter", "17")
APPROVING_POWER = Cite("development_2026", "22")
NO_COMMITTEE_2026 = Cite("development_2026", "8")
NO_COMMITTEE_2014 = Cite("development_2014", "8")

EDITION_2026 = date(2026, 5, 11)


def rule_version(on: date) -> str:
    """Which edition of the development rules held that day: ``2014.05`` or ``2026.05`` (规则版本).

    Source: 《中国共产党发展党员工作细则》; in force from the day of issue, 2026-05-11.
    """
    return "2026.05" if on >= EDITION_2026 else "2014.05"


QUORUM_2026, VOTE_2026 = Cite("development_2026", "19"), Cite("development_2026", "20")
RESOLUTION_2026 = Cite("development_2026", "21")
PROBATION_2026, CONFIRM_2026 = Cite("development_2026", "31"), Cite("development_2026", "32")
QUORUM_2014, VOTE_2014 = Cite("development_2014", "20"), Cite("development_2014", "21")
RESOLUTION_2014 = Cite("development_2014", "22")
PROBATION_2014, CONFIRM_2014 = Cite("development_2014", "32"), Cite("development_2014", "33")


def quorum(on: date) -> Cite:
    """The article on how many must be present when a member is admitted."""
    return QUORUM_2026 if on >= EDITION_2026 else QUORUM_2014


def vote(on: date) -> Cite:
    """The article on the ballot and the majority when a member is admitted."""
    return VOTE_2026 if on >= EDITION_2026 else VOTE_2014


def resolution(on: date) -> Cite:
    """The article on what the resolution must contain."""
    return RESOLUTION_2026 if on >= EDITION_2026 else RESOLUTION_2014


def probation(on: date) -> Cite:
    """The article on probation, its extension and its cancellation."""
    return PROBATION_2026 if on >= EDITION_2026 else PROBATION_2014


def confirmation(on: date) -> Cite:
    """The article on how a probationary member is confirmed."""
    return CONFIRM_2026 if on >= EDITION_2026 else CONFIRM_2014


def no_committee(on: date) -> Cite:
    """The article by which the general meeting stands in for a missing committee."""
    return NO_COMMITTEE_2026 if on >= EDITION_2026 else NO_COMMITTEE_2014
