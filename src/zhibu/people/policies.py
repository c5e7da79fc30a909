"""Who may do what with persons. The table is ``docs/permissions.md``, section people."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own, parent_path
from zhibu.people.models import CorrectionRequest, Extract

_C, _U, _O = Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER, Post.OPERATOR
# Who looks after others' data above the branch; a lecturer who keeps one branch is not one of them.
MANAGERS = (Post.ORGANIZER, _C, _U, _O, Post.SECURITY, Post.AUDIT)
_LEADS = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
_KEEPERS = (*_LEADS, Post.ORGANISATION)
_OWN_CASE = deny("own-case", _("不能办理自己的事项，请由其他支委或上级办理。"))


def see_roster(actor: Actor, organisation: Organisation) -> Verdict:
    """Names, branch, group and posts (S1): members of the branch, its officers, those above."""
    verdict = allowed(
        actor,
        organisation,
        own=(*COMMITTEE_POSTS, Post.GROUP_LEADER),
        subtree=(Post.ORGANIZER, _C, _U, _O),
        sentence=_("只有本支部党员和上级组织管理员可以查看名册。"),
    )
    if actor.party and organisation.is_branch and organisation.path in actor.branches:
        return Verdict(allowed=True, code="member")
    return verdict


def see_officers(actor: Actor, organisation: Organisation) -> Verdict:
    """Who holds which post (S1): those of this very body and its groups, and those above."""
    here = organisation.path
    inside = here in actor.branches or parent_path(here) in actor.branches
    if inside or holds_own(actor, *Post.values, organisation=organisation):
        return ALLOW
    return allowed(
        actor,
        organisation,
        subtree=(Post.ORGANIZER, _C, _U, _O, Post.SECURITY, Post.AUDIT),
        sentence=_("任职情况由本组织成员和上级组织管理员查看。"),
    )


def see_roster_details(actor: Actor, organisation: Organisation) -> Verdict:
    """Phone, birth date, number (S2): the branch's secretary, deputy and organisation officer."""
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        sentence=_("联系方式等只有本支部书记和组织委员可以查看。"),
    )


def add_person(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(_C, _U, _O),
        sentence=_("录入人员由本支部书记、组织委员或上级组织管理员办理。"),
    )


