"""Who writes, adopts and ends a rulebook (积分办法). A branch's book is the branch's own affair."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Verdict
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed

_ORGANISERS: tuple[str, ...] = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
READERS: tuple[str, ...] = (*COMMITTEE_POSTS, *_ORGANISERS)
WRITERS: tuple[str, ...] = (
    Post.SECRETARY,
    Post.DEPUTY_SECRETARY,
    Post.ORGANISATION,
    *_ORGANISERS,
)
ADOPTERS: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY, *_ORGANISERS)


def see_draft(actor: Actor, organisation: Organisation) -> Verdict:
    """Drafts are for the committee that writes them."""
    return allowed(
        actor,
        organisation,
        own=READERS,
        sentence=_("草稿由本支部支委或本级组织管理员查看。"),
    )


def rehearse_rulebook(actor: Actor, organisation: Organisation) -> Verdict:
    return see_draft(actor, organisation)


def start_rulebook(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=WRITERS,
        sentence=_("积分办法由本支部书记、副书记、组织委员起草，院系的由院系组织管理员起草。"),
    )


def change_rulebook(actor: Actor, organisation: Organisation) -> Verdict:
    return start_rulebook(actor, organisation)


def put_rule(actor: Actor, organisation: Organisation) -> Verdict:
    return start_rulebook(actor, organisation)


def drop_rule(actor: Actor, organisation: Organisation) -> Verdict:
    return start_rulebook(actor, organisation)


def draft_version(actor: Actor, organisation: Organisation) -> Verdict:
    return start_rulebook(actor, organisation)


def drop_draft(actor: Actor, organisation: Organisation) -> Verdict:
    return start_rulebook(actor, organisation)


def adopt_version(actor: Actor, organisation: Organisation) -> Verdict:
    """By resolution of the branch's meeting; entered by who leads it."""
    return allowed(
        actor,
        organisation,
        own=ADOPTERS,
        sentence=_("办法经会议通过后，由书记或副书记办理；院系的由院系组织管理员办理。"),
    )


def retire_version(actor: Actor, organisation: Organisation) -> Verdict:
    return adopt_version(actor, organisation)
