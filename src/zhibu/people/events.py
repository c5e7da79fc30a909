"""Facts persons tell upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.people.models import Membership, StatusSpan


@dataclass(frozen=True, slots=True)
class MembershipBegan:
    """Somebody came into a branch (编入)."""

    person_id: int
    organisation_id: int
    since: date

    @classmethod
    def of(cls, membership: Membership) -> MembershipBegan:
        return cls(membership.person_id, membership.organisation_id, membership.since)


@dataclass(frozen=True, slots=True)
class MembershipEnded:
    """Somebody left a branch (转出、毕业离校); until: first day without it."""

    person_id: int
    organisation_id: int
    until: date

    @classmethod
    def of(cls, membership: Membership) -> MembershipEnded:
        if membership.until is None:
            raise ValueError("membership is still open")
        return cls(membership.person_id, membership.organisation_id, membership.until)


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Somebody became what they are to the Party from a day on (人员类别变动)."""

    person_id: int
    kind: str
    standing: str
    since: date

    @classmethod
    def of(cls, span: StatusSpan) -> StatusChanged:
        return cls(span.person_id, span.kind, span.standing, span.since)
