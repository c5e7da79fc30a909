"""The same number twice in one file (重复): one person written twice, or a number that cannot be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace

from zhibu.people.roster.fields import LABELS
from zhibu.people.roster.model import RosterRow
from zhibu.people.roster.rows import Person

_POSITION = frozenset({"sheet", "row", "branch_from"})
_FIELDS = tuple(f.name for f in fields(RosterRow) if f.name not in _POSITION)


def by_number(people: list[Person]) -> list[list[int]]:
    """Indexes of people that share a number, refused rows among them."""
    seen: dict[str, int] = {}
    shared: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        if not person.staff_no:
            continue
        first = seen.setdefault(person.staff_no, at)
        if first != at:
            shared[person.staff_no] = shared[person.staff_no] or [first]
            shared[person.staff_no].append(at)
    return list(shared.values())


def merged(rows: list[RosterRow]) -> RosterRow | None:
    """One person out of rows that do not contradict each other; None when they do."""
    first = rows[0]
    changes: dict[str, object] = {}
    for name in _FIELDS:
        values = {value for row in rows if (value := getattr(row, name)) not in (None, ())}
        if len(values) > 1:
            if name == "branch":
                changes[name], changes["branch_from"] = _branch(rows)
                if changes[name] is None:
                    return None
                continue
            return None
        if values and getattr(first, name) in (None, ()):
            changes[name] = values.pop()
            if name == "branch":
                changes["branch_from"] = next(row.branch_from for row in rows if row.branch)
    return replace(first, **changes) if changes else first  # type: ignore[arg-type]  # names are fields


def _branch(rows: list[RosterRow]) -> tuple[str | None, str]:
    """A column outweighs a title or a sheet's name."""
    named = {row.branch for row in rows if row.branch_from == "column"}
    return (named.pop(), "column") if len(named) == 1 else (None, "")


def differing(people: list[Person]) -> str:
    """What differs between the rows, in words."""
    names = {person.name for person in people if person.name}
    if len(names) > 1:
        return "姓名不同（" + "、".join(sorted(names)) + "）"
    rows = [person.row for person in people if person.row is not None]
    different = [
        LABELS.get(name, name)
        for name in _FIELDS
        if len({value for row in rows if (value := getattr(row, name)) not in (None, ())}) > 1
    ]
    return ("、".join(different) + "不同") if different else "内容不同"
