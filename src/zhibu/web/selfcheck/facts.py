"""What the questions of the self-check are answered from, gathered once (自查的依据)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from zhibu.appeals.queries import counts_under
from zhibu.kit import clock
from zhibu.orgs import queries as orgs
from zhibu.orgs.domain.usage import Standing, standing_of
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.switches import rooms_here
from zhibu.people.queries import holders_of
from zhibu.trail import queries as trail
from zhibu.web.selfcheck.code import Address, addresses

GUARDS = (Post.UNIVERSITY_ORGANISER, Post.OPERATOR, Post.SECURITY, Post.AUDIT)


@dataclass(frozen=True, slots=True)
class FeatureFacts:
    """The register in numbers. idle: unused, could rest and nobody has announced it."""

    count: int
    idle: tuple[str, ...]
    unused: int
    due: int
    announced: int
    owners: int


@dataclass(frozen=True, slots=True)
class Facts:
    """One installation today. switches: in how many branches each is on. failed: jobs given up."""

    today: date
    root: Organisation | None
    rooms: frozenset[str]
    addresses: tuple[Address, ...]
    guards: dict[str, int]
    switches: dict[str, int]
    last_end: date | None
    features: FeatureFacts
    last_used: date | None
    failed: int
    waiting: int
    complaints_open: int
    complaints_late: int
    https: bool
    mode: str

    def has(self, name: str) -> bool:
        """Whether there is an address of this name."""
        return any(a.name == name for a in self.addresses)

    def built(self, room: str) -> bool:
        """Whether this room is there and has pages."""
        return room in self.rooms and any(a.name.startswith(f"{room}:") for a in self.addresses)

    def on(self, *keys: str) -> int:
        """In how many branches one of these switches is on, summed."""
        return sum(self.switches.get(key, 0) for key in keys)


def gather() -> Facts:
    """Everything at once; about eight queries whatever the size of the house."""
    today = clock.today()
    root = orgs.standing().filter(parent=None).first()
    said = counts_under("", today=today)
    failed, waiting = trail.jobs_given_up_and_waiting()
    return Facts(
        today=today,
        root=root,
        rooms=rooms_here(),
        addresses=addresses(),
        guards=holders_of(GUARDS, day=today),
        switches=orgs.switched_on_below("", day=today),
        last_end=orgs.last_switch_ends(day=today),
        features=_features(today),
        last_used=trail.last_used_on(),
        failed=failed,
        waiting=waiting,
        complaints_open=said.given - said.answered,
        complaints_late=said.overdue,
        https=settings.HTTPS,
        mode=settings.MODE,
    )


def _features(today: date) -> FeatureFacts:
    since, months, rests = trail.used_since(), orgs.months_of_use(), orgs.rests_now()
    all_of_them = orgs.features()
    unused = [
        f
        for f in all_of_them
        if standing_of(
            months.get(f.key, []), since=f.began(since), today=today, reads=bool(f.reads)
        )
        is Standing.UNUSED
    ]
    return FeatureFacts(
        count=len(all_of_them),
        idle=tuple(str(f.label) for f in unused if f.key not in rests and not f.stays),
        unused=len(unused),
        due=sum(f.review_on <= today for f in all_of_them),
        announced=len(rests),
        owners=sum(bool(f.owner) for f in all_of_them),
    )
