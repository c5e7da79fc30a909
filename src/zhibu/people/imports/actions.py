"""Importing and taking back (导入、撤回): one file, one transaction, one note."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.sheets import FileRefused
from zhibu.kit.verdict import Conflict, require
from zhibu.orgs import policies as tree_policies
from zhibu.orgs.treefile.task import read_tree
from zhibu.people import policies
from zhibu.people.events import RosterImported, RosterImportUndone
from zhibu.people.imports import drafts, queries, trees, undoing, writing
from zhibu.people.imports.progress import Progress
from zhibu.people.imports.prospect import foresee
from zhibu.people.imports.rows import unpacked, with_taken_changes
from zhibu.people.imports.store import store
from zhibu.people.models import ImportBatch, ImportRow
from zhibu.people.queries.headcounts import touched_by_import
from zhibu.people.roster import Comparison, Parsed
from zhibu.trail.actions import note, publish

GROUND = "导入名册"


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo came to: how many went back, and who stays, by name with the reason."""

    rows: int
    kept: tuple[tuple[str, str], ...]


@transaction.atomic
def import_roster(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Write the confirmed rows of a roster, all or none (确认导入). Refused rows are never written.

    Compared once more with the house as it is now. Raises DoesNotExist, Refused, Conflict (not a
    draft any more). Publishes RosterImported.
    """
    batch = queries.import_for_change(batch_id, seen_by=actor)
    require(policies.import_roster(actor, batch.organisation))
    ready = (ImportBatch.State.READY, ImportBatch.State.RUNNING)
    if batch.kind != ImportBatch.Kind.ROSTER or batch.state not in ready:
        raise Conflict(_("这份导入已经处理过，没有改动。"))
    rows = list(
        ImportRow.objects.filter(batch=batch, outcome__in=["new", "changed"]).order_by("pk")
    )
    left = {
        row.staff_no: frozenset(c["field"] for c in row.changes if not c.get("taken", True))
        for row in rows
    }
    parsed = Parsed([unpacked(row.values) for row in rows], [], 0, [], [])
    prospect = foresee(actor=actor, organisation=batch.organisation, parsed=parsed)
    comparison = _taken(prospect.comparison, left)
    with Progress(batch.pk, total=len(rows)) as progress:
        done = writing.carry_out(
            comparison, actor=actor, today=clock.today(), ground=GROUND, progress=progress
        )
    _keep(batch, comparison, done)
    drafts.settle(batch)
    note(actor, "people.roster.imported", batch, organisation=batch.organisation, **batch.summary)
    publish(RosterImported.of(batch))
    return batch


def _taken(comparison: Comparison, left: dict[str, frozenset[str]]) -> Comparison:
    """Without the changes somebody left out."""
    changed = [
        kept
        for one in comparison.changed
        if (kept := with_taken_changes(one, left.get(one.known.staff_no, frozenset())))
    ]
    return Comparison(comparison.new, changed, comparison.unchanged, [], [], [])


def _keep(batch: ImportBatch, comparison: Comparison, done: writing.Done) -> None:
    """Keep beside each row what an undo needs, and let the rest of its values go."""
    for row in ImportRow.objects.filter(batch=batch, outcome="new").iterator():
        row.person_id, row.values = done.made.get(row.staff_no), {}
        row.save(update_fields=["person_id", "values"])
    applied = {one.known.person_id: one for one in comparison.changed}
    for row in ImportRow.objects.filter(batch=batch, outcome="changed"):
        one = applied.get(row.person_id or 0)
        trace = done.traces.get(row.person_id or 0)
        fields = {change.field for change in one.changes} if one is not None else set()
        for change in row.changes:
            change["taken"] = change["field"] in fields
        row.values = {"trace": trace} if trace is not None else {}
        row.save(update_fields=["changes", "values"])
    batch.summary = batch.summary | {
        "imported": len(comparison.new),
        "changed": len(comparison.changed),
    }


@transaction.atomic
def undo_import(*, actor: Actor, batch_id: int) -> Undone:
    """Take a roster import back within thirty days (撤回导入).

    Persons with later facts stay as they are and are named. Raises DoesNotExist, Refused, Conflict
    (not done, or too long ago). Publishes RosterImportUndone.
    """
    batch = queries.import_for_change(batch_id, seen_by=actor)
    require(policies.undo_import(actor, batch.organisation))
    if batch.kind != ImportBatch.Kind.ROSTER or not queries.may_undo(batch):
        raise Conflict(_("只有 30 天之内导入的名册可以撤回；没有任何改动。"))
    rows = list(
        ImportRow.objects.filter(batch=batch, outcome__in=["new", "changed"]).order_by("pk")
    )
    assert batch.confirmed_at is not None
    organisations, since = touched_by_import(batch.pk)
    undone, kept = undoing.take_back(rows, confirmed_at=batch.confirmed_at)
    ImportRow.objects.filter(pk__in=[one.row.pk for one in kept]).update(kept=True)
    _mark_undone(batch)
    note(
        actor,
        "people.import.undone",
        batch,
        undone=undone,
        kept=[one.row.person_id for one in kept],
    )
    publish(RosterImportUndone.of(batch, organisations=organisations, since=since))
    return Undone(undone, tuple((one.name, one.why) for one in kept))


def _mark_undone(batch: ImportBatch) -> None:
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, clock.now()
    batch.save(update_fields=["state", "undone_at"])


@transaction.atomic
def import_organisations(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Set up, rename and move the bodies of a tree file, all or none (确认导入组织树).

    The file is read once more. Raises DoesNotExist, Refused, Conflict, Invalid.
    """
    batch = queries.import_for_change(batch_id, seen_by=actor)
    require(tree_policies.import_organisations(actor, batch.organisation))
    if batch.kind != ImportBatch.Kind.ORGANISATIONS or batch.state != ImportBatch.State.READY:
        raise Conflict(_("这份导入已经处理过，没有改动。"))
    try:
        parsed = read_tree(
            store.place(batch.stored), today=clock.today(), known=trees.known_organisations()
        )
    except FileRefused as refused:
        raise Conflict(refused.message) from refused
    prospect = trees.foresee(parsed, organisation=batch.organisation)
    made = trees.carry_out(prospect, actor=actor, today=clock.today(), ground=GROUND)
    trees.write_rows(batch, prospect, made=made)
    batch.summary = prospect.summary
    drafts.settle(batch)
    note(actor, "orgs.tree.imported", batch, organisation=batch.organisation, **batch.summary)
    return batch


@transaction.atomic
def undo_organisations_import(*, actor: Actor, batch_id: int) -> Undone:
    """Take a tree import back within thirty days (撤回组织树导入).

    Bodies with later facts stay and are named. Raises DoesNotExist, Refused, Conflict.
    """
    batch = queries.import_for_change(batch_id, seen_by=actor)
    require(tree_policies.undo_organisations_import(actor, batch.organisation))
    if batch.kind != ImportBatch.Kind.ORGANISATIONS or not queries.may_undo(batch):
        raise Conflict(_("只有 30 天之内导入的组织树可以撤回；没有任何改动。"))
    rows = ImportRow.objects.filter(batch=batch, outcome__in=["new", "changed"])
    undone, kept = trees.take_back(rows, actor=actor)
    ImportRow.objects.filter(pk__in=[row.pk for row, _why in kept]).update(kept=True)
    _mark_undone(batch)
    note(actor, "orgs.import.undone", batch, undone=undone, kept=len(kept))
    return Undone(undone, tuple((row.name, why) for row, why in kept))
