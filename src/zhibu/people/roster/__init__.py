"""The roster file (党员花名册): reading, checking and comparing it. Plain Python, no database."""

from zhibu.people.roster.compare import Change, Changed, Comparison, KnownPerson, Placed, compare
from zhibu.people.roster.model import Column, Parsed, RosterOptions, RosterRow
from zhibu.people.roster.parse import parse_roster

__all__ = [
    "Change",
    "Changed",
    "Column",
    "Comparison",
    "KnownPerson",
    "Parsed",
    "Placed",
    "RosterOptions",
    "RosterRow",
    "compare",
    "parse_roster",
]
