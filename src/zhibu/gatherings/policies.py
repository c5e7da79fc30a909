"""Who may do what with gatherings. The table is ``docs/permissions.md``, section gatherings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.gatherings.models import CalendarFeed, Gathering
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed

LEADS: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
HOSTS: tuple[str, ...] = (*COMMITTEE_POSTS, Post.GROUP_LEADER)
_HOST_ONLY = _("由主办支部的支委办理，党小组的活动也可由党小组长办理。")


def open_gathering(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(actor, organisation, own=HOSTS, sentence=_HOST_ONLY)


def publish_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    return open_gathering(actor, gathering.organisation)


def change_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    return open_gathering(actor, gathering.organisation)


def set_attendees(actor: Actor, gathering: Gathering) -> Verdict:
    return open_gathering(actor, gathering.organisation)


def close_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    return open_gathering(actor, gathering.organisation)


def cancel_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    return allowed(
        actor,
        gathering.organisation,
        own=(*LEADS, Post.GROUP_LEADER),
        sentence=_("取消由主办支部的书记、副书记办理，党小组的活动也可由党小组长办理。"),
    )


def correct_attendance(actor: Actor, gathering: Gathering) -> Verdict:
    """After it was closed: those who confirm the record."""
    return allowed(
        actor,
        gathering.organisation,
        own=(*LEADS, Post.GROUP_LEADER),
        sentence=_("更正出席由主办支部的书记、副书记办理，党小组的活动也可由党小组长办理。"),
    )


def uphold_attendance(actor: Actor, gathering: Gathering) -> Verdict:
    """Whoever may answer the appeal: the committee, or the body above that took it over."""
    return allowed(
        actor,
        gathering.organisation,
        own=COMMITTEE_POSTS,
        subtree=(Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER),
        sentence=_("出席的异议由本支部支委或接手的上级答复。"),
    )


# ---- one's own part


def _on_the_list(actor: Actor, attending: bool) -> Verdict:
    if actor.person_id is not None and attending:
        return ALLOW
    return deny("not-on-the-list", _("您不在这次活动的名单上；要参加请告诉主持人。"))


def sign_up(actor: Actor, gathering: Gathering, *, attending: bool) -> Verdict:
    """Those on the list, and members of the organising body; always for oneself."""
    if gathering.takes_sign_up and actor.belongs_to(gathering.organisation.path):
        return ALLOW
    return _on_the_list(actor, attending)


def withdraw_sign_up(actor: Actor, gathering: Gathering, *, attending: bool) -> Verdict:
    return _on_the_list(actor, attending)


def ask_leave(actor: Actor, gathering: Gathering, *, attending: bool) -> Verdict:
    return _on_the_list(actor, attending)


def withdraw_leave(actor: Actor, gathering: Gathering, *, attending: bool) -> Verdict:
    return _on_the_list(actor, attending)


def check_in(actor: Actor, gathering: Gathering, *, attending: bool) -> Verdict:
    """Voluntary; the host's list is always the other way (DC-04)."""
    return _on_the_list(actor, attending)


def make_feed(actor: Actor, scope: str) -> Verdict:
    """One's own list for everybody; the branch's for its Party members, as the pages show it."""
    if actor.person_id is None:
        return deny("nobody", _("请先登录。"))
    if scope == CalendarFeed.Scope.BRANCH and not actor.party:
        return deny("not-a-member", _("本支部的活动由党员订阅；您可以订阅“我的活动”。"))
    return ALLOW


def end_feed(actor: Actor, feed: CalendarFeed) -> Verdict:
    if actor.person_id == feed.person_id:
        return ALLOW
    return deny("not-yours", _("只能停用自己的订阅。"))


# ---- the host


def excuse(actor: Actor, gathering: Gathering, person_id: int) -> Verdict:
    """Secretary, deputy, discipline officer, a group's leader; never one's own leave."""
    if actor.person_id == person_id:
        return deny("own-case", _("不能批自己的请假，请由其他支委办理。"))
    return allowed(
        actor,
        gathering.organisation,
        own=(*LEADS, Post.DISCIPLINE, Post.GROUP_LEADER),
        sentence=_("请假由书记、副书记或纪检委员办理，党小组的活动也可由党小组长办理。"),
    )


def show_code(actor: Actor, gathering: Gathering) -> Verdict:
    return allowed(actor, gathering.organisation, own=HOSTS, sentence=_HOST_ONLY)


def take_attendance(actor: Actor, gathering: Gathering) -> Verdict:
    return allowed(actor, gathering.organisation, own=HOSTS, sentence=_HOST_ONLY)


def undo_attendance(actor: Actor, gathering: Gathering) -> Verdict:
    return take_attendance(actor, gathering)


def add_observer(actor: Actor, gathering: Gathering) -> Verdict:
    return take_attendance(actor, gathering)


def print_code_sheet(actor: Actor, gathering: Gathering) -> Verdict:
    return allowed(actor, gathering.organisation, own=HOSTS, sentence=_HOST_ONLY)


def enter_code_sheet(actor: Actor, gathering: Gathering) -> Verdict:
    return allowed(actor, gathering.organisation, own=HOSTS, sentence=_HOST_ONLY)


def copy_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    """The words for a chat group and the sheet for the wall."""
    return allowed(actor, gathering.organisation, own=HOSTS, sentence=_HOST_ONLY)


def see_live_count(actor: Actor, gathering: Gathering) -> Verdict:
    return allowed(actor, gathering.organisation, own=HOSTS, sentence=_HOST_ONLY)


def see_attendance(actor: Actor, gathering: Gathering) -> Verdict:
    """Personal absence is for the branch's committee only (DC-05)."""
    return allowed(
        actor,
        gathering.organisation,
        own=COMMITTEE_POSTS,
        sentence=_("个人出席情况只有本支部委员会可以查看。"),
    )
