"""From the first tables to those of today: every row stays, the chain holds, the pages open (升级).

Nothing was released yet, so the start is the first migration of each room, with what it asks for: the
oldest state in which every room has its tables. Rows are put in as that state has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from pytest_django import DjangoDbBlocker
from tests.browsing import signed_in
from tests.house.test_posts_at_once import drop, standing_in
from tests.proof import Proof

from zhibu.kit.protection import append_only_tables
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.trail import seals

pytestmark = pytest.mark.slow
OLD = "zhibu_upgrade"
ROOMS = (
    "trail", "orgs", "people", "notices", "archive", "gatherings", "appeals", "meetings", "points",
    "insights",
)  # fmt: skip
FOUNDED, NOW = date(2020, 9, 1), datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
NAMES = ("许静仪", "顾怀川", "孟晓岚", "阿依努尔·买买提")
PAGES = ("/", "/p/", "/m/", "/me", "/n/")
Rows = dict[str, list[dict[str, Any]]]


def first_of(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The first migration of every room."""
    nodes = executor.loader.graph.nodes
    return [min(node for node in nodes if node[0] == room) for room in ROOMS]


# ---- what stood there


class Past:
    """A branch with its members, a meeting with its record, notes and facts, by the models of then."""

    def __init__(self, apps: StateApps) -> None:
        self.apps = apps

    def put(self, model: str, **values: Any) -> Any:
        return self.apps.get_model(model).objects.create(**values)

    def body(self, name: str, kind: str, parent: Any = None) -> Any:
        made = self.put(
            "orgs.Organisation", code=name, name=name, kind=kind, parent=parent, founded_on=FOUNDED,
            path=f"{parent.path if parent else ''}{self.count('orgs.Organisation') + 1}.",
        )  # fmt: skip
        self.put("orgs.Placement", organisation=made, parent=parent, path=made.path, since=FOUNDED)
        return made

    def count(self, model: str) -> int:
        return int(self.apps.get_model(model).objects.count())

    def furnish(self) -> None:
        root = self.body("澜州大学党委", "school_committee")
        college = self.body("材料学院党委", "college_committee", root)
        branch = self.body("研究生第三党支部", "branch", college)
        self.body("第一党小组", "group", branch)
        self.put("orgs.Term", organisation=branch, since=FOUNDED, until=date(2028, 9, 1))
        self.put(
            "orgs.CalendarDay",
            day=date(2026, 10, 1),
            kind="off",
            name="国庆节",
            source="2026：国办发明电〔2025〕7号",
        )
        people = [self.member(branch, name, at) for at, name in enumerate(NAMES)]
        self.put(
            "people.Appointment",
            person=people[0],
            organisation=branch,
            post="secretary",
            since=FOUNDED,
        )
        for at, person in enumerate(people):
            self.note(person, at)
        self.meet(branch, people)

    def member(self, branch: Any, name: str, at: int) -> Any:
        person = self.put("people.Person", name=name, staff_no=f"20250{at:03}", joined_on=FOUNDED)
        self.put("people.Account", person=person, number=person.staff_no, password="!")
        self.put("people.StatusSpan", person=person, kind="full", since=FOUNDED)
        self.put("people.Membership", person=person, organisation=branch, since=FOUNDED)
        return person

    def note(self, person: Any, at: int) -> None:
        self.put(
            "trail.AuditNote", at=NOW, person_id=person.pk, person_name=person.name, way="page",
            action="people.person.changed", subject_kind="people.person", subject_id=str(person.pk),
            facts={"at": at},
        )  # fmt: skip
        event = self.put(
            "trail.OutboxEvent", kind="people.PersonChanged", payload={"person_id": person.pk},
            occurred_at=NOW, delivered_at=NOW,
        )  # fmt: skip
        self.put("trail.HandledEvent", event=event, handler="zhibu.insights.handlers.count")

    def meet(self, branch: Any, people: list[Any]) -> None:
        gathering = self.put(
            "gatherings.Gathering", title="支部党员大会", organisation=branch, place="理科楼",
            starts_at=NOW, ends_at=NOW.replace(hour=12), check_in_opens_at=NOW.replace(hour=10),
        )  # fmt: skip
        for person in people:
            self.put("gatherings.Attendee", gathering=gathering, person=person)
        notice = self.put(
            "notices.Notice",
            organisation=branch,
            kind="gathering",
            title="开会",
            sent_by_name="许静仪",
        )
        self.put("notices.Recipient", notice=notice, person=people[1])


