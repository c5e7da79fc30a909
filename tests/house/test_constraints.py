"""Every constraint and unique column of every table is broken by a test somewhere (约束).

Named constraints: their name stands in the tests of their room, which break it. Unique columns and
what no room has broken are broken here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from tests.cast import FOUNDED, Branch, person
from tests.gatherings.hall import convened, row_of
from tests.meetings.life import Life, life_of

from zhibu.archive.models import PaperTemplate, Scan
from zhibu.gatherings.models import CalendarFeed, Gathering, SheetCode
from zhibu.kit import clock
from zhibu.meetings.models import AgendaItem, ItemCase, ItemTally, Meeting, Record, ReviewCounts
from zhibu.notices.models import EmailAddress
from zhibu.orgs.models import Organisation
from zhibu.people.accounts import account_of
from zhibu.people.models import (
    Account,
    CodeGenerator,
    HeardToken,
    ImportBatch,
    Passkey,
    Person,
    RecoveryCode,
    RememberedHead,
    Sitting,
    Slip,
)
from zhibu.points.models import Claim, Contribution
from zhibu.trail.models import AuditNote, AuditSeal, HandledEvent, OnceKey, OutboxEvent

TESTS = Path(__file__).parents[1]
Break = Callable[[Life], Any]


def our_models() -> Iterator[type[models.Model]]:
    return (m for m in apps.get_models() if m.__module__.startswith("zhibu."))


def named() -> set[str]:
    """Names of all constraints declared on our models."""
    return {c.name for m in our_models() for c in m._meta.constraints}


def unique_columns() -> set[str]:
    """``room.Model.field`` of every unique column but the keys."""
    return {
        f"{m._meta.label}.{f.name}"
        for m in our_models()
        for f in m._meta.concrete_fields
        if f.unique and not f.primary_key
    }


def broken_elsewhere() -> set[str]:
    """Names that stand in a test outside this page."""
    text = "\n".join(p.read_text() for p in TESTS.rglob("*.py") if p.parent.name != "house")
    return {name for name in named() if name in text}


# ---- broken here


def organisation(life: Life, **fields: Any) -> Organisation:
    values = {"name": "另一个党支部", "kind": "branch", "code": "X-1", "path": "99.98."}
    parent = life.organisation.parent
    return Organisation.objects.create(
        **(values | {"parent": parent, "founded_on": FOUNDED} | fields)
    )


def scan(life: Life, slot: int) -> Scan:
    return Scan.objects.create(
        organisation=life.organisation,
        subject_kind="meetings.meeting",
        subject_id=str(slot),
        slot=slot,
        name="表.png",
        stored="a" * 32,
        sha256=str(slot) * 64,
        size=10,
        media_type="image/png",
    )


def template(life: Life, since: date, **fields: Any) -> PaperTemplate:
    values: dict[str, Any] = {
        "organisation": life.organisation,
        "kind": "minutes",
        "name": "表.docx",
        "stored": since.isoformat(),
        "sha256": since.isoformat(),
        "size": 10,
        "tags": 3,
        "since": since,
        "until": date(since.year, since.month + 1, 1),
    }
    return PaperTemplate.objects.create(**(values | fields))


def _same_replaced(life: Life) -> None:
    first = template(life, date(2026, 1, 1))
    template(life, date(2026, 3, 1), replaces=first)
    template(life, date(2026, 5, 1), replaces=first)


def _two_claims_found_as_one(life: Life) -> None:
    did: dict[str, Any] = {"branch": life.organisation, "person": life.full[0], "kind": "service"}
    did |= {"on": date(2026, 11, 1), "title": "旧书修补"}
    found = Contribution.objects.create(**did, evidence="签到表", giver=life.full[1])
    Claim.objects.create(**did, found=found)
    Claim.objects.create(**did, found=found)


def _same_stored(life: Life) -> None:
    template(life, date(2026, 1, 1), stored="a")
    template(life, date(2026, 3, 1), stored="a")


def _meeting_of_the_same_gathering(life: Life) -> None:
    meeting = life.plan()
    Meeting.objects.create(
        organisation=life.organisation,
        gathering=meeting.gathering,
        kinds=["theme_day"],
        title="主题党日",
        month=meeting.month,
    )


def _twice(make: Break) -> Break:
    def both(life: Life) -> None:
        make(life)
        make(life)

    return both


def _of_an_item(make: Callable[[AgendaItem], Any]) -> Break:
    def broken(life: Life) -> None:
        item = AgendaItem.objects.get(meeting=life.plan())
        make(item)
        make(item)

    return broken


def _two_successors(life: Life) -> None:
    first = life.confirm()
    values = {"meeting": first.meeting, "body": {}, "reason": "笔误", "confirmed_by_name": "许静仪"}
    Record.objects.create(version=2, replaces=first, **values)
    Record.objects.create(version=3, replaces=first, **values)


def _two_of_a_gathering(life: Life) -> None:
    first, second = convened(life.branch), convened(life.branch)
    Gathering.objects.filter(pk=second.pk).update(uid=first.uid)


def _two_codes(life: Life) -> None:
    row = row_of(convened(life.branch), life.branch.secretary_person)
    SheetCode.objects.create(attendee=row, digest="a" * 64)
    SheetCode.objects.create(attendee=row, digest="b" * 64)


def _handled_twice(life: Life) -> None:
    event = OutboxEvent.objects.create(kind="orgs.X", payload={})
    HandledEvent.objects.create(event=event, handler="x")
    HandledEvent.objects.create(event=event, handler="x")


def _same_digest(life: Life) -> None:
    for somebody in life.full[:2]:
        Slip.objects.create(
            account=account_of(somebody), digest="a", expires_at=clock.now() + clock_day()
        )


def clock_day() -> Any:
    return clock.day_start(date(2026, 1, 2)) - clock.day_start(date(2026, 1, 1))


def batch(life: Life, **fields: Any) -> ImportBatch:
    values = {"kind": "roster", "organisation": life.organisation, "file_name": "名册.xlsx"}
    return ImportBatch.objects.create(
        **(values | {"digest": "0", "made_by_name": "许静仪"} | fields)
    )


def _number_of(life: Life) -> None:
    first, second = (account_of(p) for p in life.full[:2])
    Account.objects.filter(pk=second.pk).update(number=first.number)


def _same_number(life: Life) -> None:
    Person.objects.filter(pk=life.full[1].pk).update(staff_no=life.full[0].staff_no)


UNIQUE: dict[str, Break] = {
    "trail.AuditSeal.note_id": _twice(
        lambda life: AuditSeal.objects.create(note_id=1, commitment="a", head="b")
    ),
    "orgs.Organisation.code": lambda life: organisation(life, code=life.organisation.code),
    "orgs.Organisation.path": lambda life: organisation(life, path=life.organisation.path),
    "people.Person.staff_no": _same_number,
    "people.Account.person": lambda life: Account.objects.create(
        person=account_of(life.full[0]).person, number="another"
    ),
    "people.Account.number": _number_of,
    "people.Slip.digest": _same_digest,
    "people.CodeGenerator.account": lambda life: [
        CodeGenerator.objects.create(account=account_of(life.full[0]), secret="s") for _ in range(2)
    ],
    "people.RecoveryCode.digest": lambda life: [
        RecoveryCode.objects.create(account=account_of(life.full[0]), digest="a" * 64)
        for _ in range(2)
    ],
    "people.Passkey.credential": lambda life: [
        Passkey.objects.create(account=account_of(p), credential="c", public_key=b"k", name="手机")
        for p in life.full[:2]
    ],
    "people.HeardToken.digest": lambda life: [
        HeardToken.objects.create(digest="a" * 64) for _ in range(2)
    ],
    "people.Sitting.session_key": lambda life: [
        Sitting.objects.create(account=account_of(p), session_key="a" * 32, way="password")
        for p in life.full[:2]
    ],
    "archive.Scan.stored": lambda life: [scan(life, slot) for slot in (1, 2)],
    "archive.PaperTemplate.stored": _same_stored,
    "archive.PaperTemplate.replaces": _same_replaced,
    "points.Claim.found": _two_claims_found_as_one,
    "gatherings.Gathering.uid": _two_of_a_gathering,
    "gatherings.SheetCode.attendee": _two_codes,
    "gatherings.CalendarFeed.digest": lambda life: [
        CalendarFeed.objects.create(person=somebody, scope="mine", generation=1, digest="a" * 64)
        for somebody in life.full[:2]
    ],
    "notices.EmailAddress.person": _twice(
        lambda life: EmailAddress.objects.create(person=life.full[0], email="a@example.edu.cn")
    ),
    "meetings.Meeting.gathering": _meeting_of_the_same_gathering,
    "meetings.ItemCase.item": _of_an_item(
        lambda item: ItemCase.objects.create(item=item, about=person("甲"))
    ),
    "meetings.ItemTally.item": _of_an_item(lambda item: ItemTally.objects.create(item=item, yes=1)),
    "meetings.ReviewCounts.meeting": _of_an_item(
        lambda item: ReviewCounts.objects.create(meeting=item.meeting)
    ),
    "meetings.Record.replaces": _two_successors,
}
NAMED: dict[str, Break] = {
    "trail_a_fact_is_handled_once": _handled_twice,
    "trail_a_key_is_used_once": _twice(
        lambda life: OnceKey.objects.create(key="k" * 16, who="nobody", path="/", digest="d")
    ),
    "people_a_passkey_counts_up": lambda life: Passkey.objects.create(
        account=account_of(life.full[0]), credential="c", public_key=b"k", name="手机", counter=-1
    ),
    "people_import_confirmed_iff_done": lambda life: batch(life, state="done"),
    "people_import_undone_iff_undone": lambda life: batch(
        life, state="undone", confirmed_at=clock.now()
    ),
    "people_a_head_means_one_thing": _twice(
        lambda life: RememberedHead.objects.create(
            organisation=life.organisation, head="姓名", field="name"
        )
    ),
}


@pytest.fixture
def life(branch: Branch) -> Life:
    return life_of(branch)


def index_of(label: str) -> str:
    """The name the database gave the unique index of a column."""
    model, field = apps.get_model(label.rpartition(".")[0]), label.rpartition(".")[2]
    column = model._meta.get_field(field).column
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return str(next(n for n, c in found.items() if c["unique"] and c["columns"] == [column]))


@pytest.mark.parametrize("label", UNIQUE)
def test_a_unique_column_is_unique(life: Life, label: str) -> None:
    with pytest.raises(IntegrityError, match=index_of(label)), transaction.atomic():
        UNIQUE[label](life)


@pytest.mark.parametrize("name", NAMED)
def test_a_named_constraint_holds(life: Life, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        NAMED[name](life)


def test_every_constraint_is_broken_by_a_test() -> None:
    assert named() - broken_elsewhere() - set(NAMED) == set()


def test_every_unique_column_is_broken_by_a_test() -> None:
    assert unique_columns() == set(UNIQUE)


def test_the_database_holds_exactly_what_the_models_say(life: Life) -> None:
    """No constraint was left behind by a migration, none was forgotten."""
    kept: set[str] = set()
    with connection.cursor() as cursor:
        for model in our_models():
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
            kept |= {n for n, c in found.items() if n in named()}
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        kept |= {row[0] for row in cursor.fetchall()} & named()
    assert kept == named()


def test_an_audit_note_is_never_rewritten(life: Life) -> None:
    for change in (
        lambda: AuditNote.objects.update(action="x"),
        lambda: AuditNote.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
