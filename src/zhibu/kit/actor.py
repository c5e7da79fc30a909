"""Who acts, and what that person may do (行为人)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Grant:
    """One post held today over one organisation (任职).

    path: the organisation's path in the tree, such as ``1.4.9.``.
    """

    post: str
    path: str

    @property
    def key(self) -> str:
        """``secretary@1.4.9.``: this post among several."""
        return f"{self.post}@{self.path}"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a change or a read, with the rights of this very moment.

    Rights are computed for each request and never stored. ``person_id`` is None only for the
    house itself: a command typed on the server (``way="command"``) or a job (``way="job"``).
    branches: paths of the organisations whose member this person is today. party: whether as a Party
    member, full or probationary; activists belong to a branch without being one. names: what the
    bodies at these paths are called, read together with the rights.
    """

    person_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    branches: tuple[str, ...] = ()
    way: str = "page"
    is_house: bool = field(default=False)
    party: bool = False
    names: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def holds(self, *posts: str, over: str) -> bool:
        """One of these posts, at this path or anywhere above it."""
        return self.is_house or any(
            g.post in posts and over.startswith(g.path) for g in self.grants
        )

    def holds_at(self, *posts: str, path: str) -> bool:
        """One of these posts in exactly this organisation."""
        return self.is_house or any(g.post in posts and g.path == path for g in self.grants)

    def holds_anywhere(self, *posts: str) -> bool:
        """One of these posts somewhere."""
        return self.is_house or any(g.post in posts for g in self.grants)

    def paths_of(self, *posts: str) -> tuple[str, ...]:
        """Paths over which this actor holds one of these posts, sorted, without doubles."""
        return tuple(sorted({g.path for g in self.grants if g.post in posts}))

    def belongs_to(self, path: str) -> bool:
        """Member of this organisation, or of one below it."""
        return any(b.startswith(path) for b in self.branches)


NOBODY = Actor(person_id=None, name="")


def house(name: str, *, way: str = "command") -> Actor:
    """The house itself: the operator at the server's own prompt, or a timed job."""
    return Actor(person_id=None, name=name, way=way, is_house=True)