def edit_person(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    if actor.person_id == person_id:
        return deny("own-case", _("更正自己的信息请在“我的信息”中提出，由支委办理。"))
    return allowed(
        actor, organisation, own=_KEEPERS, sentence=_("人员信息由本支部书记或组织委员维护。")
    )


def change_status(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    """An organisation's decision is recorded, never by the person concerned."""
    if actor.person_id == person_id:
        return _OWN_CASE
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(Post.ORGANIZER, _C, _U),
        sentence=_("人员类别的变化由本支部书记、组织委员或上级组织员登记。"),
    )


def suspend_vote(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    if actor.person_id == person_id:
        return _OWN_CASE
    return allowed(
        actor, organisation, subtree=(_C, _U), sentence=_("表决权状态由上级组织管理员登记。")
    )


def move_member(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    if actor.person_id == person_id:
        return _OWN_CASE
    return allowed(
        actor,
        organisation,
        subtree=(Post.ORGANIZER, _C, _U),
        sentence=_("支部之间的调整由上级组织管理员办理。"),
    )


def release_members(
    actor: Actor, organisation: Organisation, *, person_ids: Collection[int] = ()
) -> Verdict:
    """Those above record it on the letter of introduction; nobody for themselves."""
    if actor.person_id in person_ids:
        return _OWN_CASE
    return allowed(
        actor,
        organisation,
        subtree=(Post.ORGANIZER, _C, _U),
        sentence=_("转出组织关系由上级组织管理员办理。"),
    )


def assign_group(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor, organisation, own=_KEEPERS, sentence=_("党小组由本支部书记或组织委员编定。")
    )


_COMMITTEE_MEMBERS = (Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)


def _above(post: str) -> tuple[str, ...]:
    """Who above may give or end a post: nobody gives a post as strong as their own or stronger."""
    if post in {_U, _O, Post.SECURITY, Post.AUDIT}:
        return (_U,)
    if post == _C:
        return (_U, _O)
    if post == Post.ORGANIZER:
        return (_C, _U, _O)
    return (Post.ORGANIZER, _C, _U, _O)


def appoint_officer(actor: Actor, person_id: int, organisation: Organisation, post: str) -> Verdict:
    """Secretary and deputy by the superior; other members filed; group leaders by the branch.

    Source: 《中国共产党支部工作条例（试行）》第六章
    """
    if actor.person_id == person_id and not actor.is_house:
        return _OWN_CASE
    own: tuple[str, ...] = ()
    above = _above(post)
    if post in _COMMITTEE_MEMBERS:
        own = _LEADS
    if post == Post.GROUP_LEADER:
        own, above = _KEEPERS, (_C, _U)
    return allowed(
        actor,
        organisation,
        own=own,
        subtree=above,
        sentence=_("这一职务由上级党组织批准后登记。"),
    )


def end_appointment(actor: Actor, person_id: int, organisation: Organisation, post: str) -> Verdict:
    if actor.person_id == person_id and not actor.is_house:
        return _OWN_CASE
    own = _LEADS if post in {*_COMMITTEE_MEMBERS, Post.GROUP_LEADER} else ()
    return allowed(
        actor,
        organisation,
        own=own,
        subtree=_above(post),
        sentence=_("书记、副书记的任职由上级党组织办理。"),
    )


def export_roster(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(_C, _U),
        sentence=_("导出名册由本支部书记、组织委员或上级组织管理员办理。"),
    )


def take_out_roster(actor: Actor) -> Verdict:
    """Whoever types at the server's own prompt holds the database already; it is told and watermarked."""
    if actor.is_house:
        return ALLOW
    return deny("not-the-house", _("这条命令只在服务器上使用。"))


def ask_extract(actor: Actor, organisation: Organisation) -> Verdict:
    """Who takes rows of persons out at all; each kind of file asks its own policy as well."""
    return allowed(
        actor,
        organisation,
        own=(*COMMITTEE_POSTS, Post.GROUP_LEADER),
        subtree=(_C, _U, Post.AUDIT),
        sentence=_("导出由本支部支委、上级组织管理员或审计员申请。"),
    )


def see_audit(actor: Actor) -> Verdict:
    """Three duties apart: the auditor alone reads who did what. Nobody changes it."""
    if actor.holds_anywhere(Post.AUDIT):
        return ALLOW
    return deny("not-your-post", _("审计记录只有审计员查看。"))


def check_audit(actor: Actor) -> Verdict:
    return see_audit(actor)


def hand_over(actor: Actor, organisation: Organisation) -> Verdict:
    return ask_extract(actor, organisation)


def see_extract(actor: Actor, extract: Extract) -> Verdict:
    """The asker, those who may decide, and the auditor."""
    if actor.person_id == extract.asked_by_id:
        return Verdict(allowed=True, code="self")
    return allowed(
        actor,
        extract.organisation,
        own=_KEEPERS,
        subtree=(_C, _U, Post.SECURITY, Post.AUDIT),
        sentence=_("导出申请由申请人和可以同意的人查看。"),
    )


def decide_extract(actor: Actor, extract: Extract) -> Verdict:
    """A second person: never the asker, never the house. Source: security.md rule 5."""
    if actor.person_id is None:
        return deny("no-person", _("导出由人来同意，命令行和任务不能代替。"))
    if actor.person_id == extract.asked_by_id:
        return deny("own-case", _("不能同意自己的导出申请，请由另一位有权限的人答复。"))
    return allowed(
        actor,
        extract.organisation,
        own=_KEEPERS,
        subtree=(_C, _U, Post.SECURITY),
        sentence=_("导出申请由本支部书记、组织委员、上级组织管理员或安全管理员答复。"),
    )


def withdraw_extract(actor: Actor, extract: Extract) -> Verdict:
    return take_extract(actor, extract)


def take_extract(actor: Actor, extract: Extract) -> Verdict:
    """Only who asked for it."""
    if actor.person_id is not None and actor.person_id == extract.asked_by_id:
        return Verdict(allowed=True, code="self")
    return deny("not-yours", _("文件只交给申请人本人。"))


def import_roster(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(_C, _U, _O),
        sentence=_("导入名册由本支部书记、组织委员或上级组织管理员办理。"),
    )


def undo_import(actor: Actor, organisation: Organisation) -> Verdict:
    return import_roster(actor, organisation)


def issue_slip(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    if actor.person_id == person_id and not actor.is_house:
        return deny("own-case", _("登录条由别人制发；忘记密码请联系其他支委或上级。"))
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(_C, _U, _O),
        sentence=_("登录条由本支部书记、组织委员或上级组织管理员制发。"),
    )


def print_slips(actor: Actor, organisation: Organisation) -> Verdict:
    return issue_slip(actor, 0, organisation)


def revoke_slip(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    """A lost slip is made void by whoever may give one, and by the security officer."""
    if actor.person_id == person_id and not actor.is_house:
        return _OWN_CASE
    if actor.holds(Post.SECURITY, over=organisation.path):
        return ALLOW
    return issue_slip(actor, person_id, organisation)


def end_sessions(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    if actor.person_id == person_id:
        return Verdict(allowed=True, code="self")
    return allowed(
        actor,
        organisation,
        subtree=(Post.SECURITY,),
        sentence=_("只能结束自己的登录；别人的由安全管理员办理。"),
    )


def end_sitting(actor: Actor, person_id: int) -> Verdict:
    """One's own session on another device; the security officer ends all of somebody's at once."""
    if actor.person_id == person_id:
        return Verdict(allowed=True, code="self")
    return deny("not-yours", _("只能结束自己的登录；别人的由安全管理员办理。"))


def end_other_sittings(actor: Actor, person_id: int) -> Verdict:
    return end_sitting(actor, person_id)


def _own_factor(actor: Actor, person_id: int) -> Verdict:
    if actor.person_id == person_id:
        return Verdict(allowed=True, code="self")
    return deny("not-yours", _("第二道验证由本人设置。"))


def begin_code_generator(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def prove_code_generator(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def remove_code_generator(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def renew_recovery_codes(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def add_passkey(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def remove_passkey(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def rename_passkey(actor: Actor, person_id: int) -> Verdict:
    return _own_factor(actor, person_id)


def asks_twice(actor: Actor) -> bool:
    """Whether the posts of this person ask for a second proof. Source: security.md rule 8."""
    match settings.IDENTITY.second_factor:
        case "officers":
            return bool(actor.grants)
        case "managers":
            return actor.holds_anywhere(*MANAGERS)
    return False


def reseal_code_generators(actor: Actor) -> Verdict:
    """The house itself, after its key was changed."""
    if actor.is_house:
        return ALLOW
    return deny("house-only", _("换密钥由服务器上的命令完成。"))


def reset_second_factor(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    """The security officer, after making sure who asks; never one's own."""
    if actor.person_id == person_id:
        return _OWN_CASE
    return allowed(
        actor,
        organisation,
        subtree=(Post.SECURITY,),
        sentence=_("重设第二道验证由安全管理员当面核实后办理。"),
    )


def set_own_reading(actor: Actor, person_id: int) -> Verdict:
    if actor.person_id == person_id:
        return Verdict(allowed=True, code="self")
    return deny("not-yours", _("姓名的读音由本人更正。"))


def see_status_history(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    """Dated kinds and memberships: the person, the branch's keepers, organisers above."""
    if actor.person_id == person_id:
        return Verdict(allowed=True, code="self")
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(Post.ORGANIZER, _C, _U),
        sentence=_("类别的变动由本支部支委和上级组织员查看。"),
    )


def ask_correction(actor: Actor, person_id: int) -> Verdict:
    if actor.person_id == person_id:
        return Verdict(allowed=True, code="self")
    return deny("not-yours", _("只能对自己的信息提出更正。"))


def answer_correction(
    actor: Actor, request: CorrectionRequest, organisation: Organisation
) -> Verdict:
    """Answered by somebody else of the branch, or by the organizer above."""
    if actor.person_id == request.person_id:
        return _OWN_CASE
    return allowed(
        actor,
        organisation,
        own=_KEEPERS,
        subtree=(Post.ORGANIZER,),
        sentence=_("更正申请由本支部书记、组织委员或上级组织员答复。"),
    )


def disable_account(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    if actor.person_id == person_id:
        return _OWN_CASE
    return allowed(
        actor,
        organisation,
        subtree=(_O, Post.SECURITY),
        sentence=_("停用账号由系统运维员或安全管理员办理。"),
    )


def enable_account(actor: Actor, person_id: int, organisation: Organisation) -> Verdict:
    return disable_account(actor, person_id, organisation)
