"""Audit notes by person, act, object, day and organisation (审计记录的读)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.audit.words import ACTS, OWN_DOINGS, SPOKEN_OF
from zhibu.people.models import Account, Appointment, Membership, Person
from zhibu.trail.models import AuditNote

CHECKED, CHECK_ASKED = "people.audit.checked", "people.audit.check_asked"
LATELY = timedelta(days=30)
NAMESAKES = 200  # persons of one name, at most; more say nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """Which notes are looked for (查什么). All given parts hold together; until: the last day, included.

    who: a name or a staff or student number, of the doer or of whom it was done to. kind, number: one
    record. body: path of an organisation, those below it included.
    """

    since: date
    until: date
    who: str = ""
    act: str = ""
    kind: str = ""
    number: str = ""
    body: str = ""

    def plain(self) -> dict[str, str]:
        """What was asked, in words a note or a file keeps; nothing that was left open."""
        said = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of(cls, said: Iterable[str]) -> Asked:
        """From ``name=value`` lines; lately where no days are said. Raises ValueError, TypeError."""
        given = dict(line.split("=", 1) for line in said)
        first, last = lately()
        since = date.fromisoformat(given.pop("since", first.isoformat()))
        until = date.fromisoformat(given.pop("until", last.isoformat()))
        return cls(since, until, **given)

    def lines(self) -> tuple[str, ...]:
        return tuple(f"{name}={value}" for name, value in self.plain().items())


def lately() -> tuple[date, date]:
    """The days shown where none were asked for."""
    return clock.today() - LATELY, clock.today()


def notes_for(asked: Asked) -> QuerySet[AuditNote]:
    """The notes asked for, newest first. What members do for themselves alone is left out."""
    ours = reduce_or(Q(action__startswith=word) for word in OWN_DOINGS)
    found = AuditNote.objects.filter(
        at__gte=clock.day_start(asked.since),
        at__lt=clock.day_start(asked.until + timedelta(days=1)),
    ).exclude(ours)
    if asked.who:
        found = found.filter(_of_person(asked.who))
    if asked.act:
        found = found.filter(action__startswith=asked.act)
    if asked.kind:
        found = found.filter(subject_kind=asked.kind)
    if asked.number:
        found = found.filter(subject_id=asked.number)
    if asked.body:
        found = found.filter(_of_body(asked.body))
    return found.order_by("-at", "-pk")


def reduce_or(parts: Iterable[Q]) -> Q:
    whole = Q()
    for part in parts:
        whole |= part
    return whole


def _of_person(who: str) -> Q:
    """Done by them, or to them."""
    named = Person.objects.filter(Q(staff_no=who) | Q(name__contains=who))
    ids = list(named.values_list("pk", flat=True)[:NAMESAKES])
    accounts = Account.objects.filter(person_id__in=ids).values_list("pk", flat=True)
    return (
        Q(person_id__in=ids)
        | Q(person_name=who)
        | Q(subject_kind="people.person", subject_id__in=[str(pk) for pk in ids])
        | Q(subject_kind="people.account", subject_id__in=[str(pk) for pk in accounts])
    )


def _of_body(path: str) -> Q:
    """Done by people who belong there or held a post there, or to the organisation itself."""
    here = Q(organisation__path__startswith=path)
    bodies = Organisation.objects.filter(path__startswith=path)
    return (
        Q(person_id__in=Membership.objects.filter(here).values("person_id"))
        | Q(person_id__in=Appointment.objects.filter(here).values("person_id"))
        | Q(
            subject_kind="orgs.organisation",
            subject_id__in=bodies.annotate(text=Cast("pk", CharField())).values("text"),
        )
    )


def persons_named(asked: Asked) -> int:
    """How many different persons stand in these notes, as doers or as whom it was done to. Three queries."""
    found = notes_for(asked).order_by()
    doers = found.exclude(person_id=None).values_list("person_id", flat=True).distinct()
    subjects = found.filter(subject_kind="people.person").values_list("subject_id", flat=True)
    owned = found.filter(subject_kind="people.account").values_list("subject_id", flat=True)
    owners = Account.objects.filter(pk__in=[int(pk) for pk in owned.distinct()])
    return len(
        {
            *doers,
            *(int(pk) for pk in subjects.distinct()),
            *owners.values_list("person_id", flat=True),
        }
    )


def person_ids_of(notes: Sequence[AuditNote]) -> tuple[int, ...]:
    """Whom these notes name: those who stand in the roster still. Two queries."""
    accounts = [int(n.subject_id) for n in notes if n.subject_kind == "people.account"]
    owners = Account.objects.filter(pk__in=accounts).values_list("person_id", flat=True)
    ids = {n.person_id for n in notes if n.person_id}
    ids |= {int(n.subject_id) for n in notes if n.subject_kind == "people.person"}
    known = Person.objects.filter(pk__in={*ids, *owners})
    return tuple(known.order_by("pk").values_list("pk", flat=True))


# ---- one line of the page


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note as the auditor reads it. said: what it says besides; empty where a room keeps that."""

    number: int
    at: datetime
    who: str
    way: str
    act: str
    word: str
    kind: str
    subject_id: str
    subject: str
    said: str


