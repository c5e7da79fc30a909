"""The first steps on a new installation (开始使用): what is done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.orgs.models import Post
from zhibu.people import queries
from zhibu.people.queries import SettingUp

SETS_UP = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER, Post.OPERATOR)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done or not, where it is done; other: a second way to do it.

    is_next: the first that is not done, the one red button.
    """

    title: str
    fact: str
    done: bool
    act: str = ""
    url: str = ""
    other: str = ""
    other_url: str = ""
    is_next: bool = False


def _address(name: str, *args: object) -> str:
    """The address, or nothing while the page is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def first_steps(actor: Actor) -> list[Step]:
    """Tree, roster, secretaries, slips, in this order; empty for who sets nothing up. Four queries.

    A step is open until everybody below has what it gives; the first open one is the next.
    """
    paths = actor.paths_of(*SETS_UP)
    if not paths:
        return []
    steps = _steps(queries.setting_up(under=paths[0]))
    first = next((s for s in steps if not s.done), None)
    return [replace(s, is_next=s is first) for s in steps]


def is_starting(actor: Actor) -> bool:
    """Whether nobody below keeps a branch yet: no secretary, or none with an account. Four queries."""
    paths = actor.paths_of(*SETS_UP)
    if not paths:
        return False
    state = queries.setting_up(under=paths[0])
    return state.headless + state.shut_secretaries >= state.branches


def _people_words(state: SettingUp) -> str:
    if not state.people:
        return _("还没有人")
    words = (
        _("%(count)d 人，%(empty)d 个支部还没有人")
        if state.empty
        else _("%(count)d 人，各支部都有人")
    )
    return words % {"count": state.people, "empty": state.empty}


def _steps(state: SettingUp) -> list[Step]:
    return [
        Step(
            _("组织"),
            _("%(count)d 个党支部") % {"count": state.branches}
            if state.branches
            else _("还没有党支部"),
            done=state.branches > 0,
            act=_("导入组织树"),
            url=_address("orgs:import"),
            other=_("逐个设立"),
            other_url=_address("orgs:organisation", state.top_id),
        ),
        Step(
            _("名册"),
            _people_words(state),
            done=state.people > 0 and not state.empty,
            act=_("导入名册"),
            url=_address("people:import"),
        ),
        Step(
            _("书记"),
            _("%(count)d 个支部还没有书记") % {"count": state.headless}
            if state.headless
            else _("各支部都有书记"),
            done=state.branches > 0 and not state.headless,
            act=_("登记任职"),
            url=_address("orgs:appoint", state.first_headless) if state.first_headless else "",
        ),
        Step(
            _("登录条"),
            _("%(count)d 名书记还没有开通账号") % {"count": state.shut_secretaries}
            if state.shut_secretaries
            else _("书记开通之后，各支部自己打印本支部的"),
            done=state.branches > 0 and not state.headless and not state.shut_secretaries,
            act=_("制发登录条"),
            url=_address("people:slip", state.first_shut) if state.first_shut else "",
        ),
    ]
