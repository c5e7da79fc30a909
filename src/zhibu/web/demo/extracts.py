"""Rosters the demo's people take out by two (演示的导出申请): one answered and over, one waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import FileWish
from zhibu.orgs.models import Organisation
from zhibu.people.extracts.actions import ask_extract, decide_extract
from zhibu.people.extracts.roster import KIND


def lay_extracts(college: Organisation, *, asker: Actor, second: Actor, today: date) -> None:
    """The college asks, the university answers: refused with a reason last week, waiting since today."""
    names = ("name", "kind", "branch", "group", "posts")
    wish = FileWish(organisation_id=college.pk, form="xlsx", columns=names)
    with clock.pinned(_noon(today - timedelta(days=6))):
        first = ask_extract(actor=asker, kind=KIND, wish=wish, purpose=_("核对各支部党小组分组"))
    with clock.pinned(_noon(today - timedelta(days=5))):
        decide_extract(
            actor=second,
            extract_id=first.pk,
            approved=False,
            answer=_("分组在名册页按支部就能看到，不用整份导出。"),
        )
    with clock.pinned(_noon(today)):
        ask_extract(actor=asker, kind=KIND, wish=wish, purpose=_("报学校组织部年度党内统计核对"))


def _noon(day: date) -> datetime:
    """Twelve o'clock in China."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)
