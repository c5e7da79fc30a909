"""Who may do what with meetings and their papers. The table is ``docs/permissions.md``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.meetings.models import AgreedItem, DutyEntry, DutyWaiver, Meeting, ThemeProposal
from zhibu.meetings.rights import CALLERS, HOSTS, LEADS, TELLERS, THEMERS, Reach
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed

_HOSTS_ONLY = _("由本支部支委办理；党小组会也可由党小组长办理。")
_CALLERS_ONLY = _("由本支部书记、副书记办理；党小组会也可由党小组长办理。")
_TELLERS_ONLY = _("票数由本支部书记、副书记或组织委员填写。")
_THEMERS_ONLY = _("主题由本支部书记、副书记或宣传委员确定。")
_COMMITTEE_ONLY = _("出席名单只有本支部委员会可以查看和打印。")
_MEMBERS_ONLY = _("只有本支部党员可以参加，自愿提出。")
_ORGANISERS = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
_COUNTERS = (Post.ORGANIZER, *_ORGANISERS)


# ---- the plan


def plan_meeting(actor: Actor, place: Organisation) -> Verdict:
    """Officers of the branch; a group's leader for the group's meetings."""
    return allowed(actor, place, own=HOSTS, sentence=_HOSTS_ONLY)


def change_plan(actor: Actor, meeting: Meeting) -> Verdict:
    return plan_meeting(actor, meeting.place_of_rights)


def publish_plan(actor: Actor, meeting: Meeting) -> Verdict:
    """The one who calls the meeting. Source: 《中国共产党支部工作条例（试行）》第十一条"""
    return allowed(actor, meeting.place_of_rights, own=CALLERS, sentence=_CALLERS_ONLY)


def publish_here(actor: Actor, place: Organisation) -> Verdict:
    """Whether a plan made for this body could be published by the same person."""
    return allowed(actor, place, own=CALLERS, sentence=_CALLERS_ONLY)


def plan_month(actor: Actor, organisation: Organisation) -> Verdict:
    """Who calls the meetings of the branch arranges the month."""
    return allowed(actor, organisation, own=LEADS, sentence=_CALLERS_ONLY)


def cancel_meeting(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.place_of_rights, own=CALLERS, sentence=_CALLERS_ONLY)


# ---- the record


def draft_record(actor: Actor, meeting: Meeting) -> Verdict:
    return plan_meeting(actor, meeting.place_of_rights)


def resume_meeting(actor: Actor, meeting: Meeting) -> Verdict:
    return draft_record(actor, meeting)


def edit_record(actor: Actor, meeting: Meeting) -> Verdict:
    return plan_meeting(actor, meeting.place_of_rights)


def correct_count(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.place_of_rights, own=CALLERS, sentence=_CALLERS_ONLY)


def enter_late(actor: Actor, place: Organisation) -> Verdict:
    return plan_meeting(actor, place)


def enter_tally(actor: Actor, meeting: Meeting) -> Verdict:
    """Votes are cast on paper in the room; only the numbers come here."""
    return allowed(actor, meeting.organisation, own=TELLERS, sentence=_TELLERS_ONLY)


def enter_review_counts(actor: Actor, meeting: Meeting) -> Verdict:
    return enter_tally(actor, meeting)


def confirm_record(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.place_of_rights, own=CALLERS, sentence=_CALLERS_ONLY)


def confirm_drafts(actor: Actor) -> Verdict:
    """Whoever calls meetings somewhere; each record asks for itself."""
    if actor.holds_anywhere(*CALLERS):
        return ALLOW
    return deny("not-your-post", _CALLERS_ONLY)


def correct_record(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.place_of_rights, own=CALLERS, sentence=_CALLERS_ONLY)


def agree_item(actor: Actor, meeting: Meeting) -> Verdict:
    return plan_meeting(actor, meeting.place_of_rights)


def drop_agreed_item(actor: Actor, meeting: Meeting) -> Verdict:
    return agree_item(actor, meeting)


def report_item(actor: Actor, agreed: AgreedItem) -> Verdict:
    """Whoever is in charge of it; secretary and deputy for anybody."""
    if actor.person_id is not None and actor.person_id == agreed.owner_id:
        return ALLOW
    return allowed(
        actor,
        agreed.meeting.organisation,
        own=LEADS,
        sentence=_("由负责人本人或本支部书记、副书记填写落实情况。"),
    )


# ---- themes


def set_month_theme(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(actor, organisation, own=THEMERS, sentence=_THEMERS_ONLY)


def add_card(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=THEMERS,
        subtree=_ORGANISERS,
        sentence=_("主题卡由本支部书记、副书记、宣传委员或上级组织管理员添加。"),
    )


def rest_card(actor: Actor, organisation: Organisation) -> Verdict:
    return add_card(actor, organisation)


def propose_theme(actor: Actor, organisation: Organisation) -> Verdict:
    """Any Party member of the branch; the gate has let nobody else through (DC-16)."""
    return _member(actor, organisation)


def prefer_theme(actor: Actor, organisation: Organisation) -> Verdict:
    return _member(actor, organisation)


def withdraw_proposal(actor: Actor, proposal: ThemeProposal) -> Verdict:
    if actor.person_id is not None and actor.person_id == proposal.proposed_by_id:
        return ALLOW
    return deny("not-yours", _("只能撤回自己提的建议。"))


def take_proposal(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(actor, organisation, own=THEMERS, sentence=_THEMERS_ONLY)


def set_checklist(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        subtree=_ORGANISERS,
        sentence=_("规定动作清单由学院或学校组织管理员设置。"),
    )


def _member(actor: Actor, organisation: Organisation) -> Verdict:
    if actor.person_id is not None and organisation.path in actor.branches:
        return ALLOW
    return deny("not-a-member", _MEMBERS_ONLY)


# ---- feedback


def give_feedback(actor: Actor, meeting: Meeting, *, came: bool) -> Verdict:
    """Those who were there, of their own will, without a name."""
    if actor.person_id is not None and came:
        return ALLOW
    return deny("was-not-there", _("反馈由参加了这次活动的人填写，自愿、不记名。"))


def forget_feedback_marks(actor: Actor) -> Verdict:
    """The house itself, by its timed job."""
    return ALLOW if actor.is_house else deny("job", _("这件事由平台定时办理。"))


# ---- what is shown


def see_feedback(nearness: Reach) -> Verdict:
    """Members of the branch; shown from five answers on. Superiors never (DC-19)."""
    if nearness is Reach.GUEST:
        return deny("not-a-member", _("反馈结果只给本支部党员看。"))
    return ALLOW


def see_record_attendance(actor: Actor, meeting: Meeting) -> Verdict:
    """Who was there and who was not: the committee (DC-05)."""
    return allowed(actor, meeting.organisation, own=COMMITTEE_POSTS, sentence=_COMMITTEE_ONLY)


def see_month_counts(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=COMMITTEE_POSTS,
        subtree=_COUNTERS,
        sentence=_("汇总数由本支部委员会和上级组织管理员查看。"),
    )


# ---- duties


def waive_duty(actor: Actor, organisation: Organisation) -> Verdict:
    """The branch for itself; those above for all branches below."""
    return allowed(
        actor,
        organisation,
        own=LEADS,
        subtree=_ORGANISERS,
        sentence=_("不适用由本支部书记、副书记或上级组织管理员登记。"),
    )


def lift_waiver(actor: Actor, waiver: DutyWaiver) -> Verdict:
    return waive_duty(actor, waiver.organisation)


def note_duty(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=TELLERS,
        sentence=_("谈心谈话和述职由本支部书记、副书记或组织委员登记。"),
    )


def drop_duty_entry(actor: Actor, entry: DutyEntry) -> Verdict:
    return note_duty(actor, entry.organisation)


def remind_branches(actor: Actor, body: Organisation) -> Verdict:
    """Those who look after the branches below; drafts are no gaps, names are not asked for (DC-19)."""
    return allowed(
        actor,
        body,
        subtree=_COUNTERS,
        sentence=_("提醒由上级组织员和组织管理员发送。"),
    )


def remind_of_terms(actor: Actor) -> Verdict:
    """The house itself, by its timed job."""
    return ALLOW if actor.is_house else deny("job", _("这件事由平台定时办理。"))


# ---- papers


def print_minutes(actor: Actor, meeting: Meeting) -> Verdict:
    """With names of those present and absent, therefore the committee."""
    return see_record_attendance(actor, meeting)


def print_group_minutes(actor: Actor, meeting: Meeting) -> Verdict:
    """A group's own minutes: its leader, too."""
    return allowed(actor, meeting.place_of_rights, own=HOSTS, sentence=_COMMITTEE_ONLY)


def print_handbook_page(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.organisation, own=COMMITTEE_POSTS, sentence=_COMMITTEE_ONLY)


def print_month_handbook(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(actor, organisation, own=COMMITTEE_POSTS, sentence=_COMMITTEE_ONLY)


def print_attendance_sheet(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.organisation, own=COMMITTEE_POSTS, sentence=_COMMITTEE_ONLY)


def print_blank_sheet(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.place_of_rights, own=HOSTS, sentence=_HOSTS_ONLY)


def export_ledger(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(actor, organisation, own=COMMITTEE_POSTS, sentence=_COMMITTEE_ONLY)


def fill_template(actor: Actor, meeting: Meeting) -> Verdict:
    return allowed(actor, meeting.place_of_rights, own=HOSTS, sentence=_COMMITTEE_ONLY)
