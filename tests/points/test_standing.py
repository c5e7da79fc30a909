"""Standing never reads points: what decides on people is byte for byte the same with points off, on,
and with other totals (DC-01, DC-15). Source: domain.md 12.4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from tests.browsing import signed_in
from tests.cast import Branch
from tests.meetings.life import AFTER, Life, life_of
from tests.points.team import Team, adopted, turn_on
from zhibu.kit import clock
from zhibu.kit.offers import FileWish
from zhibu.meetings import actions as meeting_actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import Grades
from zhibu.meetings.models import Meeting
from zhibu.people.extracts import roster
from zhibu.people.models import Person

# What every answer has anew: the keys of its forms.
FRESH = re.compile(rb'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]+')
COLUMNS = ("name", "kind", "joined_on", "confirmed_on")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.pinned(AFTER):
        yield


@pytest.fixture
def life(branch: Branch) -> Life:
    return life_of(branch)


@pytest.fixture
def review(life: Life) -> Meeting:
    """A review of the members that was held and counted."""
    meeting = life.hold(Kind.MEMBER_REVIEW, items=None)
    meeting_actions.enter_review_counts(
        actor=life.secretary, meeting_id=meeting.pk, grades=Grades(3, 6)
    )
    return meeting


def addresses(life: Life, review: Meeting, somebody: Person) -> list[str]:
    """Every page and file by which officers look at people or decide on them."""
    here = life.organisation.pk
    by_branch = ("orgs:organisation", "orgs:appoint", "people:groups", "people:add")
    by_person = ("people:person", "people:edit", "people:status")
    return [
        f"{reverse('people:roster')}?org={here}",
        f"{reverse('people:print_roster')}?org={here}",
        *(reverse(name, args=[here]) for name in by_branch),
        *(reverse(name, args=[somebody.pk]) for name in by_person),
        *(reverse(f"meetings:{name}", args=[review.pk]) for name in ("meeting", "review")),
        *(
            reverse("meetings:paper", args=[review.pk, what, kind])
            for what, kind in (("attendance", "xlsx"), ("attendance", "docx"), ("blank", "docx"))
        ),
        reverse("meetings:ledger", args=[here, 2026, "xlsx"]),
        reverse("insights:statistics", args=[here]),
        reverse("insights:export", args=[here, "csv"]),
    ]


def seen(client: Client, asked: list[str], life: Life) -> dict[str, bytes]:
    """Each answer as the secretary gets it, and the roster's file."""
    answers = {address: client.get(address) for address in asked}
    assert {a for a, answer in answers.items() if answer.status_code != 200} == set()
    wish = FileWish(life.organisation.pk, "xlsx", columns=COLUMNS)
    file = roster.made(life.secretary, wish, "材料学院")
    found = {address: FRESH.sub(rb"\1", answer.getvalue()) for address, answer in answers.items()}
    return found | parts_of(file.body)


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """What a workbook holds, but for the hour it was made."""
    with ZipFile(BytesIO(workbook)) as held:
        names = [name for name in held.namelist() if name != "docProps/core.xml"]
        return {name: held.read(name) for name in names}


def test_pages_and_files_that_decide_on_people_are_equal_whatever_the_points(
    life: Life, review: Meeting
) -> None:
    somebody = life.full[-1]
    secretary, member = signed_in(life.full[0]), signed_in(somebody)
    asked = addresses(life, review, somebody)
    own = reverse("points:mine")
    seen(secretary, asked, life)  # the first look of a day is noted
    off, mine_off = seen(secretary, asked, life), member.get(own).getvalue()

    team = Team(life.branch, adopted(life.branch), turn_on(life.branch))
    for person in life.full:
        team.join(person)
    for person in life.full[2:]:
        team.enter(person, minutes=60, by=life.officer)
    on, mine_on = seen(secretary, asked, life), member.get(own).getvalue()
    for minutes in (120, 240, 180):
        team.enter(somebody, minutes=minutes, on=date(2026, 11, 1), by=life.officer)
    more, mine_more = seen(secretary, asked, life), member.get(own).getvalue()

    assert (team.total(life.full[2]), team.total(somebody)) == (100, 800)
    assert [a for a in off if off[a] != on[a]] == []
    assert [a for a in off if off[a] != more[a]] == []
    said = [b"1.00" in mine_off, b"1.00" in mine_on, b"8.00" in mine_more]
    assert said == [False, True, True]  # while one's own page does change


def test_a_page_that_showed_points_would_be_found(life: Life) -> None:
    """The comparison is not blind: the branch's own page of points does change."""
    address = [reverse("points:branch", args=[life.organisation.pk])]
    secretary = signed_in(life.full[0])
    off = seen(secretary, address, life)
    team = Team(life.branch, adopted(life.branch), turn_on(life.branch))
    team.join(life.full[2])
    assert seen(secretary, address, life) != off
