"""Sending, withdrawing, acknowledging a notice: each one function, one transaction, one note."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.notices import policies, queries
from zhibu.notices.models import Notice, Recipient
from zhibu.orgs.models import Organisation
from zhibu.trail.actions import note


@transaction.atomic
def send_notice(
    *,
    actor: Actor,
    organisation: Organisation,
    kind: str,
    title: str,
    body: str,
    person_ids: Iterable[int],
    subject_kind: str = "",
    subject_id: int | None = None,
) -> Notice:
    """Give everyone concerned one copy (发通知). In the app only, so at any hour: nothing rings.

    kind: Notice.Kind. subject_kind: a model's label (``gatherings.gathering``) whose page is named
    alike (``gatherings:gathering``). Those without an open account are marked for a phone call.
    Raises Refused, Invalid (no title, nobody).
    """
    require(policies.send_notice(actor, organisation))
    people = set(person_ids)
    errors: dict[str, object] = {}
    if not title.strip():
        errors["title"] = _("请填写标题。")
    if not people:
        errors["person_ids"] = _("没有接收人，通知没有发出。")
    if errors:
        raise Invalid(errors)
    notice = Notice.objects.create(
        organisation=organisation,
        kind=kind,
        title=title.strip(),
        body=body.strip(),
        subject_kind=subject_kind,
        subject_id=subject_id,
        sent_by=actor.person_id,
        sent_by_name=actor.name,
    )
    reached = queries.with_a_way_in(people)
    Recipient.objects.bulk_create(
        Recipient(notice=notice, person_id=person_id, unreached=person_id not in reached)
        for person_id in sorted(people)
    )
    note(actor, "notices.notice.sent", notice, title=notice.title, people=len(people))
    return notice


@transaction.atomic
def withdraw_notice(*, actor: Actor, notice_id: int) -> Notice:
    """Take back a notice one has sent; it stays visible as withdrawn (撤回通知).

    Raises DoesNotExist, Refused, Conflict (already withdrawn).
    """
    notice = queries.sent_notice_for_change(notice_id, seen_by=actor)
    require(policies.withdraw_notice(actor, notice))
    if notice.withdrawn_at is not None:
        raise Conflict(_("这条通知已经撤回。"))
    notice.withdrawn_at = clock.now()
    notice.save(update_fields=["withdrawn_at"])
    note(actor, "notices.notice.withdrawn", notice)
    return notice


@transaction.atomic
def acknowledge_notice(*, actor: Actor, notice_id: int, acknowledged: bool = True) -> Recipient:
    """Say that one has taken note, or take that back (回执). No time is kept (DC-10).

    Raises DoesNotExist (not for this person), Refused, Conflict (withdrawn).
    """
    copy = queries.own_copy_for_change(notice_id, person_id=actor.person_id)
    require(policies.acknowledge_notice(actor, copy))
    if copy.notice.withdrawn_at is not None:
        raise Conflict(_("这条通知已经撤回，不用回执。"))
    if copy.acknowledged != acknowledged:
        copy.acknowledged = acknowledged
        copy.save(update_fields=["acknowledged"])
        note(actor, "notices.notice.acknowledged", copy.notice, acknowledged=acknowledged)
    return copy


@transaction.atomic
def mark_phoned(*, actor: Actor, notice_id: int, person_id: int, phoned: bool = True) -> Recipient:
    """Note that somebody without a way in was told by phone (已电话告知).

    Raises DoesNotExist (unseen, or not somebody to phone), Refused.
    """
    notice = queries.sent_notice_for_change(notice_id, seen_by=actor)
    require(policies.mark_phoned(actor, notice))
    copy = queries.own_copy_for_change(notice_id, person_id=person_id)
    if copy.phoned != phoned:
        copy.phoned = phoned
        copy.save(update_fields=["phoned"])
        note(actor, "notices.recipient.phoned", notice, person=person_id, phoned=phoned)
    return copy
