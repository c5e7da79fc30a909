"""Writing a general notice: the draft saves itself, sending uses it up (写通知)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.language import on_record
from zhibu.kit.verdict import Invalid, require
from zhibu.notices import policies, queries
from zhibu.notices.actions.send import send_notice
from zhibu.notices.domain import Audience, Reach
from zhibu.notices.models import Notice, NoticeDraft
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people.models import StatusSpan
from zhibu.trail.actions import note


@transaction.atomic
def save_notice_draft(
    *, actor: Actor, organisation_id: int, title: str, body: str, audience: Audience
) -> NoticeDraft:
    """Keep what is being written (存草稿); one each in the name of a body. Nobody else reads it.

    Raises DoesNotExist, Refused.
    """
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.save_notice_draft(actor, organisation))
    draft, _made = NoticeDraft.objects.update_or_create(
        organisation=organisation,
        person_id=actor.person_id,
        defaults={"title": title, "body": body, "audience": audience.plain()},
    )
    note(actor, "notices.draft.saved", draft)
    return draft


@transaction.atomic
def drop_notice_draft(*, actor: Actor, organisation_id: int) -> None:
    """Let go of what was being written (放弃草稿). Raises DoesNotExist (none), Refused."""
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.drop_notice_draft(actor, organisation))
    draft = queries.draft_of(organisation_id, person_id=actor.person_id)
    if draft is None:
        raise NoticeDraft.DoesNotExist
    note(actor, "notices.draft.dropped", draft)
    draft.delete()


@transaction.atomic
def send_general_notice(
    *, actor: Actor, organisation_id: int, title: str, body: str, audience: Audience
) -> Notice:
    """Send what was written to everybody the audience takes in today but oneself (发出一般通知).

    The draft in the name of this body is used up. Raises DoesNotExist, Refused, Invalid.
    """
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.send_general_notice(actor, organisation))
    if field := audience.incomplete:
        raise Invalid({field: _("请选择发给谁。")})
    reached = queries.preview_of(organisation, audience, besides=actor.person_id)
    if not reached.count:
        raise Invalid({"reach": _("这个范围里没有别人，通知没有发出。")})
    with on_record():
        said = words_of(organisation, audience)
    sent = send_notice(
        actor=actor,
        organisation=organisation,
        kind=Notice.Kind.GENERAL,
        title=title,
        body=body,
        person_ids=reached.ids,
        audience=said,
    )
    NoticeDraft.objects.filter(organisation=organisation, person_id=sent.sent_by or 0).delete()
    note(actor, "notices.notice.written", sent, **audience.plain())
    return sent


def words_of(organisation: Organisation, audience: Audience) -> str:
    """An audience as people say it: 全支部, 第一党小组、第二党小组, 各支部书记、副书记. At most one query."""
    chosen = "、".join(queries.names_of_bodies(audience.bodies)) if audience.bodies else ""
    match audience.reach:
        case Reach.EVERYONE:
            return _("全组") if organisation.kind == Organisation.Kind.GROUP else _("全支部")
        case Reach.COMMITTEE:
            return _("支委会")
        case Reach.KINDS:
            labels = dict(StatusSpan.Kind.choices)
            return "、".join(str(labels[kind]) for kind in audience.kinds)
        case Reach.SECRETARIES:
            return _("%(bodies)s书记、副书记") % {"bodies": chosen or _("各支部")}
        case Reach.SUBTREE:
            return _("各支部全体")
    return chosen
