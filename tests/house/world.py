"""A small university in which everybody of ``docs/permissions.md`` stands somewhere, and everything
that is kept has an owner and a mark of its own (哨兵字样), so that what leaks can be named.

College 1 has branches A (with two groups) and B, college 2 has branch C. Every post is held by one
actor at A, at its first group, at college 1 or at the root. It is always the evening of a meeting.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from tests.cast import FOUNDED, HOUSE
from tests.house.permissions import table

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.actions import found_organisation
from zhibu.orgs.models import Organisation, Post
from zhibu.people.accounts import account_of
from zhibu.people.actions import new_person
from zhibu.people.models import Account, Appointment, Membership, Person, StatusSpan
from zhibu.people.queries import actor_for_person

STARTS = datetime(2026, 11, 25, 19, 0, tzinfo=clock.SHANGHAI)
ENDS = STARTS + timedelta(minutes=90)
NOW = STARTS + timedelta(minutes=5)
TODAY = NOW.date()

OUTSIDER = "outsider"
AT_BRANCH = (
    "member", "probationary", "activist", "group_leader", "publicity", "organisation",
    "discipline", "deputy_secretary", "secretary",
)  # fmt: skip
AT_COLLEGE = ("organizer", "college_organiser")
AT_ROOT = ("university_organiser", "operator", "security", "audit")
POSTS = (*AT_BRANCH, *AT_COLLEGE, *AT_ROOT, OUTSIDER)
# What somebody is to the branch, as the first three columns of the table say it.
STANDINGS = {
    "member": StatusSpan.Kind.FULL,
    "probationary": StatusSpan.Kind.PROBATIONARY,
    "activist": StatusSpan.Kind.ACTIVIST,
}
TABLE = table()
# Done to oneself as to others: nothing is asked for, nothing is granted.
NO_CASE = {"end_sessions"}
# Of these the table's note says that what stands above one's own body counts as well, for these cells.
UPWARDS = {
    "see_tree": {"own", "subtree"},
    "see_rulebook": {"own", "subtree"},
    "use_template": {"own"},
    "use_report_form": {"own", "subtree"},
}


# ---- marks


@dataclass(frozen=True, slots=True)
class Canary:
    """A mark that stands in one kept value: who may read it says the table, by these actions.

    path: of the organisation it belongs to. owners: the persons it is about. rooms: beginnings of URL
    names where it must not show; all when empty.
    """

    text: str
    what: str
    path: str
    actions: tuple[str, ...]
    owners: frozenset[int] = frozenset()
    rooms: tuple[str, ...] = ()


# One shape for each kind of value, so that one search finds them all.
MARKS = re.compile(r"qz\d{4}x|1990000\d{4}|8800\d{6}|禤[甲乙丙丁戊己庚辛壬癸]{3}")
BIRTHS = re.compile(r"(1931)\s*[-年./]\s*0?(\d{1,2})\s*[-月./]\s*0?(\d{1,2})")
STEMS = "甲乙丙丁戊己庚辛壬癸"


def marks_in(text: str) -> set[str]:
    """Every mark that stands in a text, dates in one spelling."""
    found = set(MARKS.findall(text))
    return found | {f"{y}-{int(m):02}-{int(d):02}" for y, m, d in BIRTHS.findall(text)}


# ---- people


@cache
def _browser() -> Client:
    return Client(raise_request_exception=False)


@dataclass(frozen=True, slots=True)
class Role:
    """One column of the table held at one place."""

    post: str
    path: str


@dataclass
class Player:
    """One actor of the matrix: everybody of a post, with all that comes with it."""

    post: str
    person: Person | None
    roles: tuple[Role, ...] = ()
    session: str = ""
    mine: Spot | None = None

    @property
    def pk(self) -> int:
        return self.person.pk if self.person else 0

    @property
    def actor(self) -> Actor:
        assert self.person is not None
        return actor_for_person(self.person.pk, name=self.person.name)

    def browser(self) -> Client:
        """The one browser, with no memory but that this person has signed in."""
        client = _browser()
        client.cookies.clear()
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client

    def may(self, action: str, spot: Spot, *, own_case: bool = False) -> bool:
        """What the table says of this person, this action and an object of that spot."""
        return any(self._may(role, action, spot, own_case) for role in self.roles)

    @staticmethod
    def _may(role: Role, action: str, spot: Spot, own_case: bool) -> bool:
        cell = TABLE[action][role.post]
        if cell in UPWARDS.get(action, ()) and role.path.startswith(spot.path):
            return True
        match cell:
            case "self":
                return own_case
            case "subtree":
                return spot.path.startswith(role.path)
            case "own":  # this body and its groups; of a leader the one group
                return spot.path == role.path or (spot.is_group and spot.above == role.path)
            case _:
                return False

    def may_as_oneself(self, action: str) -> bool:
        """What the table says where the object is about oneself: nobody handles one's own case."""
        cells = {TABLE[action][role.post] for role in self.roles}
        return "self" in cells or (action in NO_CASE and bool(cells - {"–"}))

    def has(self, action: str) -> bool:
        """Whether any of this person's columns has a cell for the action at all."""
        return any(TABLE[action][role.post] != "–" for role in self.roles)


