"""The roster file (党员花名册): reading, checking and comparing it. Plain Python, no database."""

from zhibu.people.roster.compare import Change, Changed, Comparison, KnownPerson, Placed, compare
from zhibu.people.roster.model import Column, Parsed, RosterOptions, RosterRow
from zhibu.people.roster.parse import parse_roster
from zhibu.people.roster.placing import Place, Tree, place_rows
from zhibu.people.roster.task import RosterRefused, read_roster

__all__ = [
    "Change",
    "Changed",
    "Column",
    "Comparison",
    "KnownPerson",
    "Parsed",
    "Place",
    "Placed",
    "RosterOptions",
    "RosterRefused",
    "RosterRow",
    "Tree",
    "compare",
    "parse_roster",
    "place_rows",
    "read_roster",
]
