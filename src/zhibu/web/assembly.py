"""All the wiring of the house on one page: who hears which fact, what stands in the menu."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhibu.appeals import offers as appeals_offers
from zhibu.appeals import takeaway as appeals_takeaway
from zhibu.archive.actions import ERASURES as SCAN_ERASURES
from zhibu.archive.offers import MENU as ARCHIVE_MENU
from zhibu.gatherings import offers as gatherings_offers
from zhibu.gatherings import takeaway as gatherings_takeaway
from zhibu.gatherings.sheetfile import CODE_SHEET
from zhibu.insights import handlers as insights
from zhibu.insights.policies import see_university
from zhibu.kit.actor import Actor
from zhibu.kit.offers import (
    AppealKind,
    CornerLine,
    CountedFact,
    Duties,
    Erasure,
    Evidence,
    MenuEntry,
    Metric,
    MetricGroup,
    PageAbove,
    PersonalExport,
    PersonalFile,
    RecordPages,
    Stock,
    Strength,
)
from zhibu.meetings import handlers as meetings_handlers
from zhibu.meetings import metrics as meetings_metrics
from zhibu.meetings import offers as meetings_offers
from zhibu.meetings import takeaway as meetings_takeaway
from zhibu.meetings.offers import DUTIES as MEETING_DUTIES
from zhibu.meetings.queries import seen_meetings
from zhibu.notices import handlers as notices_handlers
from zhibu.notices import takeaway as notices_takeaway
from zhibu.notices.actions.mail import ERASURES as MAIL_ERASURES
from zhibu.notices.policies import see_post_office
from zhibu.orgs import takeaway as orgs_takeaway
from zhibu.orgs.models import COMMITTEE_POSTS, ORGANISER_POSTS, Post
from zhibu.orgs.offers import DUTIES as TERM_DUTIES
from zhibu.orgs.policies import see_self_check
from zhibu.people import metrics as people_metrics
from zhibu.people import takeaway as people_takeaway
from zhibu.people.actions.erasures import ERASURES as PEOPLE_ERASURES
from zhibu.people.audit.extract import AUDIT
from zhibu.people.extracts.queries import SEES_ABOVE
from zhibu.people.extracts.roster import ROSTER
from zhibu.people.policies import see_audit
from zhibu.people.queries import DETAIL_POSTS, WIDE_POSTS
from zhibu.points import handlers as points_handlers
from zhibu.points import offers as points_offers
from zhibu.points import takeaway as points_takeaway
from zhibu.trail.outbox import Handlers

# What statistics count, and the tables they stand in; each room offers its own.
METRICS: tuple[Metric, ...] = (*people_metrics.METRICS, *meetings_metrics.METRICS)
METRIC_GROUPS: tuple[MetricGroup, ...] = (*meetings_metrics.GROUPS, *people_metrics.GROUPS)
COUNTED_FACTS: tuple[CountedFact, ...] = meetings_metrics.COUNTED_FACTS
STOCKS: tuple[Stock, ...] = people_metrics.STOCKS
RECORD_PAGES: tuple[RecordPages, ...] = meetings_metrics.RECORD_PAGES

# What 七个有力 is shown by; what no room knows yet is named, so that the page says so.
EVIDENCE: tuple[Evidence, ...] = (
    *meetings_metrics.EVIDENCE,
    *people_metrics.EVIDENCE,
    *appeals_offers.EVIDENCE,
    Evidence(Strength.EDUCATE, _("理论学习学时")),
    Evidence(Strength.MANAGE, _("发展党员")),
    Evidence(Strength.MANAGE, _("党费收缴")),
    Evidence(Strength.ORGANISE, _("互联共建活动")),
    Evidence(Strength.PUBLICISE, _("原创作品、宣讲、媒体报道")),
    Evidence(Strength.SERVE, _("志愿服务时长")),
)

_COUNTS: Handlers = {fact.kind: (insights.count_fact,) for fact in COUNTED_FACTS}
_HEADCOUNTS: Handlers = {
    kind: (insights.refresh_stock,) for stock in STOCKS for kind in stock.facts
}
POINTS: Handlers = {
    "meetings.RecordConfirmed": (points_handlers.on_record_confirmed,),
    "meetings.RecordCorrected": (points_handlers.on_record_corrected,),
    "meetings.ItemCarriedOut": (points_handlers.on_item_carried_out,),
    "orgs.SwitchTurned": (points_handlers.on_switch_turned,),
    "orgs.OrganisationMoved": (points_handlers.on_organisation_moved,),
    "points.RulebookAdopted": (points_handlers.on_rulebook_adopted,),
    "points.RulebookRetired": (points_handlers.on_rulebook_retired,),
}
MEETINGS: Handlers = {"orgs.OrganisationDissolved": (meetings_handlers.cancel_of_dissolved,)}
EXTRACTS: Handlers = {
    "people.ExtractAsked": (notices_handlers.tell_of_extract_asked,),
    "people.ExtractAnswered": (notices_handlers.tell_of_extract_answered,),
    "people.RosterTakenOut": (notices_handlers.tell_of_roster_taken_out,),
}
LISTENERS = (_COUNTS, _HEADCOUNTS, POINTS, MEETINGS, EXTRACTS)
HANDLERS: Handlers = {
    kind: tuple(handler for rooms in LISTENERS for handler in rooms.get(kind, ()))
    for kind in {kind: None for rooms in LISTENERS for kind in rooms}
}


def _keeps_a_branch(actor: Actor) -> bool:
    return actor.holds_anywhere(*COMMITTEE_POSTS)


def _belongs(actor: Actor) -> bool:
    return bool(actor.branches)


def _everybody(_actor: Actor) -> bool:
    return True


def _sees_a_roster(actor: Actor) -> bool:
    return actor.party or actor.holds_anywhere(*COMMITTEE_POSTS, *WIDE_POSTS)


def _organises(actor: Actor) -> bool:
    return actor.holds_anywhere(*COMMITTEE_POSTS, *WIDE_POSTS)


def _sees_the_university(actor: Actor) -> bool:
    return see_university(actor).allowed and not _keeps_a_branch(actor)


def _reads_statistics(actor: Actor) -> bool:
    return actor.holds_anywhere(*COMMITTEE_POSTS, *ORGANISER_POSTS)


def _guards(actor: Actor) -> bool:
    return actor.holds_anywhere(Post.OPERATOR, Post.SECURITY)


def _operates(actor: Actor) -> bool:
    return bool(see_post_office(actor))


def _checks_itself(actor: Actor) -> bool:
    return bool(see_self_check(actor))


def _audits(actor: Actor) -> bool:
    return bool(see_audit(actor))


def _minds_extracts(actor: Actor) -> bool:
    return actor.holds_anywhere(*DETAIL_POSTS, *SEES_ABOVE)


MINE = (
    "web:me",
    "web:password",
    "web:about_me",
    "people:ask",
    "people:my_corrections",
    "people:reading",
    "people:looks",
    "notices:email",
    "notices:prove",
    *appeals_offers.MINE,
)


def _sees_meetings(actor: Actor) -> bool:
    """Branches have sittings; organisers the library of cards."""
    return _belongs(actor) or actor.holds_anywhere(
        *COMMITTEE_POSTS, Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER
    )


def _oversees(actor: Actor) -> bool:
    """Looks after the branches of a college or of the university."""
    return actor.holds_anywhere(*ORGANISER_POSTS)


MENU: tuple[MenuEntry, ...] = (
    MenuEntry(
        _("全校"),
        "insights:university",
        "house",
        ("web:home", "insights:university"),
        5,
        _sees_the_university,
    ),
    MenuEntry(_("本月"), "web:month", "week", ("web:home", "web:month"), 10, _keeps_a_branch),
    MenuEntry(_("本周"), "web:week", "flag", ("web:home", "web:week"), 15, _belongs),
    MenuEntry(
        _("各支部"),
        "web:branches",
        "tree",
        ("web:home", "web:branches", "meetings:duties"),
        13,
        _oversees,
    ),
    MenuEntry(_("会议与记录"), "meetings:list", "doc", ("meetings:",), 20, _sees_meetings),
    MenuEntry(
        _("党员名册"), "people:roster", "people", ("people:",), 30, _sees_a_roster, on_phone=False
    ),
    MenuEntry(
        _("导出申请"),
        "people:extracts",
        "download",
        ("people:extract", "people:export"),
        33,
        _minds_extracts,
        on_phone=False,
    ),
    MenuEntry(_("组织"), "orgs:tree", "tree", ("orgs:",), 35, _organises, on_phone=False),
    MenuEntry(
        _("统计"), "insights:start", "sum", ("insights:",), 38, _reads_statistics, on_phone=False
    ),
    MenuEntry(
        _("账号"), "people:accounts", "lock", ("people:accounts",), 80, _guards, on_phone=False
    ),
    MenuEntry(
        _("审计记录"),
        "people:audit",
        "shield",
        ("people:audit", "people:check_audit"),
        81,
        _audits,
        on_phone=False,
    ),
    MenuEntry(
        _("发信"), "notices:office", "bell", ("notices:office",), 82, _operates, on_phone=False
    ),
    MenuEntry(
        _("减负自查"),
        "web:self_check",
        "shield",
        ("web:self_check", "orgs:feature"),
        85,
        _checks_itself,
        on_phone=False,
    ),
    MenuEntry(_("活动"), "gatherings:list", "clock", ("gatherings:",), 40, _everybody),
    MenuEntry(_("积分"), "points:mine", "grow", ("points:",), 45, _belongs, on_phone=False),
    MenuEntry(_("通知"), "notices:list", "bell", ("notices:",), 50, _everybody),
    *ARCHIVE_MENU,
    *appeals_offers.MENU,
    MenuEntry(_("我的"), "web:me", "me", MINE, 90, _everybody),
)

CORNER: tuple[CornerLine, ...] = (
    CornerLine(_("我的积分"), _("自愿参加，每一笔都说明来源"), "points:mine"),
    CornerLine(_("关于我的信息"), _("全部内容和来源，可以带走"), "web:about_me"),
    CornerLine(_("谁看过我的信息"), _("查阅留痕"), "people:looks"),
    CornerLine(_("邮件通知"), _("另发一份到邮箱，只有标题和链接"), "notices:email"),
    CornerLine(_("日历订阅"), _("会议和活动自动到手机日历"), "gatherings:feeds"),
    CornerLine(_("我的更正申请"), _("5 个工作日内答复"), "people:my_corrections"),
    *appeals_offers.CORNER,
)

# Everything a person may look at and take along; each room gives its own part.
PERSONAL_EXPORTS: tuple[PersonalExport, ...] = (
    PersonalExport("people", people_takeaway.held_about),
    PersonalExport("orgs", orgs_takeaway.held_about),
    PersonalExport("gatherings", gatherings_takeaway.held_about),
    PersonalExport("meetings", meetings_takeaway.held_about),
    PersonalExport("notices", notices_takeaway.held_about),
    PersonalExport("points", points_takeaway.held_about),
    PersonalExport("appeals", appeals_takeaway.held_about),
)

# Files with rows of persons: all of them leave by the one door of ``people.extracts``.
PERSONAL_FILES: tuple[PersonalFile, ...] = (ROSTER, AUDIT, CODE_SHEET)

# What is taken away for good, and has to go again when an older backup is restored.
ERASURES: tuple[Erasure, ...] = (*PEOPLE_ERASURES, *MAIL_ERASURES, *SCAN_ERASURES)


def _meeting_of(actor: Actor, gathering_id: int) -> PageAbove | None:
    found = seen_meetings(seen_by=actor).filter(gathering_id=gathering_id).first()
    if found is None:
        return None
    return PageAbove(found.gathering.title, reverse("meetings:meeting", args=[found.pk]))


# What a gathering was opened for, asked in this order by its pages; gatherings know no room above.
GATHERING_PAGES: tuple[Callable[[Actor, int], PageAbove | None], ...] = (_meeting_of,)

# What can be contested; each room offers its own kinds.
APPEAL_KINDS: tuple[AppealKind, ...] = (
    *meetings_offers.APPEAL_KINDS,
    *gatherings_offers.APPEAL_KINDS,
    *points_offers.APPEAL_KINDS,
)

# What every branch must do; home pages and reminders ask all of them at once.
DUTIES: tuple[Duties, ...] = (MEETING_DUTIES, TERM_DUTIES)
