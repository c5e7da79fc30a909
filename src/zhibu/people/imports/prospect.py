"""What importing a roster would do (导入预演): rows placed, compared, and those that may not be.

Nothing is written here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from zhibu.kit.actor import Actor
from zhibu.kit.sheets.faults import Fault
from zhibu.orgs.models import Organisation, Post
from zhibu.people import policies
from zhibu.people.imports import queries
from zhibu.people.roster import (
    Comparison,
    KnownPerson,
    Parsed,
    Placed,
    RosterRow,
    Tree,
    compare,
    place_rows,
)
from zhibu.people.roster.checks import Dates, date_faults
from zhibu.people.roster.faults import CELL, WARNING
from zhibu.people.roster.fields import LABELS


@dataclass(frozen=True, slots=True)
class Prospect:
    """The roster against the house (预演结果). tree: the places its rows were put."""

    comparison: Comparison
    refused: list[Fault]
    warnings: list[Fault]
    tree: Tree
    summary: dict[str, int] = field(default_factory=dict)


def foresee(*, actor: Actor, organisation: Organisation, parsed: Parsed) -> Prospect:
    """What importing ``parsed`` at ``organisation`` would do today. About ten queries."""
    tree = Tree(queries.places())
    given = tree.by_id[organisation.pk]
    reach = "" if actor.is_house else given.path
    placing = place_rows(parsed.rows, tree, given=given, reach=reach)
    numbers = [placed.row.staff_no for placed in placing.placed]
    known = queries.known_by_number(numbers, under=reach)
    refused = [*parsed.refused, *placing.refused]
    warnings = [*parsed.warnings, *placing.warnings]
    staying = _within_reach(placing.placed, known, tree, reach, refused)
    staying = _consistent(staying, known, refused)
    staying = _Posts(actor, tree, known, warnings).granted(staying)
    touched = {placed.branch for placed in staying} | ({given.id} if given.is_branch else set())
    comparison = compare(
        staying,
        known,
        here=queries.known_here(touched, under=reach),
        names=queries.names_here(touched),
    )
    refused += comparison.refused
    warnings += comparison.warnings
    refused.sort(key=lambda fault: (fault.sheet, fault.row, fault.at))
    return Prospect(comparison, refused, warnings, tree, _summary(comparison, refused))


def _summary(comparison: Comparison, refused: list[Fault]) -> dict[str, int]:
    rows = {(fault.sheet, fault.row) for fault in refused}
    new, changed = len(comparison.new), len(comparison.changed)
    unchanged = len(comparison.unchanged)
    return {
        "people": new + changed + unchanged + len(rows),
        "imported": new,
        "changed": changed,
        "unchanged": unchanged,
        "missing": len(comparison.missing),
        "refused": len(rows),
        "branches": len({placed.branch for placed in _everybody(comparison)}),
    }


def _everybody(comparison: Comparison) -> list[Placed]:
    return [
        *comparison.new,
        *(changed.placed for changed in comparison.changed),
        *(placed for placed, _ in comparison.unchanged),
    ]


def _fault(
    row: RosterRow, name: str, code: str, params: Mapping[str, str | int], value: str = ""
) -> Fault:
    return Fault(
        sheet=row.sheet,
        row=row.row,
        column=LABELS.get(name, name),
        code=code,
        message=CELL[code].format(**{"label": LABELS.get(name, name), "value": value, **params}),
        value=value,
        label=row.name,
        field=name,
    )


def _within_reach(
    rows: Iterable[Placed],
    known: Mapping[str, KnownPerson],
    tree: Tree,
    under: str,
    refused: list[Fault],
) -> list[Placed]:
    """Persons who belong to a body outside the place imported to are not moved by a file."""
    staying = []
    for placed in rows:
        person = known.get(placed.row.staff_no)
        if person is None or person.branch is None or person.name != placed.row.name:
            staying.append(placed)
            continue
        now = tree.by_id.get(person.branch)
        if person.branch == placed.branch or (now is not None and now.path.startswith(under)):
            staying.append(placed)
            continue
        target = tree.by_id[placed.branch].name
        refused.append(
            _fault(placed.row, "branch", "person-elsewhere", {"known": "另一个支部"}, target)
        )
    return staying


def _consistent(
    rows: Iterable[Placed], known: Mapping[str, KnownPerson], refused: list[Fault]
) -> list[Placed]:
    """Dates of the row together with those already kept must still be able to stand."""
    staying = []
    for placed in rows:
        person = known.get(placed.row.staff_no)
        faults = [] if person is None else list(date_faults(_together(placed.row, person)))
        staying += [] if faults else [placed]
        for name, code, params in faults:
            refused.append(_fault(placed.row, name, code, params))
    return staying


def _together(row: RosterRow, person: KnownPerson) -> Dates:
    def day(name: str) -> object:
        return getattr(row, name) or person.values.get(name) or None

    months = frozenset({"birth_date", "joined_on", "confirmed_on"})  # the benefit of the doubt
    return Dates(day("birth_date"), day("joined_on"), day("confirmed_on"), months)  # type: ignore[arg-type]  # dates or None


class _Posts:
    """Posts a file may give (职务): those this actor may appoint to; the rest is said, not done."""

    def __init__(
        self, actor: Actor, tree: Tree, known: Mapping[str, KnownPerson], warnings: list[Fault]
    ) -> None:
        self.actor, self.tree, self.known, self.warnings = actor, tree, known, warnings

    def granted(self, rows: list[Placed]) -> list[Placed]:
        """The rows, without the posts that cannot be given."""
        with_posts = [placed for placed in rows if placed.row.posts]
        if not with_posts:
            return rows
        ids = {placed.branch for placed in with_posts}
        ids |= {placed.group for placed in with_posts if placed.group is not None}
        self.bodies = queries.bodies(ids)
        self.secretaries = queries.secretaries(ids)
        self.named = Counter(
            placed.branch for placed in with_posts if Post.SECRETARY in placed.row.posts
        )
        left: dict[str, list[str]] = defaultdict(list)
        kept = [self._row(placed, left) for placed in rows]
        for sheet, words in left.items():
            self._warn(sheet, words)
        return kept

    def _row(self, placed: Placed, left: dict[str, list[str]]) -> Placed:
        row = placed.row
        if not row.posts:
            return placed
        person = self.known.get(row.staff_no)
        held = person.posts if person is not None else frozenset()
        lost = [post for post in row.posts if post not in held and not self._may(placed, post)]
        ended = [post for post in held if post not in row.posts and not self._may_end(placed, post)]
        if not lost and not ended:
            return placed
        left[row.sheet].extend(str(Post(post).label) for post in [*lost, *ended])
        remaining = {post for post in row.posts if post not in lost} | set(ended)
        return replace(placed, row=replace(row, posts=tuple(sorted(remaining))))

    def _at(self, placed: Placed, post: str) -> Organisation | None:
        at = placed.group if post == Post.GROUP_LEADER else placed.branch
        return self.bodies.get(at) if at is not None else None

    def _person_id(self, placed: Placed) -> int:
        person = self.known.get(placed.row.staff_no)
        return person.person_id if person is not None else 0

    def _may(self, placed: Placed, post: str) -> bool:
        at = self._at(placed, post)
        if at is None or post == Post.ORGANIZER:
            return False
        person_id = self._person_id(placed)
        if post == Post.SECRETARY:
            now = self.secretaries.get(at.pk)
            if self.named[at.pk] > 1 or now not in (None, person_id):
                return False
        return policies.appoint_officer(self.actor, person_id, at, post).allowed

    def _may_end(self, placed: Placed, post: str) -> bool:
        at = self._at(placed, post)
        person_id = self._person_id(placed)
        return at is not None and policies.end_appointment(self.actor, person_id, at, post).allowed

    def _warn(self, sheet: str, words: list[str]) -> None:
        values = "、".join(dict.fromkeys(words))
        message = WARNING["post-not-granted"].format(count=len(words), values=values)
        self.warnings.append(
            Fault(sheet, 0, LABELS["posts"], "post-not-granted", message, field="posts")
        )
