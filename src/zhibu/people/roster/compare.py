"""A roster file against the roster of the house (比对): new, changed, unchanged, missing here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from zhibu.kit.sheets.faults import Fault
from zhibu.people.roster.faults import CELL, WARNING
from zhibu.people.roster.model import PERSON_FIELDS, RosterRow

Kept = str | date | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """One person as the house has them today (在册人员).

    values: PERSON_FIELDS as kept, ``None`` or ``""`` where nothing is known; ``kind`` and
    ``standing`` of today. branch, group: ids, None outside any. posts: those held in the branch or the
    group. seen: whether the one who imports may know the name behind this number.
    """

    person_id: int
    name: str
    staff_no: str
    kind: str = ""
    standing: str = ""
    branch: int | None = None
    group: int | None = None
    posts: frozenset[str] = frozenset()
    seen: bool = True
    values: dict[str, str | date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the branch and group it belongs to, by id; group None where the file says nothing."""

    row: RosterRow
    branch: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one person that the file has otherwise (变更). before, after: as kept."""

    field: str
    before: Kept
    after: Kept


@dataclass(frozen=True, slots=True)
class Changed:
    """A person on the roster whose row says something else."""

    placed: Placed
    known: KnownPerson
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What importing would do. missing: on the roster under the place imported to, not in the file."""

    new: list[Placed]
    changed: list[Changed]
    unchanged: list[tuple[Placed, KnownPerson]]
    missing: list[KnownPerson]
    refused: list[Fault]
    warnings: list[Fault]


def compare(
    rows: Iterable[Placed],
    known: dict[str, KnownPerson],
    *,
    here: Iterable[KnownPerson] = (),
    names: frozenset[str] = frozenset(),
) -> Comparison:
    """Compare placed rows with the persons known by number (比对).

    known: by staff_no, of the whole house. here: who is on the roster of the place imported to.
    names: names on the roster there, for homonyms. An empty cell never erases what is kept.
    """
    result = Comparison([], [], [], [], [], [])
    seen: set[str] = set()
    for placed in rows:
        row = placed.row
        seen.add(row.staff_no)
        person = known.get(row.staff_no)
        if person is None:
            result.new.append(placed)
            if row.name in names:
                result.warnings.append(_homonym(row))
        elif person.name != row.name:
            result.refused.append(_taken(row, person))
        else:
            changes = tuple(_changes(placed, person))
            if changes:
                result.changed.append(Changed(placed, person, changes))
            else:
                result.unchanged.append((placed, person))
    result.missing.extend(person for person in here if person.staff_no not in seen)
    return result


def _changes(placed: Placed, person: KnownPerson) -> Iterable[Change]:
    row = placed.row
    for name in PERSON_FIELDS:
        after = getattr(row, name)
        before = person.values.get(name)
        if after is not None and after != (before or None) and not _says_less(name, before, after):
            yield Change(name, before or None, after)
    if row.kind != person.kind:
        yield Change("kind", person.kind or None, row.kind)
    if row.standing is not None and row.standing != (person.standing or "normal"):
        yield Change("standing", person.standing or None, row.standing)
    if placed.branch != person.branch:
        yield Change("branch", person.branch, placed.branch)
        if placed.group is not None:
            yield Change("group", None, placed.group)
    elif placed.group is not None and placed.group != person.group:
        yield Change("group", person.group, placed.group)
    if row.posts and frozenset(row.posts) != person.posts:
        yield Change("posts", tuple(sorted(person.posts)), tuple(sorted(row.posts)))


def _says_less(name: str, before: object, after: object) -> bool:
    """性别 0 or 9 says nothing against a sex already known."""
    return name == "sex" and after in ("0", "9") and bool(before)


def _taken(row: RosterRow, person: KnownPerson) -> Fault:
    known = person.name if person.seen else "另一个支部的人"
    params = {"value": row.staff_no, "known": known, "name": row.name}
    return Fault(
        sheet=row.sheet,
        row=row.row,
        column="学号/工号",
        code="number-taken-by-other-name",
        message=CELL["number-taken-by-other-name"].format(**params),
        value=row.staff_no,
        label=row.name,
        field="staff_no",
    )


def _homonym(row: RosterRow) -> Fault:
    message = WARNING["homonym"].format(row=row.row)
    return Fault(row.sheet, row.row, "姓名", "homonym", message, row.name, row.name, "name")
