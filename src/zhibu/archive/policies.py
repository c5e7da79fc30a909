"""Who may attach, look at and remove scans, and whose template applies. The table is ``docs/permissions.md``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.archive.models import PaperTemplate, Scan
from zhibu.archive.rights import KEEPERS, OFFICE, ORGANISERS
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.rights import allowed, holds_own


def attach_scan(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=KEEPERS,
        sentence=_("佐证材料由本支部的支委或党小组组长附上。"),
    )


def see_scan(actor: Actor, scan: Scan) -> Verdict:
    """The branch's committee; a group's leader while the record is still a draft (DC-19)."""
    if holds_own(actor, *COMMITTEE_POSTS, organisation=scan.organisation):
        return ALLOW
    if scan.sealed_at is None and holds_own(
        actor, Post.GROUP_LEADER, organisation=scan.organisation
    ):
        return ALLOW
    return deny("not-your-branch", _("扫描件只有本支部的支委可以查看。"))


def remove_scan(actor: Actor, scan: Scan) -> Verdict:
    return allowed(
        actor,
        scan.organisation,
        own=OFFICE,
        sentence=_("扫描件由本支部的书记、副书记或组织委员移除。"),
    )


def upload_template(actor: Actor, organisation: Organisation) -> Verdict:
    return allowed(
        actor,
        organisation,
        own=OFFICE,
        subtree=ORGANISERS,
        sentence=_("模板由本支部的书记、副书记、组织委员或上级组织管理员上传。"),
    )


def upload_anywhere(actor: Actor) -> Verdict:
    """Whether the page to upload is this actor's at all; the organisation is asked for on sending."""
    if actor.holds_anywhere(*OFFICE, *ORGANISERS):
        return ALLOW
    return deny("not-your-post", _("模板由支部的书记、副书记、组织委员或上级组织管理员上传。"))


def retire_template(actor: Actor, template: PaperTemplate) -> Verdict:
    return upload_template(actor, template.organisation)


def use_template(actor: Actor, template: PaperTemplate) -> Verdict:
    """Officers of the organisation and of those under it; organisers over it."""
    path = template.organisation.path
    if any(held.startswith(path) for held in actor.paths_of(*KEEPERS)):
        return ALLOW
    return allowed(
        actor, template.organisation, subtree=ORGANISERS, sentence=_("只能使用本组织和上级的模板。")
    )
