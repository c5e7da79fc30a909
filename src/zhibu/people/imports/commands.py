"""What the server's own prompt calls (命令行导入): the same reading, the same checks, one JSON.

``people`` is imported + changed + unchanged + distinct refused rows; refused has one entry a cell.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.sheets import FileRefused
from zhibu.kit.sheets.faults import Fault
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Organisation
from zhibu.orgs.treefile.task import read_tree
from zhibu.people.events import RosterImported
from zhibu.people.imports import queries, trees, writing
from zhibu.people.imports.actions import GROUND
from zhibu.people.imports.drafts import settle
from zhibu.people.imports.progress import Progress
from zhibu.people.imports.prospect import Prospect, foresee
from zhibu.people.imports.rows import write_rows
from zhibu.people.models import ImportBatch, ImportRow
from zhibu.people.roster import RosterOptions, read_roster
from zhibu.people.roster.faults import FILE
from zhibu.trail.actions import note, publish

DONE, FILE_REFUSED, USAGE = 0, 1, 2
COUNTS = ("people", "imported", "changed", "unchanged", "missing")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did, or would do. exit_code: 0 done, 1 file refused, 2 usage."""

    file: str
    accepted: bool
    code: str = ""
    message: str = ""
    summary: dict[str, int] = field(default_factory=dict)
    refused: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    exit_code: int = DONE

    def as_json(self) -> dict[str, object]:
        """Exactly what ``--json`` prints."""
        return {
            "file": self.file,
            "accepted": self.accepted,
            "code": self.code,
            "message": self.message,
            **{name: self.summary.get(name, 0) for name in COUNTS},
            "refused": [fault.as_json() for fault in self.refused],
            "warnings": [fault.as_json() for fault in self.warnings],
        }


def _refused(file: Path, code: str, message: str, *, exit_code: int = FILE_REFUSED) -> Outcome:
    return Outcome(str(file), accepted=False, code=code, message=message, exit_code=exit_code)


def _where(file: Path, branch: str) -> Organisation | Outcome:
    """The body imported to: the one asked for, else the whole house."""
    if branch:
        found = queries.organisation_by_code(branch)
        message = FILE["branch-code-unknown"].format(value=branch)
        return found or _refused(file, "branch-code-unknown", message, exit_code=USAGE)
    found = queries.root()
    return found or _refused(file, "house-empty", FILE["house-empty"], exit_code=USAGE)


def import_roster(
    file: Path, *, branch: str = "", dry_run: bool = False, actor: Actor | None = None
) -> Outcome:
    """Import a roster at a branch, or wherever the file says (导入名册). Dry run writes nothing."""
    actor = actor or house("命令行")
    where = _where(file, branch)
    if isinstance(where, Outcome):
        return where
    options = RosterOptions(today=clock.today(), mapping=queries.remembered_heads(where))
    try:
        parsed = read_roster(file, options)
    except FileRefused as refused:
        return _refused(file, refused.code, refused.message)
    with transaction.atomic():
        prospect = foresee(actor=actor, organisation=where, parsed=parsed)
        comparison = prospect.comparison
        if not dry_run and (comparison.new or comparison.changed):
            batch = _batch(file, ImportBatch.Kind.ROSTER, where, actor)
            _write_at_once(batch, prospect, actor=actor)
    return Outcome(
        str(file),
        accepted=True,
        summary=prospect.summary,
        refused=prospect.refused,
        warnings=prospect.warnings,
    )


def _write_at_once(batch: ImportBatch, prospect: Prospect, *, actor: Actor) -> ImportBatch:
    """Write a prospect without a preview, for the server's own prompt: the same rows, the same undo.

    In the caller's transaction. Publishes RosterImported.
    """
    comparison = prospect.comparison
    with Progress(batch.pk, total=len(comparison.new) + len(comparison.changed)) as progress:
        done = writing.carry_out(
            comparison, actor=actor, today=clock.today(), ground=GROUND, progress=progress
        )
    write_rows(batch, prospect, made=done.made)
    for person_id, trace in done.traces.items():
        ImportRow.objects.filter(batch=batch, outcome="changed", person_id=person_id).update(
            values={"trace": trace}
        )
    batch.summary = prospect.summary
    settle(batch)
    note(actor, "people.roster.imported", batch, organisation=batch.organisation, **batch.summary)
    publish(RosterImported.of(batch))
    return batch


def _batch(file: Path, kind: str, where: Organisation, actor: Actor) -> ImportBatch:
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return ImportBatch.objects.create(
        kind=kind,
        organisation=where,
        file_name=file.name[-200:],
        digest=digest,
        state=ImportBatch.State.RUNNING,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:80],
    )


def import_organisations(
    file: Path, *, dry_run: bool = False, actor: Actor | None = None
) -> Outcome:
    """Import a tree of organisations (导入组织树). Dry run writes nothing."""
    actor = actor or house("命令行")
    try:
        parsed = read_tree(file, today=clock.today(), known=trees.known_organisations())
    except FileRefused as refused:
        return _refused(file, refused.code, refused.message)
    where = queries.root()
    try:
        with transaction.atomic():
            if where is None:
                prospect = trees.TreeProspect(
                    new=parsed.rows, refused=parsed.refused, warnings=parsed.warnings
                )
            else:
                prospect = trees.foresee(parsed, organisation=where)
            if not dry_run and (prospect.new or prospect.changed):
                _write_tree(file, prospect, actor)
    except (Refused, Invalid, Conflict) as trouble:
        return _refused(file, "tree-not-taken", FILE["tree-not-taken"].format(why=str(trouble)))
    return Outcome(
        str(file),
        accepted=True,
        summary=prospect.summary,
        refused=prospect.refused,
        warnings=prospect.warnings,
    )


def _write_tree(file: Path, prospect: trees.TreeProspect, actor: Actor) -> None:
    made = trees.carry_out(prospect, actor=actor, today=clock.today(), ground=GROUND)
    root = queries.root()
    if root is None:  # every row of the file was refused with the root's
        return
    batch = _batch(file, ImportBatch.Kind.ORGANISATIONS, root, actor)
    trees.write_rows(batch, prospect, made=made)
    batch.summary = prospect.summary
    settle(batch)
    note(actor, "orgs.tree.imported", batch, organisation=root, **prospect.summary)