# ---- places


@dataclass
class Spot:
    """One place of the tree with its objects. ids: what stands in addresses, by its name."""

    key: str
    organisation: Organisation
    above: str = ""
    plain: Person = field(default_factory=Person)
    people: list[Person] = field(default_factory=list)
    ids: dict[str, int | str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.organisation.path

    @property
    def is_group(self) -> bool:
        return self.organisation.kind == Organisation.Kind.GROUP

    @property
    def branch(self) -> Organisation:
        """The branch itself, of a group the one it belongs to."""
        if self.is_group:
            assert self.organisation.parent is not None
            return self.organisation.parent
        return self.organisation


ME = "me"
PLACES = ("own", "group", "other_group", "near", "far", "college", "root")
BRANCHES = ("own", "near", "far")
FULL_MEMBERS = 7  # enough for a committee


@dataclass
class World:
    """The whole of it."""

    spots: dict[str, Spot] = field(default_factory=dict)
    players: dict[str, Player] = field(default_factory=dict)
    canaries: dict[str, list[Canary]] = field(default_factory=dict)
    filled: dict[object, dict[str, list[str]]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def mark(
        self,
        what: str,
        spot: Spot | Organisation,
        *actions: str,
        owners: Iterable[int] = (),
        rooms: tuple[str, ...] = (),
    ) -> str:
        """A new mark for one text."""
        return self.keep(
            f"qz{next(self.numbers):04}x", what, spot, *actions, owners=owners, rooms=rooms
        )

    def keep(
        self,
        text: str,
        what: str,
        spot: Spot | Organisation,
        *actions: str,
        owners: Iterable[int] = (),
        rooms: tuple[str, ...] = (),
    ) -> str:
        """A value that is a mark itself: a name, a number, a day."""
        where = f"{what}@{spot.path}"
        canary = Canary(text, where, spot.path, actions, frozenset(owners), rooms)
        self.canaries.setdefault(text, []).append(canary)
        return text

    def spot_at(self, path: str) -> Spot:
        return next(spot for spot in self.spots.values() if spot.path == path)

    def somebody(self, at: Organisation, *, kind: str, group: Organisation | None = None) -> Person:
        """Somebody of a branch with a mark in every field."""
        number = next(self.numbers)
        made = self._stored(number)
        StatusSpan.objects.create(person=made, kind=kind, since=FOUNDED)
        Membership.objects.create(person=made, organisation=at, group=group, since=FOUNDED)
        self._mark_fields(made, at)
        return made

    def _stored(self, number: int) -> Person:
        made = new_person(
            name="禤" + "".join(STEMS[int(digit)] for digit in f"{number % 1000:03}"),
            staff_no=f"8800{number:06}",
            phone=f"1990000{number:04}",
            birth_date=date(1931, 1, 1) + timedelta(days=number % 365),
            joined_on=date(2019, 5, 1),
        )
        made.save()
        return made

    def _mark_fields(self, person: Person, at: Organisation) -> None:
        me = (person.pk,)
        self.keep(person.name, "姓名", at, "see_roster", "see_officers", owners=me)
        self.keep(person.phone, "电话", at, "see_roster_details", owners=me)
        self.keep(str(person.birth_date), "出生日期", at, "see_roster_details", owners=me)
        self.keep(person.staff_no, "学号", at, "see_roster_details", "issue_slip", owners=me)

    def officer(self, post: str, at: Organisation) -> Person:
        """Somebody who holds a post above the branches and belongs to none."""
        made = self._stored(next(self.numbers))
        Appointment.objects.create(person=made, organisation=at, post=post, since=FOUNDED)
        self._mark_fields(made, at)
        return made


# ---- building it


def build() -> World:
    """The people and the tree; the rooms' objects come from ``tests/house/things.py``."""
    world = World()
    with clock.pinned(NOW):
        _tree(world)
        _branch_people(world)
        _cast(world)
    return world


def _body(
    world: World, key: str, kind: Organisation.Kind, parent: Organisation | None
) -> Organisation:
    name = f"qz{next(world.numbers):04}x{kind.label}"
    made = found_organisation(
        actor=HOUSE, parent=parent, name=name, kind=kind, founded_on=FOUNDED, code=f"HOUSE-{key}"
    )
    world.spots[key] = Spot(key, made, above=parent.path if parent else "")
    world.keep(name[:7], "组织名称", made, "see_tree")
    return made


def _tree(world: World) -> None:
    kinds = Organisation.Kind
    root = _body(world, "root", kinds.SCHOOL_COMMITTEE, None)
    college = _body(world, "college", kinds.COLLEGE_COMMITTEE, root)
    other = _body(world, "other_college", kinds.COLLEGE_COMMITTEE, root)
    own = _body(world, "own", kinds.BRANCH, college)
    _body(world, "near", kinds.BRANCH, college)
    _body(world, "far", kinds.BRANCH, other)
    _body(world, "group", kinds.GROUP, own)
    _body(world, "other_group", kinds.GROUP, own)


def _branch_people(world: World) -> None:
    """In every branch some plain members; in each group of A one."""
    for key in BRANCHES:
        spot = world.spots[key]
        for kind in (*["full"] * FULL_MEMBERS, "probationary", "activist"):
            spot.people.append(world.somebody(spot.organisation, kind=kind))
        spot.plain = spot.people[0]
    for key in ("group", "other_group"):
        spot = world.spots[key]
        spot.plain = world.somebody(spot.branch, kind="full", group=spot.organisation)
        spot.people.append(spot.plain)
    for key in ("college", "root"):  # those of the offices, who are no actors here
        spot = world.spots[key]
        spot.plain = world.somebody(spot.organisation, kind="full")
        spot.people.append(spot.plain)
    for key in ("near", "far"):  # somebody there keeps the records
        spot = world.spots[key]
        for at, post in enumerate((Post.SECRETARY, Post.ORGANISATION, Post.PUBLICITY), start=1):
            Appointment.objects.create(
                person=spot.people[at], organisation=spot.organisation, post=post, since=FOUNDED
            )


def _cast(world: World) -> None:
    own, group = world.spots["own"], world.spots["group"]
    for post in AT_BRANCH:
        kind = STANDINGS.get(post, StatusSpan.Kind.FULL)
        inside = group.organisation if post in {"member", "group_leader"} else None
        person = world.somebody(own.organisation, kind=kind, group=inside)
        standing = post if post in STANDINGS else "member"
        roles = [Role(standing, own.path)]
        if post not in STANDINGS:
            at = group if post == "group_leader" else own
            Appointment.objects.create(
                person=person, organisation=at.organisation, post=post, since=FOUNDED
            )
            roles.append(Role(post, at.path))
        own.people.append(person)
        world.players[post] = _let_in(Player(post, person, tuple(roles)))
    for posts, key in ((AT_COLLEGE, "college"), (AT_ROOT, "root")):
        for post in posts:
            spot = world.spots[key]
            person = world.officer(post, spot.organisation)
            world.players[post] = _let_in(Player(post, person, (Role(post, spot.path),)))
    world.players[OUTSIDER] = Player(OUTSIDER, None, (Role(OUTSIDER, ""),))


def open_account(person: Person) -> Account:
    """An account in use, without the cost of a password."""
    account = account_of(person)
    account.opened_at = clock.now()
    account.save(update_fields=["opened_at"])
    return account


def _let_in(player: Player) -> Player:
    """A session as the door begins it."""
    assert player.person is not None
    account = open_account(player.person)
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["generation"] = account.generation
    session["proved"] = int(time.time())
    session.create()
    player.session = session.session_key or ""
    return player
