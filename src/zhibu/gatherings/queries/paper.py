"""The printed sheet: names, codes, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhibu.gatherings import domain
from zhibu.gatherings.models import Attendee, EntryConflict, Gathering, SheetCode


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One name and its code on the printed sheet (纸码)."""

    attendee_id: int
    person_id: int
    name: str
    code: str
    observer: bool
    present_at: datetime | None


def paper_lines(gathering: Gathering) -> list[PaperLine]:
    """Names with their codes, in the order of pinyin; those without a code yet are left out. One query."""
    rows = (
        SheetCode.objects.filter(attendee__gathering=gathering)
        .select_related("attendee__person")
        .order_by("attendee__person__pinyin_key", "attendee__person_id")
    )
    return [
        PaperLine(
            attendee_id=row.attendee_id,
            person_id=row.attendee.person_id,
            name=row.attendee.person.name,
            code=domain.paper_code(gathering.secret, row.attendee_id, row.turn),
            observer=row.attendee.observer,
            present_at=row.attendee.present_at,
        )
        for row in rows
    ]


def listed(gathering_id: int) -> int:
    """How many are on the list. One query."""
    return Attendee.objects.filter(gathering_id=gathering_id).count()


def without_paper_code(gathering_id: int) -> list[Attendee]:
    """Those on the list who have no code on paper yet. One query."""
    return list(Attendee.objects.filter(gathering_id=gathering_id, sheet_code=None).order_by("pk"))


def paper_code_for_change(gathering_id: int, *, digests: Sequence[str]) -> SheetCode | None:
    """The code of this gathering with one of these digests, locked. One query."""
    return (
        SheetCode.objects.select_for_update(of=("self",))
        .filter(attendee__gathering_id=gathering_id, digest__in=digests)
        .first()
    )


def paper_codes(gathering_id: int) -> dict[str, SheetCode]:
    """All codes on paper of a gathering by their digest. One query."""
    rows = SheetCode.objects.filter(attendee__gathering_id=gathering_id)
    return {row.digest: row for row in rows}


def paper_digests(gathering_id: int) -> set[str]:
    """Digests of the codes on paper of a gathering. One query."""
    rows = SheetCode.objects.filter(attendee__gathering_id=gathering_id)
    return set(rows.values_list("digest", flat=True))


def conflicts_of(gathering_id: int) -> list[EntryConflict]:
    """Second entries that came for somebody already in, newest first. One query."""
    return list(
        EntryConflict.objects.filter(attendee__gathering_id=gathering_id)
        .select_related("attendee__person")
        .order_by("-at", "-pk")
    )
