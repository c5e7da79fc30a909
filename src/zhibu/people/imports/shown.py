"""How an import reads on its page (导入预览的样子): rows, faults with a way to mend them, changes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.sheets.faults import Fault
from zhibu.orgs.domain.kinds import KIND_TERMS, Kind
from zhibu.orgs.models import Post
from zhibu.orgs.treefile.fields import LABELS as TREE_LABELS
from zhibu.people.fields import FIELDS
from zhibu.people.imports import queries
from zhibu.people.models import ImportBatch, ImportRow, StatusSpan
from zhibu.people.policies import see_roster_details
from zhibu.people.roster.codes import KIND_NAMES
from zhibu.people.roster.export import OPEN
from zhibu.people.roster.faults import MEND_AT_SOURCE
from zhibu.people.roster.fields import LABELS

TIDIED = {
    "name-dot": gettext_lazy("姓名间隔号"),
    "name-space": gettext_lazy("姓名中的空格"),
    "full-width": gettext_lazy("全角字符"),
    "date-style": gettext_lazy("日期写法"),
    "number-as-text": gettext_lazy("数字格存为文本"),
}
WHY_MISSING = (
    ("moved", gettext_lazy("组织关系已转出")),
    ("forgotten", gettext_lazy("表中漏填")),
    ("other", gettext_lazy("其他")),
)


HIDDEN = gettext_lazy("不显示")
FOR_THE_BRANCH = gettext_lazy("这一格由经办人核对改正，这里不显示内容。")


@dataclass(frozen=True, slots=True)
class Mend:
    """One faulty cell on the page. name: of its control, "" where only the original can be mended."""

    value: str
    message: str
    label: str
    name: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A refused row with its faulty cells."""

    pk: int
    where: str
    name: str
    cells: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change in words. taken: whether it will be made."""

    field: str
    label: str
    before: str
    after: str
    taken: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A new, changed or missing row."""

    pk: int
    name: str
    number: str
    facts: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()
    branch: str = ""
    why: str = ""
    kept: bool = False


@dataclass(slots=True)
class Words:
    """Names of the bodies a page speaks of, looked up once."""

    names: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def body(self, value: object) -> str:
        """A body's name by its id."""
        found = self.names.get(value) if isinstance(value, int) else None
        return found[1] if found is not None else ""

    def said(self, name: str, value: object) -> str:
        """One side of a change in words; a dash for nothing."""
        if value in (None, "", []):
            return "—"
        if name in ("branch", "group", "parent"):
            return self.body(value) or str(value)
        if name == "posts":
            return "、".join(str(Post(post).label) for post in value)  # type: ignore[attr-defined]  # a list of codes
        if name == "kind" and value in KIND_NAMES:
            return KIND_NAMES[str(value)]
        if name == "standing":
            return str(StatusSpan.Standing(str(value)).label)
        if name.endswith(("_on", "_date")):
            return full_day(date.fromisoformat(str(value)))
        spec = FIELDS.get(name)
        return spec.said(value) if spec is not None else str(value)


def words_for(rows: Iterable[ImportRow]) -> Words:
    """Names of all bodies these rows speak of. One query."""
    ids: set[int] = set()
    for row in rows:
        for change in row.changes:
            if change["field"] in ("branch", "group", "parent"):
                ids |= {v for v in (change["before"], change["after"]) if isinstance(v, int)}
        if isinstance(row.values.get("branch"), int):
            ids.add(row.values["branch"])
    return Words(queries.branch_paths(ids) if ids else {})


def hides(actor: Actor, batch: ImportBatch) -> bool:
    """Whether this actor looks from above at a file of somebody else: its S2 values stay below.

    Source: security.md, classes of data: S2 is for the person and the own committee.
    """
    if batch.kind != ImportBatch.Kind.ROSTER or batch.made_by_id == actor.person_id:
        return False
    return not see_roster_details(actor, batch.organisation)


def closed(fault: Mapping[str, object]) -> bool:
    """Whether a faulty cell is of a field that is not for those above."""
    return fault["field"] not in OPEN


def faulty(
    batch: ImportBatch, rows: Iterable[ImportRow], *, hidden: bool = False
) -> list[FaultyRow]:
    """Refused rows with a control for each cell that can be mended here."""
    columns = {(c["sheet"], c["field"]): c["at"] for c in batch.columns if c["field"]}
    return [
        FaultyRow(
            pk=row.pk,
            where=_("第 %(row)d 行") % {"row": row.row},
            name=row.name,
            cells=tuple(
                _unsaid(fault) if hidden and closed(fault) else _mend(row, at, fault, columns)
                for at, fault in enumerate(row.faults)
            ),
        )
        for row in rows
    ]


