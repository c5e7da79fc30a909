"""Facts persons tell upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.people.models import Extract, ImportBatch, Membership, StatusSpan


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
class RosterImported:
    """A roster was imported at one go (名册已导入). Who came in: the batch's rows of outcome ``new``.

    imported, changed: how many. Told once for the file instead of once for each new person.
    """

    batch_id: int
    organisation_id: int
    imported: int
    changed: int

    @classmethod
    def of(cls, batch: ImportBatch) -> RosterImported:
        counts = batch.summary
        return cls(batch.pk, batch.organisation_id, counts["imported"], counts["changed"])


@dataclass(frozen=True, slots=True)
class RosterImportUndone:
    """A roster import was taken back (名册导入已撤回).

    organisation_ids: where its people were; since: their earliest day there, None where it wrote nobody.
    """

    batch_id: int
    organisation_id: int
    organisation_ids: tuple[int, ...]
    since: date | None

    @classmethod
    def of(
        cls, batch: ImportBatch, *, organisations: frozenset[int], since: date | None
    ) -> RosterImportUndone:
        return cls(batch.pk, batch.organisation_id, tuple(sorted(organisations)), since)


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


@dataclass(frozen=True, slots=True)
class ExtractAsked:
    """Somebody asks to take rows of many persons out (申请导出)."""

    extract_id: int
    organisation_id: int

    @classmethod
    def of(cls, extract: Extract) -> ExtractAsked:
        return cls(extract.pk, extract.organisation_id)


@dataclass(frozen=True, slots=True)
class ExtractAnswered:
    """Such a file is ready to be taken, or was refused (导出已答复)."""

    extract_id: int
    organisation_id: int
    asked_by: int
    state: str

    @classmethod
    def of(cls, extract: Extract) -> ExtractAnswered:
        return cls(extract.pk, extract.organisation_id, extract.asked_by_id, extract.state)


@dataclass(frozen=True, slots=True)
class RosterTakenOut:
    """More than fifty rows were taken out at the server's own prompt (命令行导出)."""

    organisation_id: int
    persons: int
    purpose: str
