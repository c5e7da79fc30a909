"""What a recipient does with a notice, and what is noted for one by phone (回执、电话告知)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.notices import policies, queries
from zhibu.notices.models import Recipient
from zhibu.trail.actions import note

LONGEST_QUESTION = 200


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
        copy.not_clear = False if acknowledged else copy.not_clear
        copy.save(update_fields=["acknowledged", "not_clear"])
        note(actor, "notices.notice.acknowledged", copy.notice, acknowledged=acknowledged)
    return copy


@transaction.atomic
def say_not_clear(
    *, actor: Actor, notice_id: int, question: str = "", not_clear: bool = True
) -> Recipient:
    """Say that a notice is not clear, with a question if one likes, or take that back (没看明白).

    The sender gets the question without the name. No time is kept (DC-10).
    Raises DoesNotExist (not for this person), Refused, Conflict (withdrawn), Invalid (too long).
    """
    copy = queries.own_copy_for_change(notice_id, person_id=actor.person_id)
    require(policies.say_not_clear(actor, copy))
    if copy.notice.withdrawn_at is not None:
        raise Conflict(_("这条通知已经撤回，不用回复。"))
    if len(question.strip()) > LONGEST_QUESTION:
        raise Invalid({"question": _("问题请不超过 200 字。")})
    copy.not_clear = not_clear
    copy.question = question.strip() if not_clear else ""
    copy.acknowledged = copy.acknowledged and not not_clear
    copy.save(update_fields=["not_clear", "question", "acknowledged"])
    note(actor, "notices.notice.questioned", copy.notice, not_clear=not_clear)
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
