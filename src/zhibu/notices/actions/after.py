"""After a notice is out: asking the silent once more, answering all at once (提醒、补充)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.notices import policies, queries
from zhibu.notices.actions.mail import lay_mails
from zhibu.notices.models import REST, Addendum, Mail, Notice, Reminder
from zhibu.trail.actions import note


def _standing(notice: Notice) -> Notice:
    if notice.withdrawn_at is not None:
        raise Conflict(_("这条通知已经撤回。"))
    return notice


@transaction.atomic
def remind_silent(*, actor: Actor, notice_id: int) -> Reminder:
    """Ask those once more who neither acknowledged nor said 没看明白 (提醒); a number, never names.

    At most once in 24 hours for one notice. Those without a way in are phoned, not reminded.
    Raises DoesNotExist, Refused, Conflict (withdrawn, reminded already, nobody silent).
    """
    notice = _standing(queries.sent_notice_for_change(notice_id, seen_by=actor))
    require(policies.remind_silent(actor, notice))
    now = clock.now()
    if queries.reminder_resting(notice, now=now) is not None:
        raise Conflict(_("24 小时内已经提醒过一次。"))
    silent = queries.silent_of(notice.pk)
    ids = list(silent.values_list("person_id", flat=True))
    people = silent.update(reminded=True)
    if not people:
        raise Conflict(_("没有要提醒的人：都已回应，或要打电话。"))
    made = Reminder.objects.create(
        notice=notice, at=now, until=now + REST, people=people, sent_by=actor.person_id
    )
    lay_mails(notice, ids, kind=Mail.Kind.REMINDER, turn=f".{made.pk}")
    note(actor, "notices.notice.reminded", notice, people=people)
    return made


@transaction.atomic
def add_addendum(*, actor: Actor, notice_id: int, body: str) -> Addendum:
    """Add something for everybody, which answers all questions at once (补充说明).

    Whoever said 没看明白 is asked to look again; their questions no longer wait.
    Raises DoesNotExist, Refused, Conflict (withdrawn), Invalid (empty).
    """
    notice = _standing(queries.sent_notice_for_change(notice_id, seen_by=actor))
    require(policies.add_addendum(actor, notice))
    if not body.strip():
        raise Invalid({"body": _("请写补充的内容。")})
    made = Addendum.objects.create(notice=notice, body=body.strip(), sent_by_name=actor.name)
    asked = notice.recipients.filter(not_clear=True)
    ids = list(asked.values_list("person_id", flat=True))
    answered = asked.update(not_clear=False)
    lay_mails(notice, ids, kind=Mail.Kind.ADDENDUM, turn=f".{made.pk}")
    note(actor, "notices.notice.added_to", notice, answered=answered)
    return made