# ---- what is compared


def rows_kept() -> Rows:
    """Every row of every table of ours, in order."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.partition("_")[0] in ROOMS:
                cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t ORDER BY to_jsonb(t)::text')
                rows = [
                    json.loads(r[0]) if isinstance(r[0], str) else r[0] for r in cursor.fetchall()
                ]
                found[table] = rows
    return found


def lost(before: Rows, after: Rows) -> list[str]:
    """Rows that are not there as they were, in the columns they had."""
    return [
        f"{table}: {row}"
        for table, rows in before.items()
        for row in rows
        if not any(stands_in(row, now) for now in after.get(table, []))
    ]


def stands_in(row: dict[str, Any], now: dict[str, Any]) -> bool:
    return all(name in now and now[name] == value for name, value in row.items())


SHAPE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def shape() -> dict[str, set[tuple[Any, ...]]]:
    """Columns; constraints, indexes and guards by name (a dump writes their words otherwise)."""
    with connection.cursor() as cursor:
        found = {}
        for what, question in SHAPE.items():
            cursor.execute(question)
            found[what] = set(cursor.fetchall())
    return found


@dataclass(frozen=True)
class Upgraded:
    """An old house, before and after."""

    before: Rows
    after: Rows
    shape: dict[str, set[tuple[Any, ...]]]
    fresh: dict[str, set[tuple[Any, ...]]]


@pytest.fixture
def upgraded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[Upgraded]:
    """Laid as it was at the beginning, furnished, brought up to today."""
    with django_db_blocker.unblock():
        fresh, name = shape(), f"{OLD}_{connection.settings_dict['NAME']}"
        drop(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        with standing_in(name, tmp_path):
            executor = MigrationExecutor(connection)
            state = executor.migrate(first_of(executor))
            Past(state.apps).furnish()
            before = rows_kept()
            call_command("migrate", verbosity=0, skip_checks=True)
            yield Upgraded(before, rows_kept(), shape(), fresh)
        drop(name)


def test_an_old_house_keeps_every_row_and_its_chain_and_opens(
    upgraded: Upgraded, proof: Proof
) -> None:
    kept = sum(map(len, upgraded.before.values()))
    proof.figure("升级前的行", kept)
    proof.figure("有行的表", sum(map(bool, upgraded.before.values())))
    assert lost(upgraded.before, upgraded.after) == []
    assert {what: upgraded.shape[what] ^ upgraded.fresh[what] for what in SHAPE} == {
        what: set() for what in SHAPE
    }
    guarded = {table for table, trigger in upgraded.shape["triggers"] if "append_only" in trigger}
    assert set(append_only_tables()) - guarded == set()
    assert (seals.seal_round(), seals.check_chain().faults) == (len(NAMES), [])
    branch = Organisation.objects.get(kind="branch")
    browser = signed_in(Person.objects.get(name=NAMES[0]))
    pages = [*PAGES, f"/o/{branch.pk}"]
    answers = {page: browser.get(page, follow=True).status_code for page in pages}
    proof.figure("打开的页面", len(pages))
    assert answers == dict.fromkeys(pages, 200)


def test_a_row_that_went_or_changed_is_named() -> None:
    before: Rows = {"a": [{"id": 1, "name": "甲"}, {"id": 2, "name": "乙"}]}
    after: Rows = {"a": [{"id": 1, "name": "丙", "more": 0}]}
    assert lost(before, before) == []
    assert lost(before, after) == ["a: {'id': 1, 'name': '甲'}", "a: {'id': 2, 'name': '乙'}"]
