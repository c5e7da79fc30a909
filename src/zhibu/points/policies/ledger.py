"""Who takes part, enters and verifies. The table is ``docs/permissions.md``, section points.

Whoever decides nothing here is asked about points nowhere else: no policy of another room reads them.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own
from zhibu.points.models import Claim, Contribution, Credit, Participation

LEADS: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
KEEPERS: tuple[str, ...] = (*LEADS, Post.ORGANISATION)
_OWN_ONLY = _("参加、退出和公开与否只由本人决定。")
OF_AGE = 18


def _member_of(actor: Actor, branch: Organisation) -> Verdict:
    if actor.person_id is not None and branch.path in actor.branches:
        return ALLOW
    return deny("not-your-branch", _("只能参加自己所在支部的积分。"))


def join_points(actor: Actor, branch: Organisation) -> Verdict:
    """One's own branch, by oneself (DC-01)."""
    return _member_of(actor, branch)


def _own(actor: Actor, participation: Participation) -> Verdict:
    if actor.person_id is not None and actor.person_id == participation.person_id:
        return ALLOW
    return deny("not-yours", _OWN_ONLY)


def leave_points(actor: Actor, participation: Participation) -> Verdict:
    return _own(actor, participation)


def choose_rules(actor: Actor, participation: Participation) -> Verdict:
    return _own(actor, participation)


def enter_board(
    actor: Actor, participation: Participation, *, born: date | None, today: date
) -> Verdict:
    """Under eighteen on no list (security.md 35)."""
    if born is not None and add_months(born, 12 * OF_AGE) > today:
        return deny("under-age", _("未满 18 周岁的成员不上榜。"))
    return _own(actor, participation)


def leave_board(actor: Actor, participation: Participation) -> Verdict:
    return _own(actor, participation)


def claim_missing(actor: Actor, participation: Participation) -> Verdict:
    return _own(actor, participation)


# ---- by the branch


def see_contributions(actor: Actor, branch: Organisation) -> Verdict:
    """What was entered for whom, for those who verify it (DC-02)."""
    return allowed(
        actor,
        branch,
        own=KEEPERS,
        sentence=_("登记的内容由本支部书记、副书记和组织委员核对。"),
    )


def register_contribution(actor: Actor, branch: Organisation, *, person_id: int) -> Verdict:
    """Never one's own."""
    if holds_own(actor, *KEEPERS, organisation=branch) and actor.person_id == person_id:
        return deny("own", _("不能给自己登记，请由其他支委登记。"))
    return allowed(
        actor, branch, own=KEEPERS, sentence=_("登记由本支部书记、副书记或组织委员办理。")
    )


def withdraw_contribution(actor: Actor, contribution: Contribution) -> Verdict:
    return register_contribution(actor, contribution.branch, person_id=contribution.person_id)


def set_goal(actor: Actor, branch: Organisation) -> Verdict:
    return allowed(actor, branch, own=LEADS, sentence=_("集体目标由本支部书记、副书记设定。"))


# ---- objections: who may answer at all is asked by appeals; here again, of the very thing

_ANSWERED_BY = _("异议由本支部支委答复，超期的由上级组织管理员答复。")
_ABOVE = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)


def set_aside_credit(actor: Actor, credit: Credit) -> Verdict:
    """Never by who gave it, never by whom it concerns (DC-12)."""
    if actor.person_id is not None and actor.person_id in {credit.giver_id, credit.person_id}:
        return deny("own", _("经手记入的人和本人都不能答复这件异议。"))
    return allowed(actor, credit.branch, own=COMMITTEE_POSTS, subtree=_ABOVE, sentence=_ANSWERED_BY)


def credit_claim(actor: Actor, claim: Claim) -> Verdict:
    if actor.person_id is not None and actor.person_id == claim.person_id:
        return deny("own", _("不能核对自己的补报。"))
    return allowed(actor, claim.branch, own=COMMITTEE_POSTS, subtree=_ABOVE, sentence=_ANSWERED_BY)
