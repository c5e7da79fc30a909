"""The printed sheet of names and one-time codes (纸码): printing it and typing it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from zhibu.gatherings import domain, policies, queries
from zhibu.gatherings.actions.places import enter, refuse_settled, refuse_unpublished, topic_of
from zhibu.gatherings.domain import SheetEntry
from zhibu.gatherings.models import Attendee, EntryConflict, Gathering, SheetCode
from zhibu.gatherings.queries import PaperLine
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day_hour
from zhibu.kit.language import led
from zhibu.kit.live import announce
from zhibu.kit.verdict import require
from zhibu.trail.actions import note


def digests_of(gathering_id: int, code: str) -> list[str]:
    """What is kept of a code on paper: under the key in use, then as earlier keys would have kept it."""
    said = f"{gathering_id}:{code}"
    return [
        salted_hmac("gatherings.paper", said, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


@transaction.atomic
def print_code_sheet(*, actor: Actor, gathering_id: int) -> list[PaperLine]:
    """Names with a code each, to print beforehand (印制纸码). Printing again gives the same codes.

    Raises DoesNotExist, Refused, Conflict (closed, cancelled).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.print_code_sheet(actor, gathering))
    refuse_settled(gathering)
    rows = queries.without_paper_code(gathering_id)
    if rows:
        SheetCode.objects.bulk_create(_codes_for(gathering, rows))
        note(actor, "gatherings.code_sheet.printed", gathering, added=len(rows))
    return queries.paper_lines(gathering)


def _codes_for(gathering: Gathering, rows: Sequence[Attendee]) -> list[SheetCode]:
    """A code for each row; where two would be alike the later one takes its next turn."""
    taken = queries.paper_digests(gathering.pk)
    made: list[SheetCode] = []
    for row in rows:
        turn = 0
        while taken.intersection(digests := _digests(gathering, row.pk, turn)):
            turn += 1
        taken.add(digests[0])
        made.append(SheetCode(attendee=row, turn=turn, digest=digests[0]))
    return made


def _digests(gathering: Gathering, attendee_id: int, turn: int) -> list[str]:
    return digests_of(gathering.pk, domain.paper_code(gathering.secret, attendee_id, turn))


@dataclass(frozen=True, slots=True)
class Fault:
    """One line that could not be taken, and why."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of the typed lines (补录结果): names taken, again, in conflict; faulty lines."""

    entered: tuple[str, ...]
    again: tuple[str, ...]
    conflicts: tuple[str, ...]
    faults: tuple[Fault, ...]


@transaction.atomic
def enter_code_sheet(
    *, actor: Actor, gathering_id: int, entries: Sequence[SheetEntry]
) -> SheetOutcome:
    """Type in the signed sheet (录入纸码): the first entry stands, later ones are listed as conflicts.

    Good lines are taken, faulty ones come back with a sentence each. Sending the same sheet again
    changes nothing. Raises DoesNotExist, Refused, Conflict (not published, closed, cancelled).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.enter_code_sheet(actor, gathering))
    refuse_unpublished(gathering)
    rows = {row.pk: row for row in queries.all_attendees_for_change(gathering_id)}
    codes = queries.paper_codes(gathering_id)
    outcome = _Reading(actor, gathering, rows, codes).read(entries)
    if outcome.entered or outcome.conflicts:
        note(
            actor,
            "gatherings.code_sheet.entered",
            gathering,
            entered=len(outcome.entered),
            conflicts=len(outcome.conflicts),
            faults=len(outcome.faults),
        )
        announce(topic_of(gathering_id))
    return outcome


class _Reading:
    """One pass over the typed lines."""

    def __init__(
        self,
        actor: Actor,
        gathering: Gathering,
        rows: dict[int, Attendee],
        codes: dict[str, SheetCode],
    ) -> None:
        self.actor, self.gathering, self.rows, self.codes = actor, gathering, rows, codes
        self.entered: list[str] = []
        self.again: list[str] = []
        self.conflicts: list[str] = []
        self.faults: list[Fault] = []

    def read(self, entries: Sequence[SheetEntry]) -> SheetOutcome:
        for entry in entries:
            if fault := self._take(entry):
                self.faults.append(Fault(entry.line, fault))
        return SheetOutcome(
            tuple(self.entered), tuple(self.again), tuple(self.conflicts), tuple(self.faults)
        )

    def _take(self, entry: SheetEntry) -> str:
        """Take one line; the sentence that says why not, or nothing."""
        code = domain.typed(entry.code)
        name = same_name(entry.name)
        if not code:
            return _("%(name)s一行没有签到码，没有登记。") % {"name": name or _("这")}
        known = (self.codes.get(digest) for digest in digests_of(self.gathering.pk, code))
        paper = next((paper for paper in known if paper is not None), None)
        if paper is None:
            return _("没有“%(code)s”这个签到码，请对照纸面再看一遍。") % {"code": code}
        row = self.rows[paper.attendee_id]
        if name and name != same_name(row.person.name):
            return _("签到码 %(code)s 是%(owner)s的，这一行写的是%(name)s，没有登记。") % {
                "code": code,
                "owner": row.person.name,
                "name": name,
            }
        self._enter(row, paper)
        return ""

    def _enter(self, row: Attendee, paper: SheetCode) -> None:
        name = row.person.name
        if row.present_at is None:
            enter(row, way=Attendee.Way.SHEET, by=self.actor)
            paper.used_at = clock.now()
            paper.save(update_fields=["used_at"])
            self.entered.append(name)
        elif paper.used_at is not None:
            self.again.append(name)
        else:
            self._conflict(row)

    def _conflict(self, row: Attendee) -> None:
        assert row.present_at is not None
        sentence = _("已于 %(at)s 由%(way)s登记，以先到者为准。") % {
            "at": day_hour(row.present_at),
            "way": row.get_way_display(),
        }
        EntryConflict.objects.get_or_create(
            attendee=row,
            way=Attendee.Way.SHEET,
            defaults={"entered_by": self.actor.person_id, "sentence": sentence},
        )
        self.conflicts.append(led(row.person.name, sentence))


def same_name(name: str) -> str:
    """A name as written, made comparable: no blanks, one kind of middle dot."""
    plain = "".join(name.split())
    return plain.translate(str.maketrans("•‧・･．.", "······"))
