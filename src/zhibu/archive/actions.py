"""Attaching and removing scans, uploading and retiring templates (佐证材料、自备模板)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.archive import policies, queries
from zhibu.archive.domain import files
from zhibu.archive.domain.apart import checked_apart, looked_at_apart
from zhibu.archive.domain.files import FileFault, MediaType
from zhibu.archive.domain.secrecy import mark_in, refusal
from zhibu.archive.domain.template import Checked
from zhibu.archive.domain.vocabulary import VOCABULARIES
from zhibu.archive.models import MOST_SCANS, PaperTemplate, Scan
from zhibu.archive.store import store
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import Erasure
from zhibu.kit.sentences import noop
from zhibu.kit.sheets import ORDINARY, ChildDied, FileRefused, stream
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.trail.actions import note

PDF_SENTENCES = {
    "locked": noop("PDF 设了密码，打不开。请去掉密码，另存后再上传。"),
    "too-many-pages": noop("PDF 超过 60 页。佐证材料只附签字页、签到页等必要的几页。"),
    "lively": noop("PDF 里含有脚本、附件或可执行内容，没有保存。请用扫描或“打印为 PDF”重新生成。"),
    "damaged": noop("PDF 已损坏或没有传完。请重新扫描或另存后再上传。"),
}


class TemplateFaults(Invalid):
    """The template has errors: ``checked`` lists them all with their places."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(
            {"file": _("模板里有 %(count)d 处要改，没有启用。") % {"count": len(checked.problems)}}
        )
        self.checked = checked


@transaction.atomic
def attach_scan(
    *,
    actor: Actor,
    organisation: Organisation,
    subject_kind: str,
    subject_id: object,
    name: str,
    body: bytes,
) -> Scan:
    """Attach a scan to a record (附扫描件): PDF, JPG or PNG, at most three, none required (DC-06).

    subject_kind, subject_id: the record's label and key; the caller has seen it through its own
    gate. Pictures are kept without place and device. Raises Refused, Invalid, Conflict (sealed).
    """
    require(policies.attach_scan(actor, organisation))
    there = queries.scans_for_attaching(organisation, subject_kind, str(subject_id))
    if any(scan.sealed_at for scan in there):
        raise Conflict(_("记录已经确认，不能再附扫描件。"))
    free = sorted(set(range(1, MOST_SCANS + 1)) - {scan.slot for scan in there})
    if not free:
        raise Invalid({"file": _("已经附了 3 件。请先移除一件，再附新的。")})
    kept = _looked_through(name, body)
    digest = hashlib.sha256(kept).hexdigest()
    if any(scan.sha256 == digest for scan in there):
        raise Invalid({"file": _("同一个文件已经附在这条记录上。")})
    scan = Scan.objects.create(
        organisation=organisation,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        slot=free[0],
        name=files.clean_name(name),
        stored=store.keep(kept),
        sha256=digest,
        size=len(kept),
        media_type=files.media_type_of(kept),
        uploaded_by=actor.person_id,
        uploaded_by_name=actor.name,
    )
    note(
        actor, "archive.scan.attached", scan, subject=f"{subject_kind}/{subject_id}", slot=scan.slot
    )
    return scan


@transaction.atomic
def remove_scan(*, actor: Actor, scan_id: int) -> Scan:
    """Remove a scan before its record is confirmed (移除扫描件); the file goes with it.

    Raises DoesNotExist, Refused, Conflict (sealed with a confirmed record).
    """
    scan = queries.scan_for_change(scan_id, seen_by=actor)
    require(policies.remove_scan(actor, scan))
    if scan.sealed_at is not None:
        raise Conflict(_("记录已经确认，扫描件随记录留存，不能移除。"))
    note(actor, "archive.scan.removed", scan, subject=f"{scan.subject_kind}/{scan.subject_id}")
    scan.delete()
    transaction.on_commit(partial(store.discard, scan.stored))
    return scan


def _scan_removed(subject_id: str, _said: Mapping[str, Any]) -> bool:
    """Once more after an older backup was restored. Source: security.md rule 39."""
    scan = Scan.objects.filter(pk=int(subject_id), sealed_at=None).first()
    if scan is None:
        return False
    scan.delete()
    transaction.on_commit(partial(store.discard, scan.stored))
    return True


