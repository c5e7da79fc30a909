"""What the operator does with mails that could not be sent (没有发出的邮件). Numbers, never persons."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, require
from zhibu.notices import policies, queries
from zhibu.notices.domain import next_loud
from zhibu.notices.models import Mail
from zhibu.trail.actions import note


@transaction.atomic
def retry_mails(*, actor: Actor, kind: str, trouble: str) -> int:
    """Send those of one kind and one trouble again, from the first try (重发); how many.

    Not in quiet hours; what nobody needs any more falls out by itself. Raises Refused, Conflict (none).
    """
    require(policies.retry_mails(actor))
    mails = _taken(kind, trouble)
    due = next_loud(clock.now())
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        state=Mail.State.WAITING, tries=0, due_at=due, trouble=""
    )
    note(actor, "notices.mails.retried", mails[0], kind=kind, trouble=trouble, mails=len(mails))
    return len(mails)


@transaction.atomic
def drop_mails(*, actor: Actor, kind: str, trouble: str) -> int:
    """Give those of one kind and one trouble up (放弃); how many. The notices stay in the app.

    Raises Refused, Conflict (none).
    """
    require(policies.drop_mails(actor))
    mails = _taken(kind, trouble)
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(state=Mail.State.DROPPED)
    note(actor, "notices.mails.dropped", mails[0], kind=kind, trouble=trouble, mails=len(mails))
    return len(mails)


def _taken(kind: str, trouble: str) -> list[Mail]:
    mails = list(queries.set_aside_for_change(kind=kind, trouble=trouble))
    if not mails:
        raise Conflict(_("这些邮件已经不在这里，可能刚办过。"))
    return mails
