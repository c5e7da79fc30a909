"""Who may send notices, and who sees how far they got. The table is ``docs/permissions.md``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.notices.models import Notice, Recipient
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own

OWN: tuple[str, ...] = (*COMMITTEE_POSTS, Post.GROUP_LEADER, Post.ORGANIZER)
SUBTREE: tuple[str, ...] = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
SENDERS = (*OWN, *SUBTREE)


def send_notice(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=OWN,
        subtree=SUBTREE,
        sentence=_("通知由本组织的支委、党小组长或上级组织管理员发送。"),
    )


def send_general_notice(actor: Actor, organisation: Organisation) -> Verdict:
    """A notice of one's own words; the bodies below get it too."""
    return send_notice(actor, organisation)


def save_notice_draft(actor: Actor, organisation: Organisation) -> Verdict:
    """Whoever may send may write."""
    return send_notice(actor, organisation)


def drop_notice_draft(actor: Actor, organisation: Organisation) -> Verdict:
    return send_notice(actor, organisation)


def edit_notice(actor: Actor, notice: Notice) -> Verdict:
    """One's own only; what a meeting or another room announced is changed there."""
    if actor.person_id != notice.sent_by:
        return deny("not-yours", _("只能改自己发的通知。"))
    if notice.subject_id is not None:
        return deny("of-another-room", _("这条通知随安排发出，要改请改安排，会另发变更通知。"))
    return send_notice(actor, notice.organisation)


def withdraw_notice(actor: Actor, notice: Notice) -> Verdict:
    """One's own only, while the post is still held."""
    if actor.person_id != notice.sent_by:
        return deny("not-yours", _("只能撤回自己发的通知。"))
    return send_notice(actor, notice.organisation)


def acknowledge_notice(actor: Actor, recipient: Recipient) -> Verdict:
    """Voluntary; for oneself."""
    if actor.person_id == recipient.person_id:
        return ALLOW
    return deny("not-yours", _("回执由本人自己点。"))


def say_not_clear(actor: Actor, recipient: Recipient) -> Verdict:
    """As voluntary as 回执; for oneself."""
    return acknowledge_notice(actor, recipient)


def remind_silent(actor: Actor, notice: Notice) -> Verdict:
    """The one who sent it; never by name."""
    if actor.person_id != notice.sent_by:
        return deny("not-yours", _("只能提醒自己发的通知。"))
    return send_notice(actor, notice.organisation)


def add_addendum(actor: Actor, notice: Notice) -> Verdict:
    """The one who sent it answers, for everybody to read."""
    if actor.person_id != notice.sent_by:
        return deny("not-yours", _("只能补充自己发的通知。"))
    return send_notice(actor, notice.organisation)


def _own_mail(actor: Actor, person_id: int) -> Verdict:
    if actor.person_id == person_id:
        return ALLOW
    return deny("not-yours", _("邮箱只由本人填写、选择和删除。"))


def set_own_email(actor: Actor, person_id: int) -> Verdict:
    return _own_mail(actor, person_id)


def prove_own_email(actor: Actor, person_id: int) -> Verdict:
    return _own_mail(actor, person_id)


def choose_own_mail(actor: Actor, person_id: int) -> Verdict:
    return _own_mail(actor, person_id)


def remove_own_email(actor: Actor, person_id: int) -> Verdict:
    return _own_mail(actor, person_id)


def stop_own_mail(actor: Actor, person_id: int) -> Verdict:
    """Whoever holds the mail: its signed link is the proof, so that one need not sign in to stop."""
    return ALLOW


def see_delivery(actor: Actor, notice: Notice) -> Verdict:
    """Counts: the sending body and those above it (DC-10)."""
    return allowed(
        actor,
        notice.organisation,
        own=OWN,
        subtree=SUBTREE,
        sentence=_("送达情况由发通知的组织和上级组织管理员查看。"),
    )


def copy_for_group(actor: Actor, notice: Notice) -> Verdict:
    """The words for a chat group and the sheet for the wall: whoever sees how far it got."""
    return see_delivery(actor, notice)


def print_phone_tree(actor: Actor, notice: Notice) -> Verdict:
    """The same names on paper."""
    return mark_phoned(actor, notice)


def mark_phoned(actor: Actor, notice: Notice) -> Verdict:
    """Names of those not reached: only the sending body itself, so that somebody can phone."""
    if holds_own(actor, *OWN, *SUBTREE, organisation=notice.organisation):
        return ALLOW
    return deny("not-your-body", _("未送达的姓名只有发通知的组织自己可以查看和登记。"))


def see_post_office(actor: Actor) -> Verdict:
    """How sending goes, in numbers: the operator of the house."""
    if actor.holds_anywhere(Post.OPERATOR):
        return ALLOW
    return deny("not-the-operator", _("发信情况由系统运维员查看和办理。"))


def retry_mails(actor: Actor) -> Verdict:
    return see_post_office(actor)


def drop_mails(actor: Actor) -> Verdict:
    return see_post_office(actor)
