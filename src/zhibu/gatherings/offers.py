"""What this room offers to the rooms above and beside it: one's own attendance can be contested."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.gatherings import actions, queries
from zhibu.gatherings.domain import Remedy, remedy_for
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day_hour, hour
from zhibu.kit.language import strung
from zhibu.kit.offers import AppealKind, AppealSubject, PageAbove
from zhibu.orgs.models import Organisation

ATTENDANCE = "gatherings.attendance"
_BEFORE = {
    Remedy.PRESENT: gettext_lazy("成立后改为已到会。"),
    Remedy.IN_TIME: gettext_lazy("成立后去掉迟到。"),
    Remedy.ABSENT: gettext_lazy("成立后改为未到会。"),
}
_DONE = {
    Remedy.PRESENT: gettext_lazy("已改为到会。"),
    Remedy.IN_TIME: gettext_lazy("已去掉迟到。"),
    Remedy.ABSENT: gettext_lazy("已改为未到会。"),
}


def seen_attendance(actor: Actor, attendee_id: int) -> AppealSubject | None:
    """One person's attendance as that person, or the committee, may see it contested. One query."""
    row = queries.contestable_attendee(attendee_id, seen_by=actor)
    if row is None:
        return None
    here = row.gathering
    body = here.organisation
    if body.kind == Organisation.Kind.GROUP and body.parent is not None:
        body = body.parent
    remedy = remedy_for(present=row.present_at is not None, late=row.late)
    return AppealSubject(
        kind=ATTENDANCE,
        subject_id=row.pk,
        organisation_id=body.pk,
        path=body.path,
        title=strung([here.title, day_hour(here.starts_at)]),
        facts=facts_of(row),
        url=reverse("gatherings:gathering", args=[here.pk]),
        maker_id=row.entered_by,
        concerns=row.person_id,
        remedy=str(_BEFORE[remedy]),
    )


def facts_of(row: Attendee) -> str:
    """What stands there now, in words."""
    if row.present_at is None:
        leave = row.leave not in {Attendee.Leave.NONE, Attendee.Leave.REFUSED}
        return (
            _("%(leave)s，没有到会登记") % {"leave": row.get_leave_display()}
            if leave
            else _("没有到会登记")
        )
    words = _("%(at)s 到会，%(way)s") % {"at": hour(row.present_at), "way": row.get_way_display()}
    return words + _("，迟到") if row.late else words


def uphold_attendance(actor: Actor, attendee_id: int, reason: str) -> str:
    """Set it right at once; says what was done."""
    return str(
        _DONE[actions.uphold_attendance(actor=actor, attendee_id=attendee_id, reason=reason)]
    )


def correction_of_attendance(actor: Actor, attendee_id: int) -> PageAbove | None:
    """Once the record above is confirmed, only its correction changes who was there."""
    here = queries.contested_attendee(attendee_id).gathering
    if here.state != Gathering.State.CLOSED:
        return None
    for ask in import_string(settings.ZHIBU_GATHERING_PAGES):
        found: PageAbove | None = ask(actor, here.pk)
        if found is not None:
            return PageAbove(_("到记录里更正"), found.url)
    return PageAbove(_("到记录里更正"), "")


APPEAL_KINDS: tuple[AppealKind, ...] = (
    AppealKind(
        kind=ATTENDANCE,
        label=gettext_lazy("出席登记"),
        seen=seen_attendance,
        uphold=uphold_attendance,
        correction=correction_of_attendance,
    ),
)
