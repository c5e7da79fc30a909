"""Who reads statistics and keeps forms. The table is ``docs/permissions.md``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.insights.models import ReportForm
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, ORGANISER_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own

# Who looks after the forms of a body.
KEEPERS: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION)
KEPT_BY = _("报表由本组织的书记、副书记、组织委员或上级组织管理员保管。")


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
    return allowed(actor, organisation, own=KEEPERS, subtree=ORGANISER_POSTS, sentence=KEPT_BY)


def upload_report_form(actor: Actor, organisation: Organisation) -> Verdict:
    """Whoever keeps the forms of this body uploads them."""
    return keep_report_form(actor, organisation)


def upload_anywhere(actor: Actor) -> Verdict:
    """Whether there is a body whose forms this actor keeps."""
    if actor.holds_anywhere(*KEEPERS, *ORGANISER_POSTS):
        return ALLOW
    return deny("not-your-post", KEPT_BY)


def mark_cell(actor: Actor, form: ReportForm) -> Verdict:
    """Whoever keeps the form says what its cells hold."""
    return keep_report_form(actor, form.organisation)


def unmark_cell(actor: Actor, form: ReportForm) -> Verdict:
    """The same."""
    return keep_report_form(actor, form.organisation)


def change_report_form(actor: Actor, form: ReportForm) -> Verdict:
    """The same: the next version."""
    return keep_report_form(actor, form.organisation)


def drop_report_form(actor: Actor, form: ReportForm) -> Verdict:
    """The same: a draft nobody wants."""
    return keep_report_form(actor, form.organisation)


def retire_report_form(actor: Actor, form: ReportForm) -> Verdict:
    """The same."""
    return keep_report_form(actor, form.organisation)


def use_report_form(actor: Actor, form: ReportForm) -> Verdict:
    """Committees and organisers of its body and of those below; organisers over it."""
    path = form.organisation.path
    if any(held.startswith(path) for held in actor.paths_of(*COMMITTEE_POSTS, *ORGANISER_POSTS)):
        return ALLOW
    return allowed(
        actor,
        form.organisation,
        subtree=ORGANISER_POSTS,
        sentence=_("报表由本组织和下级组织的委员、上级组织管理员使用。"),
    )
