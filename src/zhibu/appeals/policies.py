"""Who may contest, answer, take over, complain. The table is ``docs/permissions.md``, section appeals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit.actor import Actor
from zhibu.kit.offers import AppealSubject
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own

ANSWERERS: tuple[str, ...] = COMMITTEE_POSTS
ABOVE: tuple[str, ...] = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
HANDLERS: dict[str, tuple[str, ...]] = {
    Complaint.Level.BRANCH: (Post.SECRETARY, Post.DEPUTY_SECRETARY),
    Complaint.Level.COLLEGE: (Post.COLLEGE_ORGANISER,),
    Complaint.Level.UNIVERSITY: (Post.UNIVERSITY_ORGANISER,),
    Complaint.Level.PLATFORM: (Post.OPERATOR,),
}
_HANDLERS_ONLY = {
    Complaint.Level.BRANCH: _("送支部的意见由本支部书记、副书记办理。"),
    Complaint.Level.COLLEGE: _("送学院的意见由学院组织管理员办理。"),
    Complaint.Level.UNIVERSITY: _("送学校的意见由学校组织部管理员办理。"),
    Complaint.Level.PLATFORM: _("关于平台的意见由系统运维员办理。"),
}


# ---- appeals


def raise_appeal(actor: Actor, subject: AppealSubject) -> Verdict:
    """About oneself, or about what concerns one's whole branch."""
    if subject.concerns is not None:
        if actor.person_id == subject.concerns:
            return ALLOW
        return deny("not-yours", _("这一项只能由本人提出异议。"))
    if actor.person_id is not None and actor.belongs_to(subject.path):
        return ALLOW
    return deny("not-your-branch", _("异议由本支部的人提出。"))


def withdraw_appeal(actor: Actor, appeal: Appeal) -> Verdict:
    if actor.person_id is not None and actor.person_id == appeal.appellant_id:
        return ALLOW
    return deny("not-yours", _("只能撤回自己提出的异议。"))


def answer_appeal(actor: Actor, appeal: Appeal) -> Verdict:
    """Somebody of the committee, or of the body above once it took over; never who made the entry,
    never who raised it (DC-12)."""
    if actor.person_id == appeal.appellant_id:
        return deny("own-appeal", _("不能答复自己提出的异议。"))
    if appeal.maker_id is not None and actor.person_id == appeal.maker_id:
        return deny("own-entry", _("这一项是您经手登记的，请由其他支委答复。"))
    if appeal.taken_by is not None:
        return allowed(
            actor,
            appeal.organisation,
            subtree=ABOVE,
            sentence=_("这件异议已由上级接手，由上级组织管理员答复。"),
        )
    return allowed(actor, appeal.organisation, own=ANSWERERS, sentence=_("异议由本支部支委答复。"))


def take_over(actor: Actor, appeal: Appeal) -> Verdict:
    return allowed(
        actor,
        appeal.organisation,
        subtree=ABOVE,
        sentence=_("超期的异议由院系或学校组织管理员接手。"),
    )


def settle_appeals(actor: Actor, appeal: Appeal) -> Verdict:
    """Whoever made the correction it waited for; the room above has asked its own policy."""
    return allowed(
        actor,
        appeal.organisation,
        own=(*ANSWERERS, Post.GROUP_LEADER),
        subtree=ABOVE,
        sentence=_("更正由本支部办理。"),
    )


def let_rise(actor: Actor) -> Verdict:
    """The house itself, by its timed job."""
    return ALLOW if actor.is_house else deny("job", _("这件事由平台定时办理。"))


def see_outcomes(actor: Actor, organisation: Organisation) -> Verdict:
    """Numbers of the own branch for everybody in it; of those below for the organisers."""
    if actor.belongs_to(organisation.path) and organisation.is_branch:
        return ALLOW
    return allowed(
        actor,
        organisation,
        own=ANSWERERS,
        subtree=(*ABOVE, Post.ORGANIZER),
        sentence=_("办理情况由本支部的人和上级组织管理员查看。"),
    )


# ---- complaints and suggestions


def give_complaint(actor: Actor) -> Verdict:
    """Everybody, signed in or not (DC-11)."""
    return ALLOW


def handles(actor: Actor, complaint: Complaint) -> bool:
    """Whether this actor's post answers at that level, whoever gave it."""
    return holds_own(actor, *HANDLERS[complaint.level], organisation=complaint.organisation)


def answer_complaint(actor: Actor, complaint: Complaint) -> Verdict:
    if actor.person_id is not None and actor.person_id == complaint.giver_id:
        return deny("own-complaint", _("不能答复自己提出的意见，可以转上级。"))
    if handles(actor, complaint):
        return ALLOW
    return deny("not-your-post", _HANDLERS_ONLY[Complaint.Level(complaint.level)])


def pass_on(actor: Actor, complaint: Complaint, *, holds_code: bool = False) -> Verdict:
    """Who handles it, while it waits; who gave it, once it was answered or is overdue."""
    if is_giver(actor, complaint, holds_code=holds_code):
        if complaint.state == Complaint.State.ANSWERED or complaint.is_overdue:
            return ALLOW
        if not handles(actor, complaint):
            return deny("not-due", _("还在办理期限之内，到期没有答复再转上级。"))
    if handles(actor, complaint) and complaint.state == Complaint.State.WAITING:
        return ALLOW
    return deny("not-your-post", _HANDLERS_ONLY[Complaint.Level(complaint.level)])


def close_complaint(actor: Actor, complaint: Complaint, *, holds_code: bool = False) -> Verdict:
    """Who gave it says that it is done."""
    if is_giver(actor, complaint, holds_code=holds_code):
        return ALLOW
    return deny("not-yours", _("办结由提出的人自己点。"))


def is_giver(actor: Actor, complaint: Complaint, *, holds_code: bool) -> bool:
    """The person who signed, or whoever holds the tracking code."""
    signed = actor.person_id is not None and actor.person_id == complaint.giver_id
    return signed or (holds_code and complaint.giver_id is None)


def see_desk(actor: Actor) -> Verdict:
    """Whoever answers anything at all."""
    handlers = (post for posts in HANDLERS.values() for post in posts)
    if actor.holds_anywhere(*ANSWERERS, *ABOVE, *handlers):
        return ALLOW
    return deny("not-your-post", _("这一页给答复异议和意见的人。您自己提的在“我的异议和意见”里。"))
