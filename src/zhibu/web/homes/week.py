"""The week of a member (本周): three things at most, then what comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhibu.gatherings.queries import MyGathering, gatherings_for
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.meetings import queries as meetings
from zhibu.notices.queries import unacknowledged_for
from zhibu.points import queries as points
from zhibu.points.queries import OwnTerm
from zhibu.web.homes.progress import Step, progress_of

WEEK_MOST = 3  # the card holds three things; the rest is in its own list


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing of the week (这周要做的一件): one name, one line of facts, one tap."""

    on: date
    title: str
    facts: str
    url_name: str
    pk: int
    act: str

    @property
    def is_today(self) -> bool:
        return self.on == clock.today()


@dataclass(frozen=True, slots=True)
class Week:
    """A member's week (本周)."""

    monday: date
    today: date
    items: list[ToDo]
    more: int
    now: MyGathering | None
    next: MyGathering | None
    progress: list[Step]
    points: OwnTerm | None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def week_for(actor: Actor) -> Week:
    """This week for one person: what is on, what waits for a tap; three at most. Six queries, three more with points."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    person_id = actor.person_id or 0
    coming = gatherings_for(person_id, since=today, until=today + timedelta(days=60))
    live = [g for g in coming if not g.cancelled and not g.over]
    week_end = monday + timedelta(days=7)
    items = [_gathering(g) for g in live if clock.local(g.starts_at).date() < week_end]
    items += [
        ToDo(
            clock.local(copy.notice.sent_at).date(),
            copy.notice.title,
            _("看过请回执，不催"),
            "notices:notice",
            copy.notice_id,
            _("回执"),
        )
        for copy in unacknowledged_for(person_id, limit=WEEK_MOST)
        if copy.notice.sent_at >= clock.day_start(monday - timedelta(days=7))
    ]
    items += [
        ToDo(w.on, w.title, w.words, w.url_name, w.pk, _("填写"))
        for w in meetings.week_items(actor, limit=WEEK_MOST)
    ]
    later = [g for g in live if clock.local(g.starts_at).date() >= week_end]
    return Week(
        monday=monday,
        today=today,
        items=items[:WEEK_MOST],
        more=max(0, len(items) - WEEK_MOST),
        now=next((g for g in live if g.checking_in), None),
        next=later[0] if later else None,
        progress=progress_of(person_id) if person_id else [],
        points=_points(actor, today),
    )


def _points(actor: Actor, today: date) -> OwnTerm | None:
    """One's own points of this term, for who takes part; others see nothing of them (DC-01)."""
    part = points.own_part(actor)
    if part is None or not points.is_on("points.enabled", part.branch_id, day=today):
        return None
    return points.own_term(part.person_id, part.branch, day=today)


def _gathering(g: MyGathering) -> ToDo:
    start, end = clock.local(g.starts_at), clock.local(g.ends_at)
    facts = _("%(start)s 至 %(end)s，%(place)s") % {
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "place": g.place,
    }
    if g.present_at:
        facts = _("已签到 %(at)s") % {"at": f"{clock.local(g.present_at):%H:%M}"}
    elif g.leave == "asked":
        facts = _("已请假，等主持人登记。%(facts)s") % {"facts": facts}
    elif g.leave in {"excused", "standing"}:
        facts = _("已准假。%(facts)s") % {"facts": facts}
    elif g.takes_sign_up and not g.sign_up and not g.eligible:
        return ToDo(
            start.date(), g.title, _places(g), "gatherings:gathering", g.gathering_id, _("报名")
        )
    return ToDo(start.date(), g.title, facts, "gatherings:gathering", g.gathering_id, _("查看"))


def _places(g: MyGathering) -> str:
    """自愿，还有 4 个名额."""
    if g.cap is None:
        return _("自愿报名")
    left = max(0, g.cap - g.signed)
    return _("自愿，还有 %(n)d 个名额") % {"n": left} if left else _("自愿，已满，可候补")