ERASURES: tuple[Erasure, ...] = (Erasure("archive.scan.removed", _scan_removed),)


def seal_scans(subject_kind: str, subject_id: object) -> int:
    """Let the scans of a record stay with it from its confirmation on (封存); how many.

    Called by the room of the record in the transaction, and under the note, of its confirmation.
    """
    rows = Scan.objects.filter(
        subject_kind=subject_kind, subject_id=str(subject_id), sealed_at=None
    )
    return rows.update(sealed_at=clock.now())


@transaction.atomic
def upload_template(
    *, actor: Actor, organisation_id: int, kind: str, name: str, body: bytes
) -> PaperTemplate:
    """Put a school's own Word template into use (上传模板); the one before it is retired.

    Raises DoesNotExist (organisation), Refused, TemplateFaults (errors, each with its place),
    Invalid (secrecy mark, the same file again).
    """
    organisation = queries.organisation_for_template(organisation_id, seen_by=actor)
    require(policies.upload_template(actor, organisation))
    if kind not in VOCABULARIES:
        raise Invalid({"kind": _("没有这种文书的模板。")})
    checked = check_template(kind=kind, body=body)
    before = queries.current_template_for_change(organisation, kind)
    digest = hashlib.sha256(body).hexdigest()
    if before is not None and before.sha256 == digest:
        raise Invalid({"file": _("这份模板已经在用，没有改动。")})
    today = clock.today()
    if before is not None:
        before.until = today
        before.save(update_fields=["until"])
    template = PaperTemplate.objects.create(
        organisation=organisation,
        kind=kind,
        name=files.clean_name(name),
        stored=store.keep(body),
        sha256=digest,
        size=len(body),
        tags=checked.tags,
        uploaded_by=actor.person_id,
        uploaded_by_name=actor.name,
        since=today,
        replaces=before,
    )
    note(
        actor, "archive.template.uploaded", template, kind=kind, name=template.name, replaces=before
    )
    return template


@transaction.atomic
def retire_template(*, actor: Actor, template_id: int) -> PaperTemplate:
    """Take a template out of use (停用模板); it is kept, and papers already made stay as they are.

    Raises DoesNotExist, Refused, Conflict (not in force).
    """
    template = queries.template_for_change(template_id, seen_by=actor)
    require(policies.retire_template(actor, template))
    if not template.in_force:
        raise Conflict(_("这份模板已经停用。"))
    template.until = clock.today()
    template.save(update_fields=["until"])
    note(actor, "archive.template.retired", template)
    return template


def check_template(*, kind: str, body: bytes) -> Checked:
    """Look an uploaded template through in a child with limits; keeps nothing.

    Raises TemplateFaults (errors, each with its place), Invalid (secrecy mark, unreadable).
    """
    try:
        found = list(stream(checked_apart, zlib.compress(body, 1), kind, limits=ORDINARY))
    except (ChildDied, FileRefused) as gone:
        raise Invalid(
            {"file": _("读取模板时占用过多，已停止，没有保存。请另存后再上传。")}
        ) from gone
    checked: Checked
    checked, mark = found[0]
    if mark:
        raise Invalid({"file": refusal(mark).said(_)})
    if checked.problems:
        raise TemplateFaults(checked)
    return checked


def _looked_through(name: str, body: bytes) -> bytes:
    """The scan as it may be kept. Raises Invalid with the sentence for its field."""
    mark = mark_in(name.rpartition(".")[0])
    if mark:
        raise Invalid({"file": refusal(mark).said(_)})
    try:
        kept = files.cleaned(body)
    except FileFault as fault:
        raise Invalid({"file": fault.sentence.said(_)}) from fault
    if files.media_type_of(kept) == MediaType.PDF:
        try:
            code, mark = next(stream(looked_at_apart, zlib.compress(kept, 1), limits=ORDINARY))
        except (ChildDied, FileRefused, StopIteration):
            code, mark = "damaged", ""
        if code:
            raise Invalid({"file": refusal(mark).said(_) if mark else _(PDF_SENTENCES[code])})
    return kept
