"""The words of ``docs/permissions.md`` as code: ``own`` and ``subtree``."""

from __future__ import annotations

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import ALLOW, Verdict, deny
from zhibu.orgs.models import Organisation


def parent_path(path: str) -> str:
    """The path one step up; the root's is empty."""
    return ".".join(path.rstrip(".").split(".")[:-1]) + "." if path.count(".") > 1 else ""


def holds_own(actor: Actor, *posts: str, organisation: Organisation) -> bool:
    """``own``: a post in this very organisation, or in the branch whose 党小组 it is."""
    if actor.holds_at(*posts, path=organisation.path):
        return True
    return organisation.kind == Organisation.Kind.GROUP and actor.holds_at(
        *posts, path=parent_path(organisation.path)
    )


def allowed(
    actor: Actor,
    organisation: Organisation,
    *,
    own: tuple[str, ...] = (),
    subtree: tuple[str, ...] = (),
    sentence: object,
) -> Verdict:
    """ALLOW for a post of ``own`` here or one of ``subtree`` here or above; else the sentence."""
    if own and holds_own(actor, *own, organisation=organisation):
        return ALLOW
    if subtree and actor.holds(*subtree, over=organisation.path):
        return ALLOW
    return deny("not-your-post", sentence)
