"""An organisation-tree file against the tree of the house (组织树导入): foreseen, carried out, undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.relations import speaking_of
from zhibu.kit.sheets import FileRefused
from zhibu.kit.sheets.faults import Fault
from zhibu.orgs.actions import found_organisation, move_organisation, rename_organisation
from zhibu.orgs.domain.kinds import Kind
from zhibu.orgs.models import Organisation, Placement
from zhibu.orgs.treefile import KnownOrganisation, OrganisationRow, TreeParsed
from zhibu.orgs.treefile.faults import CELL
from zhibu.orgs.treefile.task import read_tree
from zhibu.people.imports.rows import ROW_COLUMNS, as_json, copy_rows, packed_fault, refused_rows
from zhibu.people.imports.store import store
from zhibu.people.models import ImportBatch, ImportRow

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class TreeProspect:
    """What importing a tree file would do (预演结果). missing: standing bodies the file leaves out."""

    new: list[OrganisationRow] = field(default_factory=list)
    changed: list[tuple[OrganisationRow, list[dict[str, object]]]] = field(default_factory=list)
    unchanged: list[OrganisationRow] = field(default_factory=list)
    missing: list[KnownOrganisation] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, int]:
        refused = len({(fault.sheet, fault.row) for fault in self.refused})
        taken = len(self.new) + len(self.changed) + len(self.unchanged)
        return {
            "people": taken + refused,
            "imported": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "missing": len(self.missing),
            "refused": refused,
        }


def known_organisations() -> list[KnownOrganisation]:
    """Every standing body. One query."""
    rows = Organisation.objects.filter(dissolved_on=None).order_by("path")
    return [
        KnownOrganisation(
            organisation_id=o.pk,
            code=o.code,
            name=o.name,
            kind=Kind(o.kind),
            parent_id=o.parent_id,
            founded_on=o.founded_on,
            short_name=o.short_name,
        )
        for o in rows
    ]


def foresee(parsed: TreeParsed, *, organisation: Organisation) -> TreeProspect:
    """Compare a tree file with the standing tree. Two queries."""
    known = {one.organisation_id: one for one in known_organisations()}
    paths = dict(Organisation.objects.filter(dissolved_on=None).values_list("pk", "path"))
    prospect = TreeProspect(refused=list(parsed.refused), warnings=list(parsed.warnings))
    by_key = {row.key: row for row in parsed.rows}
    out: set[Key] = set()
    for row in parsed.rows:
        parent_id = _parent_id(row, by_key)
        now = known.get(row.matches) if row.matches is not None else None
        changes = _changes(row, now, parent_id, by_key) if now is not None else []
        inside = _inside(row, now, parent_id, paths, organisation.path)
        if row.parent in out or (not inside and (now is None or changes)):
            out.add(row.key)
            prospect.refused.append(_elsewhere(row, organisation))
        elif now is None:
            prospect.new.append(row)
        elif changes:
            prospect.changed.append((row, changes))
        else:
            prospect.unchanged.append(row)
    met = {row.matches for row in parsed.rows}
    prospect.missing.extend(
        one
        for one in known.values()
        if one.organisation_id not in met
        and paths[one.organisation_id].startswith(organisation.path)
    )
    prospect.refused.sort(key=lambda fault: (fault.sheet, fault.row, fault.at))
    return prospect


def _parent_id(row: OrganisationRow, by_key: dict[Key, OrganisationRow]) -> int | None:
    if row.parent is not None:
        return by_key[row.parent].matches if row.parent in by_key else None
    return row.parent_id


def _inside(
    row: OrganisationRow,
    now: KnownOrganisation | None,
    parent_id: int | None,
    paths: dict[int, str],
    under: str,
) -> bool:
    """Whether a row's body lies, and stays, at or below the place imported to."""
    if now is not None and not paths[now.organisation_id].startswith(under):
        return False
    if parent_id is not None:
        return (
            paths[parent_id].startswith(under)
            or now is not None
            and paths[now.organisation_id] == under
        )
    return row.parent is not None or now is not None


def _elsewhere(row: OrganisationRow, organisation: Organisation) -> Fault:
    message = CELL["tree-elsewhere"].format(value=row.name, given=organisation.name)
    return Fault(
        row.sheet, row.row, "上级", "tree-elsewhere", message, row.name, row.name, "parent"
    )


