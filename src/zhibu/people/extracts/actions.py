"""Asking, agreeing, making, taking (申请、同意、生成、下载导出件)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.offers import FileMade, FileWish
from zhibu.kit.verdict import Conflict, Invalid, Refused, require
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies
from zhibu.people.actions import note_looks
from zhibu.people.events import ExtractAnswered, ExtractAsked, RosterTakenOut
from zhibu.people.extracts import queries
from zhibu.people.extracts.kinds import (
    at_once,
    kinds,
    needs_two,
    watermark_of,
    watermark_of_command,
    wish_of,
)
from zhibu.people.extracts.roster import ROSTER
from zhibu.people.extracts.store import store
from zhibu.people.models import Extract
from zhibu.people.queries import actor_for_person
from zhibu.trail.actions import note, publish

LIVES = timedelta(hours=24)
WAITS = timedelta(days=7)
State = Extract.State


@transaction.atomic
def hand_over(*, actor: Actor, kind: str, wish: FileWish) -> FileMade:
    """A small file at once (直接导出): noted, and told to everybody in it.

    Raises DoesNotExist, Refused (not one's own, or so many that it needs two people).
    """
    offered = kinds()[kind]
    subject = offered.subject(actor, wish)
    body = organisation_for_reading(wish.organisation_id, seen_by=actor)
    require(policies.hand_over(actor, body))
    require(at_once(subject))
    made = offered.made(actor, wish, "")
    note_looks(actor=actor, person_ids=made.person_ids, what=told(subject.title))
    note(
        actor, "people.extract.handed_over", body,
        kind=kind, columns=wish.columns, rows=len(made.person_ids),
    )  # fmt: skip
    return made


@transaction.atomic
def take_out_roster(
    *, actor: Actor, organisation_id: int, columns: Sequence[str], purpose: str
) -> FileMade:
    """A roster at the server's own prompt (命令行导出): watermarked, told to everybody in it.

    More than fifty rows are told to the security officers and the university at once. Raises
    DoesNotExist, Refused. Publishes RosterTakenOut.
    """
    body = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.take_out_roster(actor))
    wish = FileWish(organisation_id=body.pk, form="xlsx", columns=tuple(columns))
    subject = ROSTER.subject(actor, wish)
    many = needs_two(subject)
    mark = watermark_of_command(actor.name, purpose=purpose) if many else ""
    made = ROSTER.made(actor, wish, mark)
    note_looks(actor=actor, person_ids=made.person_ids, what=told(subject.title))
    rows = len(made.person_ids)
    note(actor, "people.roster.exported", body, columns=list(columns), rows=rows, reason=purpose)
    if many:
        publish(RosterTakenOut(body.pk, rows, purpose))
    return made


@transaction.atomic
def ask_extract(*, actor: Actor, kind: str, wish: FileWish, purpose: str) -> Extract:
    """Ask to take rows of many persons out (申请导出). Publishes ExtractAsked.

    Raises DoesNotExist, Refused, Invalid (no purpose), Conflict (the same waits already; or so few
    that nobody has to agree).
    """
    subject = kinds()[kind].subject(actor, wish)
    body = organisation_for_reading(wish.organisation_id, seen_by=actor)
    require(policies.ask_extract(actor, body))
    if not needs_two(subject):
        raise Conflict(_("不超过 50 人，直接导出就行，不用申请。"))
    if not purpose.strip():
        raise Invalid({"purpose": _("请写明事由：为什么要、给谁用。")})
    asked = Extract(
        kind=kind,
        organisation=body,
        subject_id=wish.subject_id,
        columns=list(wish.columns),
        form=wish.form,
        title=subject.title[:120],
        held=subject.held[:300],
        persons=subject.persons,
        purpose=purpose.strip()[:200],
        asked_by_id=actor.person_id or 0,
        generation=queries.generation_of(actor.person_id or 0),
    )
    if queries.waits_already(asked):
        raise Conflict(_("同样的申请已在等待同意，不用再提。"))
    asked.save()
    note(
        actor, "people.extract.asked", asked,
        kind=kind, organisation=body, persons=asked.persons, purpose=asked.purpose,
    )  # fmt: skip
    publish(ExtractAsked.of(asked))
    return asked


@transaction.atomic
def decide_extract(*, actor: Actor, extract_id: int, approved: bool, answer: str = "") -> Extract:
    """Agree, or refuse with a reason (答复导出申请). The file is made afterwards (``make_extract``).

    Raises DoesNotExist, Refused (one's own), Conflict (answered or over), Invalid (no reason).
    Publishes ExtractAnswered when refused.
    """
    extract = queries.extract_for_change(extract_id, seen_by=actor)
    require(policies.decide_extract(actor, extract))
    if extract.state != State.WAITING:
        raise Conflict(_("这份申请%(state)s。") % {"state": extract.get_state_display()})
    if not approved and not answer.strip():
        raise Invalid({"answer": _("不同意时请写明理由。")})
    extract.state = State.APPROVED if approved else State.REFUSED
    extract.decided_by_id, extract.decided_at = actor.person_id, clock.now()
    extract.answer = answer.strip()[:300]
    extract.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    note(actor, "people.extract.decided", extract, approved=approved)
    if not approved:
        publish(ExtractAnswered.of(extract))
    return extract


@transaction.atomic
def withdraw_extract(*, actor: Actor, extract_id: int) -> Extract:
    """Take one's own request back before it is answered (撤回申请). Raises DoesNotExist, Refused, Conflict."""
    extract = queries.extract_for_change(extract_id, seen_by=actor)
    require(policies.withdraw_extract(actor, extract))
    if extract.state != State.WAITING:
        raise Conflict(_("这份申请%(state)s。") % {"state": extract.get_state_display()})
    extract.state = State.WITHDRAWN
    extract.save(update_fields=["state"])
    note(actor, "people.extract.withdrawn", extract)
    return extract


@transaction.atomic
def make_extract(*, extract_id: int) -> Extract:
    """Make the file of an approved request (生成文件), for a day. Idempotent; nothing for other states.

    By the asker's rights of this moment: who has lost them gets nothing. Publishes ExtractAnswered.
    """
    actor = house(_("平台"), way="job")
    extract = queries.extract_for_change(extract_id, seen_by=actor)
    if extract.state != State.APPROVED:
        return extract
    asker = actor_for_person(extract.asked_by_id, name=extract.asked_by.name)
    offered = kinds().get(extract.kind)
    try:
        if offered is None or _is_stale(extract):
            raise Conflict
        offered.subject(asker, wish_of(extract))
    except (Refused, Conflict, ObjectDoesNotExist):
        return _end(extract, _("申请人的账号或权限已经变化，没有生成文件。"))
    made = offered.made(asker, wish_of(extract), watermark_of(extract))
    extract.state, extract.expires_at = State.READY, clock.now() + LIVES
    extract.stored, extract.file_name = store.keep(made.body), made.name[-160:]
    extract.persons = len(made.person_ids)
    extract.save(update_fields=["state", "expires_at", "stored", "file_name", "persons"])
    note_looks(actor=asker, person_ids=made.person_ids, what=told(extract.title))
    note(actor, "people.extract.made", extract, persons=extract.persons)
    publish(ExtractAnswered.of(extract))
    return extract


@transaction.atomic
def take_extract(*, actor: Actor, extract_id: int) -> tuple[Extract, bytes]:
    """The file, to its asker alone, while its day lasts; every time is counted (下载).

    Raises DoesNotExist, Refused (somebody else's, or the right is gone), Conflict (not ready, over).
    """
    extract = queries.extract_for_change(extract_id, seen_by=actor)
    require(policies.take_extract(actor, extract))
    if extract.state != State.READY or extract.expires_at is None:
        raise Conflict(_("这份申请%(state)s。") % {"state": extract.get_state_display()})
    if extract.expires_at <= clock.now() or _is_stale(extract):
        raise Conflict(_("文件已经过期。还要用，请重新申请。"))
    kinds()[extract.kind].subject(actor, wish_of(extract))
    extract.taken += 1
    extract.save(update_fields=["taken"])
    note(actor, "people.extract.taken", extract, times=extract.taken)
    return extract, store.read(extract.stored)


def tidy() -> dict[str, int]:
    """End what is over, make what was agreed to and not yet made, discard files nobody names."""
    now = clock.now()
    ended = made = 0
    for extract in queries.unfinished():
        waited = extract.state == State.WAITING and extract.asked_at + WAITS <= now
        over = extract.expires_at is not None and extract.expires_at <= now
        if waited or over or _is_stale(extract):
            _end_locked(extract.pk)
            ended += 1
        elif extract.state == State.APPROVED:
            made += make_extract(extract_id=extract.pk).state == State.READY
    strays = store.sweep(named=queries.stored_names(), older_than=now.timestamp() - 3600)
    return {"ended": ended, "made": made, "files": strays}


@transaction.atomic
def _end_locked(extract_id: int) -> None:
    extract = queries.extract_for_change(extract_id, seen_by=house(_("平台"), way="job"))
    if extract.state in {State.WAITING, State.APPROVED, State.READY}:
        _end(extract, extract.answer)


def _is_stale(extract: Extract) -> bool:
    """A new password, a shut account or an ended session ends what was asked for (rule 4)."""
    return queries.generation_of(extract.asked_by_id) != extract.generation


def _end(extract: Extract, answer: str) -> Extract:
    """Over: the file goes with the transaction."""
    stored = extract.stored
    extract.state, extract.stored, extract.answer = State.EXPIRED, "", answer
    extract.save(update_fields=["state", "stored", "answer"])
    transaction.on_commit(lambda: store.discard(stored))
    return extract


def told(title: str) -> str:
    """What those in the file read on their own page."""
    return (_("导出：%(title)s") % {"title": title})[:60]
