"""A fact that no handler can take: five tries, then it is set apart; the others go on (搁置)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate import RetryStrategy
from tests.proof import Proof
from tests.trail.test_trail import SomethingHappened

from zhibu.kit import clock
from zhibu.trail import outbox
from zhibu.trail.actions import publish
from zhibu.trail.jobs import deliver_event
from zhibu.trail.models import HandledEvent, OutboxEvent

LATER = timedelta(minutes=10)


class Listener:
    """Takes every number but those that poison it."""

    def __init__(self, *poison: int) -> None:
        self.poison = set(poison)
        self.heard: list[int] = []

    def listen(self, event: OutboxEvent) -> None:
        number = event.payload["number"]
        if number in self.poison:
            raise ValueError("poison")
        self.heard.append(number)


def told(*numbers: int) -> list[UUID]:
    return [publish(SomethingHappened(number)) for number in numbers]


def swept(handlers: outbox.Handlers, *, times: int) -> list[int]:
    """What so many rounds of the sweep delivered each."""
    with clock.pinned(clock.now() + LATER):
        return [outbox.sweep(handlers) for _round in range(times)]


def test_one_that_poisons_keeps_none_behind_it_waiting(db: None) -> None:
    listener = Listener(1)
    told(1, 2, 3)
    assert swept({"trail.SomethingHappened": [listener.listen]}, times=1) == [2]
    assert listener.heard == [2, 3]


def test_after_five_tries_it_is_set_apart_and_not_tried_again(db: None, proof: Proof) -> None:
    poisons = proof.random("poison").sample(range(20), 5)
    listener = Listener(*poisons)
    told(*range(20))
    rounds = swept({"trail.SomethingHappened": [listener.listen]}, times=7)
    apart = OutboxEvent.objects.exclude(quarantined_at=None)
    assert rounds == [15, 0, 0, 0, 0, 0, 0]
    assert sorted(listener.heard) == sorted(set(range(20)) - set(poisons))
    assert sorted(event.payload["number"] for event in apart) == sorted(poisons)
    assert {event.tries for event in apart} == {5}
    proof.figure("毒事实", len(poisons))
    proof.figure("搁置", apart.count())
    proof.figure("其余送达", len(listener.heard))


def test_a_handler_that_fails_keeps_the_fact_from_no_other(db: None) -> None:
    poisoned, sound = Listener(1), Listener()
    (event_id,) = told(1)
    with pytest.raises(ValueError, match="poison"):
        outbox.deliver(
            event_id,
            {"trail.SomethingHappened": [poisoned.listen, sound.listen]},
        )
    assert (sound.heard, OutboxEvent.objects.get().tries) == ([1], 1)


def test_what_is_set_apart_is_not_handed_on_by_its_job_either(db: None) -> None:
    listener = Listener()
    (event_id,) = told(1)
    OutboxEvent.objects.update(quarantined_at=clock.now())
    assert outbox.deliver(event_id, {"trail.SomethingHappened": [listener.listen]}) == 0
    assert (listener.heard, HandledEvent.objects.count()) == ([], 0)


def test_the_job_itself_is_tried_five_times() -> None:
    strategy = deliver_event.retry_strategy
    assert isinstance(strategy, RetryStrategy)
    assert strategy.max_attempts == outbox.MOST_TRIES
