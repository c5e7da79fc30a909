"""Sending, changing, withdrawing a notice (发出、修改、撤回通知)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.notices import policies, queries
from zhibu.notices.actions.mail import lay_mails
from zhibu.notices.models import Mail, Notice, Recipient
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
    audience: str = "",
) -> Notice:
    """Give everyone concerned one copy (发通知). In the app at any hour, since nothing rings; by mail
    to those who want it, after commit and never in quiet hours.

    kind: Notice.Kind. subject_kind: a model's label (``gatherings.gathering``) whose page is named
    alike (``gatherings:gathering``). audience: the list in words, for the sender's page.
    Those without an open account are marked for a phone call.
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
        audience=audience[:200],
        sent_by=actor.person_id,
        sent_by_name=actor.name,
    )
    reached = queries.with_a_way_in(people)
    Recipient.objects.bulk_create(
        Recipient(notice=notice, person_id=person_id, unreached=person_id not in reached)
        for person_id in sorted(people)
    )
    lay_mails(notice, reached, kind=Mail.Kind.NOTICE)
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
def edit_notice(
    *, actor: Actor, notice_id: int, title: str, body: str, again: bool = False
) -> Notice:
    """Put a notice right after it was sent; readers see that it was changed (修改通知).

    again: everybody is asked to look once more, so what was acknowledged waits again.
    Raises DoesNotExist, Refused, Conflict (withdrawn), Invalid (no title).
    """
    notice = queries.sent_notice_for_change(notice_id, seen_by=actor)
    require(policies.edit_notice(actor, notice))
    if notice.withdrawn_at is not None:
        raise Conflict(_("这条通知已经撤回。"))
    if not title.strip():
        raise Invalid({"title": _("请填写标题。")})
    before = {"title": notice.title, "body": notice.body}
    notice.title, notice.body = title.strip(), body.strip()
    if before == {"title": notice.title, "body": notice.body}:
        return notice
    notice.edited_at = clock.now()
    notice.save(update_fields=["title", "body", "edited_at"])
    if again:
        notice.recipients.update(acknowledged=False)
        everybody = notice.recipients.values_list("person_id", flat=True)
        turn = f".{int(notice.edited_at.timestamp())}"
        lay_mails(notice, everybody, kind=Mail.Kind.NOTICE, turn=turn)
    note(actor, "notices.notice.edited", notice, before=before, again=again)
    return notice
