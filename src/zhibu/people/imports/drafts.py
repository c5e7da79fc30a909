"""A file before it is confirmed (导入草稿): handed in, read, mended, given up.

Nothing of the house changes here; a draft is the paper on the desk of whoever handed it in.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.sheets.faults import Fault
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies as tree_policies
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies
from zhibu.people.imports import queries
from zhibu.people.imports.prospect import foresee
from zhibu.people.imports.rows import write_rows
from zhibu.people.imports.store import store
from zhibu.people.imports.trees import foresee_tree
from zhibu.people.models import ImportBatch, ImportRow, RememberedHead
from zhibu.people.queries import actor_for_person
from zhibu.people.roster import Column, RosterOptions, RosterRefused, read_roster
from zhibu.people.roster.fields import IGNORED, LABELS, head_key
from zhibu.trail.actions import note

INLINE = 1 << 20  # bytes; larger files are read by a job
_MENDABLE = (ImportBatch.State.READY, ImportBatch.State.REFUSED)


def allow(actor: Actor, kind: str, organisation: Organisation) -> None:
    """Raise Refused unless this actor may import this kind of file here."""
    if kind == ImportBatch.Kind.ORGANISATIONS:
        require(tree_policies.import_organisations(actor, organisation))
    else:
        require(policies.import_roster(actor, organisation))


@transaction.atomic
def hand_in(
    *, actor: Actor, organisation_id: int, kind: str, file_name: str, source: BinaryIO
) -> ImportBatch:
    """Take a file in (上传). Raises DoesNotExist, Refused. Reading it comes next (``read_draft``)."""
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    allow(actor, kind, organisation)
    digest = digest_of(source)
    batch = ImportBatch.objects.create(
        kind=kind,
        organisation=organisation,
        file_name=file_name[-200:],
        digest=digest,
        stored=store.keep(source),
        mapping={},
        made_by_id=actor.person_id,
        made_by_name=actor.name[:80],
    )
    note(actor, "people.import.handed_in", batch, organisation=organisation, kind=kind)
    return batch


def digest_of(source: BinaryIO) -> str:
    """SHA-256 of a file, read in pieces and wound back."""
    digest = hashlib.sha256()
    while piece := source.read(1 << 20):
        digest.update(piece)
    source.seek(0)
    return digest.hexdigest()


def read_draft(batch_id: int) -> ImportBatch:
    """Read and check the file of a draft, and store what it would do (读取). Idempotent."""
    batch = ImportBatch.objects.select_related("organisation", "made_by").get(pk=batch_id)
    if batch.state not in (ImportBatch.State.READING, *_MENDABLE) or not batch.stored:
        return batch
    actor = maker_of(batch)
    if batch.kind == ImportBatch.Kind.ORGANISATIONS:
        return foresee_tree(batch, actor=actor)
    options = RosterOptions(
        today=clock.today(),
        mapping=queries.remembered_heads(batch.organisation) | batch.mapping,
        edits={(sheet, row, column): text for sheet, row, column, text in batch.edits},
    )
    try:
        parsed = read_roster(store.place(batch.stored), options)
    except RosterRefused as refused:
        return _refuse(batch, refused)
    with transaction.atomic():
        prospect = foresee(actor=actor, organisation=batch.organisation, parsed=parsed)
        write_rows(batch, prospect)
        batch.state, batch.code, batch.message = ImportBatch.State.READY, "", ""
        batch.summary, batch.tidied = prospect.summary, parsed.tidied
        batch.warnings = [packed_warning(fault) for fault in prospect.warnings]
        batch.columns = [packed_column(column) for column in parsed.columns]
        batch.save()
    return batch


def maker_of(batch: ImportBatch) -> Actor:
    """Who handed the file in, with the rights of this moment."""
    if batch.made_by is None:
        return house(batch.made_by_name)
    return actor_for_person(batch.made_by.pk, name=batch.made_by.name)


@transaction.atomic
def _refuse(batch: ImportBatch, refused: RosterRefused) -> ImportBatch:
    """Keep why the whole file is refused; the file only where a column can still be named."""
    ImportRow.objects.filter(batch=batch).delete()
    batch.state = ImportBatch.State.REFUSED
    batch.code, batch.message = refused.code, refused.message[:500]
    batch.columns = [packed_column(column) for column in refused.columns]
    batch.summary, batch.warnings, batch.tidied = {}, [], {}
    if not batch.columns:
        store.discard(batch.stored)
        batch.stored = ""
    batch.save()
    return batch


def packed_warning(fault: Fault) -> dict[str, object]:
    """A warning as the commands print it and the batch keeps it."""
    return dict(fault.as_json())


def packed_column(column: Column) -> dict[str, object]:
    """A column as the batch keeps it."""
    return {
        "sheet": column.sheet,
        "at": column.at,
        "head": column.head,
        "field": column.field,
        "hidden": column.hidden,
    }


def draft_for_change(batch_id: int, *, actor: Actor) -> ImportBatch:
    """A draft this actor may still work on, locked. Raises DoesNotExist, Refused, Conflict."""
    batch = queries.import_for_change(batch_id, seen_by=actor)
    allow(actor, batch.kind, batch.organisation)
    if batch.state not in _MENDABLE or not batch.stored:
        raise Conflict(_("这份导入已经不是草稿，没有改动。"))
    return batch


@transaction.atomic
def mend_cells(
    *, actor: Actor, batch_id: int, cells: dict[tuple[str, int, int], str]
) -> ImportBatch:
    """Type over cells of the draft; it is read again afterwards (改正)."""
    batch = draft_for_change(batch_id, actor=actor)
    known = {(sheet, row, column): text for sheet, row, column, text in batch.edits}
    known |= cells
    batch.edits = [[*place, text[:200]] for place, text in known.items()]
    batch.save(update_fields=["edits"])
    return batch


@transaction.atomic
def name_columns(*, actor: Actor, batch_id: int, fields: dict[str, str]) -> ImportBatch:
    """Say what heads mean, and remember it for the organisation (对应栏目).

    fields: head as the file writes it → a field of the roster, or ``-`` for one not to be read.
    Raises Invalid for a field nobody knows.
    """
    batch = draft_for_change(batch_id, actor=actor)
    if strange := set(fields.values()) - {*LABELS, IGNORED}:
        raise Invalid({"": _("没有这一栏：%(names)s。") % {"names": "、".join(sorted(strange))}})
    told = {head_key(head): field for head, field in fields.items() if head_key(head)}
    batch.mapping = batch.mapping | told
    batch.save(update_fields=["mapping"])
    for head, field in told.items():
        RememberedHead.objects.update_or_create(
            organisation=batch.organisation, head=head[:60], defaults={"field": field}
        )
    return batch


@transaction.atomic
def leave_out(*, actor: Actor, batch_id: int, row_id: int, field: str, taken: bool) -> ImportRow:
    """Take one change of one person into the import, or leave it out (逐项采用)."""
    batch = draft_for_change(batch_id, actor=actor)
    row = queries.row_of(batch, row_id)
    for change in row.changes:
        if change["field"] == field:
            change["taken"] = taken
    row.save(update_fields=["changes"])
    return row


@transaction.atomic
def explain_missing(*, actor: Actor, batch_id: int, row_id: int, why: str) -> ImportRow:
    """Say why somebody is on the roster and not in the file (说明); changes nobody's place."""
    batch = draft_for_change(batch_id, actor=actor)
    row = queries.row_of(batch, row_id)
    row.values = {**row.values, "why": why[:40]}
    row.save(update_fields=["values"])
    return row


@transaction.atomic
def hand_over(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Mark a draft as confirmed, to be written by a job (交后台导入). Raises as ``draft_for_change``."""
    batch = draft_for_change(batch_id, actor=actor)
    batch.state, batch.message = ImportBatch.State.RUNNING, ""
    batch.made_by_id, batch.made_by_name = actor.person_id, actor.name[:80]
    batch.save(update_fields=["state", "message", "made_by", "made_by_name"])
    return batch


@transaction.atomic
def drop_draft(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Give a draft up; the file goes at once (放弃)."""
    batch = draft_for_change(batch_id, actor=actor)
    ImportRow.objects.filter(batch=batch).delete()
    store.discard(batch.stored)
    batch.state, batch.stored = ImportBatch.State.DROPPED, ""
    batch.save(update_fields=["state", "stored"])
    note(actor, "people.import.dropped", batch)
    return batch


def settle(batch: ImportBatch) -> None:
    """The file goes and the batch is done (办结); in the transaction of what was written."""
    stored, batch.stored = batch.stored, ""
    batch.state, batch.confirmed_at = ImportBatch.State.DONE, clock.now()
    batch.edits = []
    batch.save()
    if stored:
        transaction.on_commit(lambda: store.discard(stored))
