"""Who a notice is for, in plain values (通知的范围). Source: domain.md 12.4 DC-10."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far a general notice goes (发给谁)."""

    EVERYONE = "everyone"
    GROUPS = "groups"
    COMMITTEE = "committee"
    KINDS = "kinds"
    SECRETARIES = "secretaries"
    BRANCHES = "branches"
    SUBTREE = "subtree"


IN_A_BRANCH = (Reach.EVERYONE, Reach.GROUPS, Reach.COMMITTEE, Reach.KINDS)
IN_A_GROUP = (Reach.EVERYONE,)
ABOVE = (Reach.SECRETARIES, Reach.BRANCHES, Reach.SUBTREE)


def reaches_of(*, is_branch: bool, is_group: bool) -> tuple[Reach, ...]:
    """What a body can choose among: inside a branch, inside a group, above branches."""
    if is_group:
        return IN_A_GROUP
    return IN_A_BRANCH if is_branch else ABOVE


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a general notice is for (范围). bodies: groups or branches chosen; none = all branches
    for their secretaries. kinds: of persons, by ``StatusSpan.Kind``."""

    reach: Reach
    bodies: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def incomplete(self) -> str:
        """The field in which something still has to be chosen; empty when nothing has."""
        if self.reach in {Reach.GROUPS, Reach.BRANCHES} and not self.bodies:
            return "groups" if self.reach is Reach.GROUPS else "branches"
        return "kinds" if self.reach is Reach.KINDS and not self.kinds else ""

    def plain(self) -> dict[str, object]:
        """As a draft keeps it."""
        return {"reach": str(self.reach), "bodies": list(self.bodies), "kinds": list(self.kinds)}
