"""Who reads statistics and keeps forms. The table is ``docs/permissions.md``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, ORGANISER_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own


def see_statistics(actor: Actor, organisation: Organisation) -> Verdict:
    """The committee its own, organisers all below them (DC-19: numbers, no texts, no names)."""
    return allowed(
        actor,
        organisation,
        own=COMMITTEE_POSTS,
        subtree=ORGANISER_POSTS,
        sentence=_("统计由本组织的委员和上级组织管理员查看。"),
    )


def see_small_numbers(actor: Actor, organisation: Organisation) -> bool:
    """Numbers of fewer than five persons: a branch's own committee only."""
    return organisation.is_branch and holds_own(actor, *COMMITTEE_POSTS, organisation=organisation)


def see_university(actor: Actor) -> Verdict:
    """The sentences of the whole university."""
    if actor.holds_anywhere(Post.UNIVERSITY_ORGANISER):
        return ALLOW
    return deny("not-your-post", _("全校统计由学校组织部管理员查看。"))


def see_below(actor: Actor, organisation: Organisation) -> bool:
    """Whether the statistics of the bodies below may be opened one by one."""
    return actor.holds(*ORGANISER_POSTS, over=organisation.path)


def keep_report_form(actor: Actor, organisation: Organisation) -> Verdict:
    """The branch's secretary, deputy or organisation officer; organisers over it."""
    return allowed(
        actor,
        organisation,
        own=(Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION),
        subtree=ORGANISER_POSTS,
        sentence=_("报表由本组织的书记、副书记、组织委员或上级组织管理员保管。"),
    )