def lines_of(notes: Sequence[AuditNote]) -> list[NoteLine]:
    """Notes with the names of what they are about. Three queries, whatever their number."""
    names = _names_of(notes)
    return [
        NoteLine(
            number=note.pk,
            at=note.at,
            who=note.person_name,
            way=note.way,
            act=str(ACTS.get(note.action, note.action)),
            word=note.action,
            kind=note.subject_kind,
            subject_id=note.subject_id,
            subject=kind_in_words(note, names.get((note.subject_kind, note.subject_id), "")),
            said=_said(note),
        )
        for note in notes
    ]


def kind_in_words(note: AuditNote, name: str = "") -> str:
    """What kind of record it is about, with its name or number."""
    try:
        kind = str(apps.get_model(note.subject_kind)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = note.subject_kind
    return f"{kind} {name or note.subject_id}"


def _names_of(notes: Sequence[AuditNote]) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[str]] = {}
    for note in notes:
        wanted.setdefault(note.subject_kind, set()).add(note.subject_id)

    def ids(kind: str) -> list[int]:
        return [int(one) for one in wanted.get(kind, ()) if one.isdigit()]

    persons = Person.objects.filter(pk__in=ids("people.person")).values_list("pk", "name")
    owners = Account.objects.filter(pk__in=ids("people.account"))
    bodies = Organisation.objects.filter(pk__in=ids("orgs.organisation")).values_list("pk", "name")
    rows = {
        "people.person": persons,
        "people.account": owners.values_list("pk", "person__name"),
        "orgs.organisation": bodies,
    }
    return {(kind, str(pk)): name for kind, found in rows.items() for pk, name in found}


def _said(note: AuditNote) -> str:
    """Plain values of the note; of rooms whose contents auditors do not see, none."""
    if not note.action.startswith(SPOKEN_OF):
        return ""
    given = {name: _short(value) for name, value in sorted(note.facts.items())}
    return "；".join(f"{name}={value}" for name, value in given.items() if value)


def _short(value: object) -> str:
    if isinstance(value, list):
        return ",".join(str(one) for one in value)
    return "" if value is None else str(value)


# ---- the chain


@dataclass(frozen=True, slots=True)
class LastCheck:
    """What the last walk over the chain found (最近一次核对). at: None before the first ended.

    asked_at: when the latest was asked for. faults: at most the first twenty of ``count``.
    """

    at: datetime | None
    asked_at: datetime | None
    sealed: int
    outside: int
    head: str
    count: int
    faults: tuple[str, ...]
    running: bool


def last_check() -> LastCheck | None:
    """The last walk, and whether another was asked for since; None before the first. One query."""
    known = {
        note.action: note
        for note in AuditNote.objects.filter(action__in=(CHECKED, CHECK_ASKED))
        .order_by("action", "-pk")
        .distinct("action")
    }
    asked, done = known.get(CHECK_ASKED), known.get(CHECKED)
    if asked is None and done is None:
        return None
    said = done.facts if done else {}
    return LastCheck(
        at=done.at if done else None,
        asked_at=asked.at if asked else None,
        sealed=said.get("sealed", 0),
        outside=said.get("outside", 0),
        head=said.get("head", ""),
        count=said.get("faults", 0),
        faults=tuple(said.get("first", ())),
        running=asked is not None and (done is None or done.pk < asked.pk),
    )
