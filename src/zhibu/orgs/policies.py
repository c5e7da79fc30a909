"""Who may change the tree. The table is ``docs/permissions.md``, section orgs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed

_C, _U, _O = Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER, Post.OPERATOR
_LEADS = (Post.SECRETARY, Post.DEPUTY_SECRETARY)


def found_organisation(actor: Actor, parent: Organisation | None) -> Verdict:
    """Organisers over the parent; the very first body is founded by the house itself."""
    if actor.is_house:
        return ALLOW
    if parent is None:
        return Verdict(
            allowed=False, code="root", sentence=str(_("学校党委只能由系统运维员建立。"))
        )
    return allowed(
        actor, parent, subtree=(_C, _U, _O), sentence=_("设立党组织由学院或学校组织管理员办理。")
    )


def import_organisations(actor: Actor, root: Organisation) -> Verdict:
    return allowed(
        actor, root, subtree=(_C, _U, _O), sentence=_("导入组织树由学院或学校组织管理员办理。")
    )


def undo_organisations_import(actor: Actor, root: Organisation) -> Verdict:
    return import_organisations(actor, root)


def rename_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        subtree=(_C, _U, _O),
        sentence=_("更名由学院或学校组织管理员办理。"),
    )


def form_group(actor: Actor, branch: Organisation) -> Verdict:
    return allowed(
        actor,
        branch,
        own=(Post.ORGANISATION, *_LEADS),
        subtree=(_C, _U),
        sentence=_("划分党小组由本支部书记、副书记或组织委员办理。"),
    )


def open_term(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=(Post.ORGANISATION, *_LEADS),
        subtree=(Post.ORGANIZER, _C, _U, _O),
        sentence=_("届次由本支部书记或上级组织管理员登记。"),
    )


def grant_approval_power(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor, organisation, subtree=(_U,), sentence=_("审批预备党员的权限由学校党委授予。")
    )


def end_approval_power(actor: Actor, organisation: Organisation) -> Verdict:
    return grant_approval_power(actor, organisation)


def set_period_calendar(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=_LEADS,
        subtree=(_C, _U, _O),
        sentence=_("校历由学校、学院组织管理员或本支部书记设置。"),
    )


def remove_period(actor: Actor, organisation: Organisation) -> Verdict:
    return set_period_calendar(actor, organisation)


def import_calendar(actor: Actor, organisation: Organisation) -> Verdict:
    return set_period_calendar(actor, organisation)


def undo_calendar_import(actor: Actor, organisation: Organisation) -> Verdict:
    return set_period_calendar(actor, organisation)


def load_calendar_days(actor: Actor, root: Organisation) -> Verdict:
    return allowed(
        actor, root, subtree=(_U, _O), sentence=_("放假安排由学校组织管理员或系统运维员录入。")
    )


def see_switches(actor: Actor, organisation: Organisation) -> Verdict:
    """Everybody of a branch knows what is on in it and why; above it organisers and the guards."""
    if organisation.path in actor.branches:
        return ALLOW
    return allowed(
        actor,
        organisation,
        own=(Post.GROUP_LEADER, *COMMITTEE_POSTS),
        subtree=(Post.ORGANIZER, _C, _U, _O, Post.SECURITY, Post.AUDIT),
        sentence=_("政策开关由本组织成员和上级组织管理员查看。"),
    )


def set_switch(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=_LEADS,
        subtree=(_C, _U),
        sentence=_("政策开关由本支部书记或上级组织管理员设置。"),
    )


def end_switch(actor: Actor, organisation: Organisation) -> Verdict:
    return set_switch(actor, organisation)


def see_features(actor: Actor) -> Verdict:
    """The register and the self-check are of the whole house: those who answer for a part of it."""
    if actor.holds_anywhere(*_LEADS, Post.ORGANIZER, _C, _U, _O, Post.SECURITY, Post.AUDIT):
        return ALLOW
    return deny("not-your-post", _("功能登记和自查由书记、组织管理员和三员查看。"))


def see_self_check(actor: Actor) -> Verdict:
    return see_features(actor)


def rest_feature(actor: Actor, root: Organisation) -> Verdict:
    return allowed(actor, root, subtree=(_U,), sentence=_("停用和恢复功能由学校组织管理员办理。"))


def wake_feature(actor: Actor, root: Organisation) -> Verdict:
    return rest_feature(actor, root)


def see_history(actor: Actor, organisation: Organisation) -> Verdict:
    """The tree of an earlier day: the branch's committee, and those above."""
    return allowed(
        actor,
        organisation,
        own=COMMITTEE_POSTS,
        subtree=(Post.ORGANIZER, _C, _U, _O, Post.AUDIT),
        sentence=_("从前的组织设置由支部委员和上级组织管理员查看。"),
    )


def rehearse_reshape(actor: Actor, organisation: Organisation) -> Verdict:
    """A dry run changes nothing: the branch itself may try it before it reports upwards."""
    return allowed(
        actor,
        organisation,
        own=(Post.ORGANISATION, *_LEADS),
        subtree=(_C, _U),
        sentence=_("组织变更的演算由本支部书记、组织委员或上级组织管理员办理。"),
    )


def move_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    return _reshape(actor, organisation)


def dissolve_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    return _reshape(actor, organisation)


def merge_organisations(actor: Actor, organisation: Organisation) -> Verdict:
    return _reshape(actor, organisation)


def split_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    return _reshape(actor, organisation)


def reshuffle_branches(actor: Actor, organisation: Organisation) -> Verdict:
    return _reshape(actor, organisation)


def _reshape(actor: Actor, organisation: Organisation) -> Verdict:
    """Source: 《中国共产党支部工作条例（试行）》第六条、第七条: changes are approved from above."""
    return allowed(
        actor, organisation, subtree=(_C, _U), sentence=_("党组织的变更由上级组织管理员办理。")
    )
