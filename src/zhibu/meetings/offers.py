"""What this room offers to the pages above it: duties of the month, records that can be contested."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.offers import AppealKind, AppealSubject, Duties, PageAbove
from zhibu.kit.verdict import Conflict
from zhibu.meetings import policies, queries
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import Seen
from zhibu.meetings.queries.duties import duty_kinds, duty_lines
from zhibu.meetings.rights import reads_text

DUTIES = Duties("meetings", duty_kinds, duty_lines)
RECORD = "meetings.record"


def _seen(actor: Actor, meeting_id: int) -> Seen | None:
    """The meeting of a confirmed record this actor reads."""
    try:
        seen = queries.meeting_for_reading(meeting_id, seen_by=actor)
    except Meeting.DoesNotExist:
        return None
    confirmed = seen.meeting.state == Meeting.State.CONFIRMED
    return seen if confirmed and reads_text(seen.reach, seen.meeting) else None


def seen_record(actor: Actor, meeting_id: int) -> AppealSubject | None:
    """The confirmed record as its readers may contest it. Three queries at most."""
    seen = _seen(actor, meeting_id)
    record = queries.last_record(seen.meeting) if seen else None
    if seen is None or record is None:
        return None
    meeting = seen.meeting
    return AppealSubject(
        kind=RECORD,
        subject_id=meeting.pk,
        organisation_id=meeting.organisation_id,
        path=meeting.organisation.path,
        title=_("%(title)s，%(day)s")
        % {"title": meeting.title, "day": full_day(meeting.gathering.starts_at)},
        facts=_("第 %(n)d 版，%(who)s确认")
        % {"n": record.version, "who": record.confirmed_by_name},
        url=reverse("meetings:meeting", args=[meeting.pk]),
        maker_id=record.confirmed_by,
        concerns=None,
        remedy=_("成立后由支部更正，另存新版本，旧版本照旧可查。"),
    )


def correction_of_record(actor: Actor, meeting_id: int) -> PageAbove | None:
    """A confirmed record changes only by a new version."""
    seen = _seen(actor, meeting_id)
    if seen is None:
        return PageAbove(_("更正记录"), "")
    name = "correct" if policies.correct_record(actor, seen.meeting) else "meeting"
    return PageAbove(_("更正记录"), reverse(f"meetings:{name}", args=[meeting_id]))


def uphold_record(_actor: Actor, _meeting_id: int, _reason: str) -> str:
    """Never at once: the correction comes first."""
    raise Conflict(_("已确认的记录只能用更正来改。"))


APPEAL_KINDS: tuple[AppealKind, ...] = (
    AppealKind(
        kind=RECORD,
        label=gettext_lazy("会议记录"),
        seen=seen_record,
        uphold=uphold_record,
        correction=correction_of_record,
    ),
)
