"""The school's periods, and the days off and make-up days of a year (校历、放假安排)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies, queries
from zhibu.orgs.calendarfile import CalendarLine
from zhibu.orgs.holidays import BadNotice, read_notice
from zhibu.orgs.models import CalendarDay, CalendarSpan
from zhibu.trail.actions import note


@transaction.atomic
def set_period_calendar(
    *, actor: Actor, organisation_id: int, kind: str, name: str, since: date, until: date
) -> CalendarSpan:
    """Write a term, an examination time or a holiday into the calendar (登记校历).

    until: first day after it. Raises DoesNotExist, Refused, Invalid (overlap).
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.set_period_calendar(actor, organisation))
    if kind not in CalendarSpan.Kind.values:
        raise Invalid({"kind": _("请选择类别。")})
    if until <= since:
        raise Invalid({"until": _("结束日期要晚于开始日期。")})
    other = organisation.calendar.filter(kind=kind, since__lt=until, until__gt=since).first()
    if other is not None:
        sentence = _("与“%(name)s”（%(since)s至%(until)s）重叠，请核对。")
        raise Invalid(
            {
                "since": sentence
                % {
                    "name": other.name,
                    "since": full_day(other.since),
                    "until": full_day(other.until),
                }
            }
        )
    span = CalendarSpan.objects.create(
        organisation=organisation, kind=kind, name=name.strip(), since=since, until=until
    )
    note(actor, "orgs.period.set", span, organisation=organisation, since=since, until=until)
    return span


@transaction.atomic
def remove_period(*, actor: Actor, span_id: int) -> int:
    """Take a wrong line out of the calendar (删除校历); the id of its organisation.

    Raises DoesNotExist, Refused.
    """
    span = queries.span_for_change(span_id, seen_by=actor)
    require(policies.remove_period(actor, span.organisation))
    note(
        actor,
        "orgs.period.removed",
        span.organisation,
        kind=span.kind,
        name=span.name,
        since=span.since,
        until=span.until,
    )
    span.delete()
    return span.organisation_id


@dataclass(frozen=True, slots=True)
class CalendarImported:
    """What came of a file. batch: by which it is taken back."""

    batch: UUID
    count: int


@transaction.atomic
def import_calendar(
    *, actor: Actor, organisation_id: int, lines: Sequence[CalendarLine]
) -> CalendarImported:
    """Take in the lines of a calendar file that were looked at (导入校历), all or none.

    What is there already is no change. Raises DoesNotExist, Refused, Invalid (a line overlaps).
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.import_calendar(actor, organisation))
    found = queries.compared(organisation, lines)
    refused = [f"{x.line.name}：{x.why}" for x in found if x.outcome == "refused"]
    if refused:
        raise Invalid({"": "".join(refused)})
    batch = uuid4()
    made = CalendarSpan.objects.bulk_create(
        CalendarSpan(
            organisation=organisation,
            kind=x.line.kind,
            name=x.line.name,
            since=x.line.since,
            until=x.line.until,
            batch=batch,
        )
        for x in found
        if x.outcome == "new" and x.line.since and x.line.until
    )
    note(actor, "orgs.calendar.imported", organisation, batch=batch, lines=len(made))
    return CalendarImported(batch, len(made))


@transaction.atomic
def undo_calendar_import(*, actor: Actor, organisation_id: int, batch: UUID) -> int:
    """Take back what came with one file (撤销导入校历); how many lines.

    Raises DoesNotExist, Refused, Conflict (taken back already).
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.undo_calendar_import(actor, organisation))
    rows = CalendarSpan.objects.filter(organisation=organisation, batch=batch)
    count = rows.count()
    if not count:
        raise Conflict(_("这批校历已经撤销，没有改动。"))
    note(actor, "orgs.calendar.import_undone", organisation, batch=batch, lines=count)
    rows.delete()
    return count


@transaction.atomic
def load_calendar_days(*, actor: Actor, text: str) -> tuple[int, int]:
    """Take in the yearly notice of days off and make-up days (录入放假安排); (year, how many days).

    text: JSON ``{"year", "papers", "days": [{"name", "date", "isOffDay"}]}``. The same year again
    replaces what was loaded. A notice without days changes nothing: the year stays provisional.
    Raises Refused, Invalid. Source: 国务院办公厅 每年的节假日安排通知.
    """
    root = queries.root()
    require(policies.load_calendar_days(actor, root))
    try:
        notice = read_notice(text)
    except BadNotice as bad:
        raise Invalid({"file": bad}) from bad
    if notice.days:
        mark = f"{notice.year}："
        CalendarDay.objects.filter(source__startswith=mark).delete()
        CalendarDay.objects.bulk_create(
            [
                CalendarDay(day=d.day, kind=d.kind, name=d.name, source=f"{mark}{notice.paper}")
                for d in notice.days
            ],
            update_conflicts=True,
            unique_fields=["day"],
            update_fields=["kind", "name", "source"],
        )
    note(actor, "orgs.calendar.loaded", root, year=notice.year, days=len(notice.days))
    return notice.year, len(notice.days)
