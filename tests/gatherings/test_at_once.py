"""Several hands on one row at the same moment; a small burst at the door."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import timedelta
from multiprocessing import get_context
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client
from tests.cast import Branch, acting, university
from tests.gatherings.hall import page_of, row_of
from tests.gatherings.test_sign_up import at_once

from zhibu.gatherings import actions, domain
from zhibu.gatherings.domain import Invite
from zhibu.gatherings.events import GatheringClosed
from zhibu.gatherings.models import Attendee, EntryConflict, Gathering
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict
from zhibu.people.accounts import account_of
from zhibu.people.actions import new_person
from zhibu.people.models import Account, Membership, Person, StatusSpan
from zhibu.trail.models import AuditNote, OutboxEvent

MEMBERS = 500


def open_now(branch: Branch) -> Gathering:
    """A gathering whose door is open at this very moment."""
    now = clock.now()
    made = actions.open_gathering(
        actor=branch.secretary,
        organisation=branch.organisation,
        title="支部党员大会",
        starts_at=now + timedelta(minutes=5),
        ends_at=now + timedelta(minutes=95),
        place="理科楼 A312",
        attendees=[Invite(p.pk, with_vote=True) for p in branch.members],
    )
    return actions.publish_gathering(actor=branch.secretary, gathering_id=made.pk)


def code_now(gathering: Gathering) -> str:
    return domain.live_code(gathering.secret, domain.step_of(clock.now()))


def test_one_member_by_code_and_by_list_at_once_is_in_once(committed: None) -> None:
    branch = university()
    member = branch.join("陆知夏")
    gathering = open_now(branch)
    who, host = acting(member), branch.secretary

    at_once(
        lambda: actions.check_in(actor=who, gathering_id=gathering.pk, code=code_now(gathering)),
        lambda: actions.take_attendance(
            actor=host, gathering_id=gathering.pk, person_ids=[member.pk]
        ),
        lambda: actions.check_in(actor=who, gathering_id=gathering.pk, code=code_now(gathering)),
    )

    entries = AuditNote.objects.filter(
        action__in=["gatherings.check_in.made", "gatherings.attendance.taken"]
    )
    assert entries.count() == 1
    assert row_of(gathering, member).way in {"code", "list"}
    assert EntryConflict.objects.count() == 0


def test_a_check_in_at_the_moment_of_closing_is_counted_or_refused(committed: None) -> None:
    branch = university()
    people = [branch.join(name) for name in ("陆知夏", "沈知远", "顾怀川")]
    gathering = open_now(branch)
    host = branch.secretary

    def coming(person: Person) -> Callable[[], None]:
        who = acting(person)

        def come() -> None:
            with suppress(Conflict):  # closed a moment before
                actions.check_in(actor=who, gathering_id=gathering.pk, code=code_now(gathering))

        return come

    at_once(
        *(coming(p) for p in people),
        lambda: actions.close_gathering(actor=host, gathering_id=gathering.pk),
    )

    present = Attendee.objects.filter(gathering=gathering, present_at__isnull=False)
    told = OutboxEvent.objects.get(kind="gatherings.GatheringClosed").payload["present"]
    assert told == sorted(present.values_list("person_id", flat=True))
    assert GatheringClosed.__name__ == "GatheringClosed"


def crowd(branch: Branch, size: int) -> list[Person]:
    """Many members at once, without accounts of their own making."""
    people = Person.objects.bulk_create(
        new_person(name=f"成员{n}", staff_no=f"77{n:06d}") for n in range(size)
    )
    since = clock.today() - timedelta(days=400)
    StatusSpan.objects.bulk_create(
        StatusSpan(person=p, kind=StatusSpan.Kind.FULL, since=since) for p in people
    )
    Membership.objects.bulk_create(
        Membership(person=p, organisation=branch.organisation, since=since) for p in people
    )
    return people


def session_of(person: Person) -> str:
    """The session of a phone already signed in, without the cost of a password."""
    account: Account = account_of(person)
    account.set_unusable_password()
    account.opened_at = clock.now()
    account.save()
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["generation"] = account.generation
    session.save()
    return str(session.session_key)


def press(phones: list[tuple[str, bool]], gathering_id: int) -> tuple[list[int], float]:
    """In a process of its own, as the page server has two: each phone once, or twice with one key.

    Answers, and the seconds of a core it took.
    """
    gathering = Gathering.objects.get(pk=gathering_id)
    door, answers = page_of(gathering, "check_in"), []
    began = time.process_time()
    for session, twice in phones:
        client = Client()
        client.cookies[str(settings.SESSION_COOKIE_NAME)] = session
        form = {"code": code_now(gathering), "idempotency_key": uuid4().hex}
        answers += [client.post(door, form).status_code for _ in range(2 if twice else 1)]
    took = time.process_time() - began
    connections.close_all()
    return answers, took


@pytest.mark.slow
def test_five_hundred_come_in_at_once_none_lost_none_doubled(committed: None) -> None:
    """A fifth of them press twice. Source: security.md, check-in load (small).

    Two server processes. How long it takes is printed and judged by nobody here: a shared machine tells
    more about its neighbours.
    """
    branch = university()
    people = crowd(branch, MEMBERS)
    branch.members.extend(people)
    gathering = open_now(branch)
    phones = [(session_of(p), n % 5 == 0) for n, p in enumerate(people)]

    connections.close_all()  # no child may speak on a line of ours
    began = time.monotonic()
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as servers:
        halves = list(servers.map(press, (phones[::2], phones[1::2]), [gathering.pk] * 2))
    wall = time.monotonic() - began
    answers = [status for half, _seconds in halves for status in half]
    busiest = max(seconds for _half, seconds in halves)
    print(f"{len(answers)} requests: {wall:.1f} s on the wall, {busiest:.1f} s of one core")

    came = Attendee.objects.filter(gathering=gathering, present_at__isnull=False)
    made = AuditNote.objects.filter(action="gatherings.check_in.made")
    assert set(answers) == {302}
    assert came.count() == made.count() == MEMBERS