def refusal(fault: Mapping[str, Any], *, hidden: bool) -> Fault:
    """One refused cell as the workbook has it."""
    found = Fault(**fault)
    if hidden and closed(fault):
        return replace(found, value=str(HIDDEN), message=str(FOR_THE_BRANCH))
    return found


def _label(name: object) -> str:
    return LABELS.get(str(name)) or TREE_LABELS.get(str(name), "")


def _unsaid(fault: Mapping[str, object]) -> Mend:
    """That a cell is faulty, and nothing of what stands in it."""
    return Mend(str(HIDDEN), str(FOR_THE_BRANCH), _label(fault["field"]))


def _mend(
    row: ImportRow, at: int, fault: dict[str, object], columns: Mapping[tuple[str, str], int]
) -> Mend:
    label = _label(fault["field"])
    column = place_of(row, fault, columns)
    closed = column < 0 or fault["code"] in MEND_AT_SOURCE
    choices: tuple[tuple[str, str], ...] = ()
    if fault["field"] == "kind" and fault["code"] != "kind-against-date":
        choices = tuple((words, words) for words in KIND_NAMES.values())
    return Mend(
        value=str(fault["value"]),
        message=str(fault["message"]),
        label=label,
        name="" if closed else f"cell-{row.pk}-{at}",
        choices=choices,
    )


def place_of(
    row: ImportRow, fault: Mapping[str, object], columns: Mapping[tuple[str, str], int]
) -> int:
    """The column of a faulty cell, from 0; -1 where the file has none for it."""
    at = fault.get("at", -1)
    if isinstance(at, int) and at >= 0:
        return at
    return columns.get((row.sheet, str(fault["field"])), -1)


def changed(rows: Iterable[ImportRow], words: Words, *, hidden: bool = False) -> list[ShownRow]:
    """Changed rows with each change in words."""

    def said(name: str, value: object) -> str:
        return str(HIDDEN) if hidden and name not in OPEN else words.said(name, value)

    return [
        ShownRow(
            pk=row.pk,
            name=row.name,
            number="" if hidden else row.staff_no,
            changes=tuple(
                Difference(
                    field=change["field"],
                    label=LABELS.get(change["field"])
                    or TREE_LABELS.get(change["field"], change["field"]),
                    before=said(change["field"], change["before"]),
                    after=said(change["field"], change["after"]),
                    taken=change.get("taken", True),
                )
                for change in row.changes
            ),
            kept=row.kept,
        )
        for row in rows
    ]


def new(
    batch: ImportBatch, rows: Iterable[ImportRow], words: Words, *, hidden: bool = False
) -> list[ShownRow]:
    """New rows with the facts that tell them apart."""
    tree = batch.kind == ImportBatch.Kind.ORGANISATIONS
    return [
        ShownRow(
            pk=row.pk,
            name=row.name,
            number="" if hidden else row.staff_no,
            facts=_tree_facts(row) if tree else _facts(row, words),
            kept=row.kept,
        )
        for row in rows
    ]


def _facts(row: ImportRow, words: Words) -> tuple[str, ...]:
    return tuple(words.said(name, row.values.get(name)) for name in ("kind", "joined_on"))


def _tree_facts(row: ImportRow) -> tuple[str, ...]:
    kind = row.values.get("kind")
    return (
        KIND_TERMS[Kind(kind)] if kind else "—",
        Words().said("founded_on", row.values.get("founded_on")),
    )


def missing(rows: Iterable[ImportRow], words: Words, *, hidden: bool = False) -> list[ShownRow]:
    """Who is on the roster and not in the file."""
    return [
        ShownRow(
            pk=row.pk,
            name=row.name,
            number="" if hidden else row.staff_no,
            branch=words.body(row.values.get("branch")),
            why=str(row.values.get("why", "")),
        )
        for row in rows
    ]


def tidied(batch: ImportBatch) -> str:
    """姓名间隔号 2 处，全角字符 6 处."""
    return "，".join(
        _("%(what)s %(count)d 处") % {"what": TIDIED[kind], "count": count}
        for kind, count in batch.tidied.items()
        if kind in TIDIED and count
    )
