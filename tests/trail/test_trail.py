"""Notes stay as they were left, facts reach their handlers once, the chain shows every tampering."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import HOUSE, Branch

from zhibu.kit import clock
from zhibu.orgs.actions import open_term
from zhibu.trail import outbox, seals
from zhibu.trail.actions import note, plain, publish, written_together
from zhibu.trail.models import AuditNote, AuditSeal, HandledEvent, OutboxEvent


@dataclass(frozen=True, slots=True)
class SomethingHappened:
    number: int


SomethingHappened.__module__ = "zhibu.trail.events"


def heard_by(handler: Callable[[OutboxEvent], None]) -> outbox.Handlers:
    return {"trail.SomethingHappened": [handler]}


def test_a_fact_reaches_a_handler_once_however_often_it_is_delivered(db: None) -> None:
    heard: list[int] = []

    def listen(event: OutboxEvent) -> None:
        heard.append(event.payload["number"])

    event_id = publish(SomethingHappened(7))
    taken = [outbox.deliver(event_id, heard_by(listen)) for _ in range(3)]

    assert (taken, heard) == ([1, 0, 0], [7])
    assert HandledEvent.objects.count() == 1
    assert OutboxEvent.objects.get(pk=event_id).delivered_at is not None


def test_a_handler_that_fails_leaves_nothing_and_may_try_again(db: None) -> None:
    tries: list[int] = []

    def stumble(event: OutboxEvent) -> None:
        tries.append(event.payload["number"])
        if len(tries) == 1:
            raise ValueError("not yet")

    event_id = publish(SomethingHappened(7))
    with pytest.raises(ValueError, match="not yet"):
        outbox.deliver(event_id, heard_by(stumble))
    assert HandledEvent.objects.count() == 0
    assert outbox.deliver(event_id, heard_by(stumble)) == 1


def test_a_note_takes_only_plain_values() -> None:
    assert plain({"a": (1, None, True)}) == {"a": [1, None, True]}
    with pytest.raises(TypeError):
        plain(object())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_auditnote SET person_name = '别人'",
        "DELETE FROM trail_auditnote",
        "TRUNCATE trail_auditnote CASCADE",
    ],
)
def test_the_database_refuses_to_rewrite_a_note(branch: Branch, statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditNote.objects.count() > 0


@pytest.mark.parametrize("table", ["trail_auditnote", "trail_auditseal", "people_look"])
def test_the_application_has_no_right_to_rewrite_history(
    branch: Branch, table: str, as_application: Callable[[], AbstractContextManager[None]]
) -> None:
    with pytest.raises(ProgrammingError), as_application(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_chain_leaves_no_note_out_and_is_whole(branch: Branch) -> None:
    notes = AuditNote.objects.count()
    assert seals.seal_round(most=3) == 3
    assert seals.seal_round() == notes - 3
    assert seals.seal_round() == 0
    report = seals.check_chain()
    assert (report.sealed, report.waiting, report.faults) == (notes, 0, [])


def tamper(statement: str) -> None:
    """As somebody with the owner's rights would, past the triggers."""
    with connection.cursor() as cursor:
        for table in ("trail_auditnote", "trail_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_auditnote SET person_name = '别人' WHERE id = {id}",
        "UPDATE trail_auditnote SET facts = '{{}}' WHERE id = {id}",
        "UPDATE trail_auditnote SET at = at + interval '1 day' WHERE id = {id}",
        "DELETE FROM trail_auditnote WHERE id = {id}",
        "DELETE FROM trail_auditseal WHERE note_id = {id}",
        "UPDATE trail_auditseal SET head = repeat('a', 64) WHERE note_id = {id}",
    ],
)
def test_every_tampering_is_found(branch: Branch, statement: str) -> None:
    seals.seal_round()
    middle = AuditSeal.objects.order_by("pk")[1].note_id
    tamper(statement.format(id=middle))
    assert seals.check_chain().faults != []


def test_every_action_of_the_tree_leaves_its_note(branch: Branch) -> None:
    open_term(
        actor=HOUSE,
        organisation_id=branch.organisation.pk,
        since=branch.organisation.founded_on,
        until=branch.organisation.founded_on.replace(year=2023),
    )
    last = AuditNote.objects.order_by("-pk")[0]
    assert (last.action, last.person_name, last.way) == ("orgs.term.opened", "测试", "command")


def two_hours(branch: Branch) -> list[tuple[object, ...]]:
    """A note and a fact at nine and at ten, and what the tables and the jobs then say of them."""
    for hour in (9, 10):
        with clock.pinned(datetime(2026, 9, 1, hour, tzinfo=clock.SHANGHAI)):
            note(HOUSE, "orgs.term.opened", branch.organisation, hour=hour)
            publish(SomethingHappened(hour))
    return written()


def written() -> list[tuple[object, ...]]:
    told = OutboxEvent.objects.filter(kind="trail.SomethingHappened").order_by("occurred_at")
    jobs = ProcrastinateJob.objects.filter(args__event_id__in=[str(fact.pk) for fact in told])
    return [
        *AuditNote.objects.order_by("pk").values_list("at", "action", "subject_id", "facts"),
        *told.values_list("occurred_at", "payload"),
        *jobs.values_list("task_name", "queue_name", "status"),
    ]


def test_notes_and_facts_written_together_are_those_written_one_by_one(branch: Branch) -> None:
    before = len(written())
    with transaction.atomic():
        one_by_one = two_hours(branch)
        transaction.set_rollback(True)
    with transaction.atomic(), written_together():
        meanwhile = two_hours(branch)

    assert len(one_by_one) == before + 6
    assert len(meanwhile) == before
    assert written() == one_by_one


def test_a_row_within_a_row_keeps_the_order(branch: Branch) -> None:
    with transaction.atomic(), written_together():
        note(branch.secretary, "a.first", branch.organisation)
        with written_together():
            note(branch.secretary, "a.second", branch.organisation)
        note(branch.secretary, "a.third", branch.organisation)
    last = AuditNote.objects.order_by("-pk").values_list("action", flat=True)[:3]
    assert list(last) == ["a.third", "a.second", "a.first"]


def test_what_was_to_be_written_together_is_not_when_an_action_fails(branch: Branch) -> None:
    def refused() -> None:
        with transaction.atomic(), written_together():
            two_hours(branch)
            raise ValueError("refused")

    before = written()
    with pytest.raises(ValueError, match="refused"):
        refused()
    assert written() == before
    assert len(two_hours(branch)) == len(before) + 6