def _changes(
    row: OrganisationRow,
    now: KnownOrganisation,
    parent_id: int | None,
    by_key: dict[Key, OrganisationRow],
) -> list[dict[str, object]]:
    """What the file says otherwise; an empty cell says nothing."""
    found: list[dict[str, object]] = []

    def change(name: str, before: object, after: object) -> None:
        found.append({"field": name, "before": before, "after": after, "taken": True})

    if row.name != now.name:
        change("name", now.name, row.name)
    if row.short_name and row.short_name != now.short_name:
        change("short_name", now.short_name, row.short_name)
    if row.code and row.code != now.code:
        change("code", now.code, row.code)
    if row.founded_on is not None and row.founded_on != now.founded_on:
        change("founded_on", now.founded_on.isoformat(), row.founded_on.isoformat())
    moves = row.parent is not None or row.parent_id is not None
    if moves and now.parent_id is not None and parent_id != now.parent_id:
        to = by_key[row.parent].name if row.parent is not None else ""
        change("parent", now.parent_id, parent_id if parent_id is not None else to)
    return found


def foresee_tree(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Read a draft's tree file and store what it would do."""
    try:
        parsed = read_tree(
            store.place(batch.stored), today=clock.today(), known=known_organisations()
        )
    except FileRefused as refused:
        batch.state, batch.code = ImportBatch.State.REFUSED, refused.code
        batch.message = refused.message[:500]
        store.discard(batch.stored)
        batch.stored = ""
        batch.save()
        return batch
    with transaction.atomic():
        prospect = foresee(parsed, organisation=batch.organisation)
        write_rows(batch, prospect)
        batch.state, batch.code, batch.message = ImportBatch.State.READY, "", ""
        batch.summary = prospect.summary
        batch.warnings = [dict(fault.as_json()) for fault in prospect.warnings]
        batch.save()
    return batch


def write_rows(
    batch: ImportBatch, prospect: TreeProspect, *, made: dict[Key, int] | None = None
) -> None:
    """Store a batch's rows afresh. made: row → body, where the import has been done."""
    ImportRow.objects.filter(batch=batch).delete()
    copy_rows(ImportRow, ROW_COLUMNS, _rows(batch.pk, prospect, made or {}))


def _rows(
    batch_id: int, prospect: TreeProspect, made: dict[Key, int]
) -> Iterator[tuple[object, ...]]:
    for sheet, number, faults in refused_rows(prospect.refused):
        label = next((fault.label for fault in faults if fault.label), "")
        packed = [packed_fault(fault) for fault in faults]
        yield _row(batch_id, "refused", sheet, number, label, faults=packed)
    for row in prospect.new:
        yield _row(
            batch_id, "new", row.sheet, row.row, row.name, row.code, made.get(row.key), _values(row)
        )
    for row, changes in prospect.changed:
        yield _row(
            batch_id,
            "changed",
            row.sheet,
            row.row,
            row.name,
            row.code,
            row.matches,
            _values(row),
            changes,
        )
    for one in prospect.missing:
        yield _row(batch_id, "missing", "", 0, one.name, one.code, one.organisation_id)


def _values(row: OrganisationRow) -> dict[str, object]:
    return {
        "kind": row.kind.value,
        "founded_on": row.founded_on.isoformat() if row.founded_on else "",
        "short_name": row.short_name,
    }


def _row(
    batch_id: int,
    outcome: str,
    sheet: str,
    number: int,
    name: str,
    code: str = "",
    organisation_id: int | None = None,
    values: dict[str, object] | None = None,
    changes: list[dict[str, object]] | None = None,
    faults: list[dict[str, object]] | None = None,
) -> tuple[object, ...]:
    packed = [as_json(value) for value in (values or {}, changes or [], faults or [])]
    where = (batch_id, sheet[:120], number, outcome)
    return (*where, name[:120], code[:40], organisation_id, *packed, False)


def carry_out(prospect: TreeProspect, *, actor: Actor, today: date, ground: str) -> dict[Key, int]:
    """Set up, rename and move bodies, parents first (写入组织树); row → body made or met.

    Raises Refused, Invalid, Conflict as the single actions do. In the caller's transaction.
    """
    made: dict[Key, int] = {
        row.key: row.matches
        for row in (*prospect.unchanged, *(row for row, _ in prospect.changed))
        if row.matches is not None
    }
    for row in prospect.new:
        parent_id = made[row.parent] if row.parent is not None else row.parent_id
        parent = Organisation.objects.get(pk=parent_id) if parent_id is not None else None
        founded = found_organisation(
            actor=actor,
            parent=parent,
            name=row.name,
            kind=row.kind.value,
            founded_on=row.founded_on or today,
            code=row.code,
            short_name=row.short_name,
        )
        made[row.key] = founded.pk
    for row, changes in prospect.changed:
        _change(row, changes, made, actor=actor, today=today, ground=ground)
    return made


def _change(
    row: OrganisationRow,
    changes: Iterable[dict[str, object]],
    made: dict[Key, int],
    *,
    actor: Actor,
    today: date,
    ground: str,
) -> None:
    told = {str(change["field"]): change for change in changes}
    body = Organisation.objects.select_for_update().get(pk=row.matches or 0)
    plain = [name for name in ("code", "founded_on") if name in told]
    if "code" in told:
        body.code = row.code
    if "founded_on" in told and row.founded_on is not None:
        body.founded_on = row.founded_on
    if plain:
        body.save(update_fields=plain)
    if {"name", "short_name"} & set(told):
        rename_organisation(
            actor=actor,
            organisation_id=body.pk,
            name=row.name,
            short_name=row.short_name or body.short_name,
            on=today,
        )
    if "parent" in told:
        parent_id = made[row.parent] if row.parent is not None else row.parent_id
        if parent_id is not None:
            told["parent"]["after"] = parent_id
            move_organisation(
                actor=actor, organisation_id=body.pk, parent_id=parent_id, on=today, ground=ground
            )


def take_back(
    rows: Iterable[ImportRow], *, actor: Actor
) -> tuple[int, list[tuple[ImportRow, str]]]:
    """Undo a tree import, children first (撤回); how many went back, and which stay with the reason."""
    undone: int = 0
    kept: list[tuple[ImportRow, str]] = []
    for row in sorted(rows, key=lambda one: -one.pk):
        body = Organisation.objects.select_for_update().filter(pk=row.person_id or 0).first()
        why = _("已不在组织树上") if body is None else _later_fact(row, body)
        if why or body is None:
            kept.append((row, why))
            continue
        if row.outcome == ImportRow.Outcome.NEW:
            Placement.objects.filter(organisation=body).delete()
            body.delete()
        else:
            _restore(row, body, actor=actor)
        undone += 1
    return undone, kept


_GOES_WITH_A_BODY = frozenset({"orgs.placement"})


def _later_fact(row: ImportRow, body: Organisation) -> str:
    if row.outcome == ImportRow.Outcome.NEW:
        model = next(speaking_of(body, leaving_out=_GOES_WITH_A_BODY), None)
        return _("已有%(what)s") % {"what": model._meta.verbose_name} if model else ""
    now = {
        "name": body.name,
        "short_name": body.short_name,
        "code": body.code,
        "parent": body.parent_id,
    }
    now["founded_on"] = body.founded_on.isoformat()
    if any(now[change["field"]] != change["after"] for change in row.changes):
        return _("又有改动")
    return ""


def _restore(row: ImportRow, body: Organisation, *, actor: Actor) -> None:
    before = {change["field"]: change["before"] for change in row.changes}
    if "code" in before:
        body.code = before["code"]
    if "founded_on" in before:
        body.founded_on = date.fromisoformat(before["founded_on"])
    body.save(update_fields=["code", "founded_on"])
    today = clock.today()
    if {"name", "short_name"} & set(before):
        rename_organisation(
            actor=actor,
            organisation_id=body.pk,
            name=before.get("name", body.name),
            short_name=before.get("short_name", body.short_name),
            on=today,
        )
    if "parent" in before:
        move_organisation(
            actor=actor,
            organisation_id=body.pk,
            parent_id=before["parent"],
            on=today,
            ground=_("撤回导入"),
        )
