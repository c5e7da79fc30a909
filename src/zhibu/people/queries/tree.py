"""The tree with its people: sizes, officers, and the picture a change is tried on (组织与人)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from zhibu.kit import clock
from zhibu.orgs.domain import tree as picture
from zhibu.orgs.domain.kinds import Kind
from zhibu.orgs.models import (
    BRANCH_KINDS,
    COMMITTEE_POSTS,
    ONE_DAY,
    Organisation,
    Placement,
    Post,
)
from zhibu.orgs.queries import on_day
from zhibu.people.models import Appointment, Membership, Person, StatusSpan


@dataclass(frozen=True, slots=True)
class Size:
    """People of one body, those below it not counted."""

    full: int = 0
    probationary: int = 0
    others: int = 0

    @property
    def members(self) -> int:
        return self.full + self.probationary

    @property
    def everybody(self) -> int:
        return self.members + self.others

    def __add__(self, other: Size) -> Size:
        return Size(
            self.full + other.full,
            self.probationary + other.probationary,
            self.others + other.others,
        )


def sizes_on(day: date, *, under: str) -> dict[int, Size]:
    """People of each body at a path and below on a day, by its id; groups too. One query."""
    status = Q(person__statuses__since__lte=day) & (
        Q(person__statuses__until=None) | Q(person__statuses__until__gt=day)
    )
    rows = (
        Membership.objects.filter(on_day(day), organisation__path__startswith=under)
        .values("organisation_id", "group_id")
        .annotate(
            everybody=Count("pk", distinct=True),
            full=Count("pk", filter=status & Q(person__statuses__kind="full"), distinct=True),
            probationary=Count(
                "pk", filter=status & Q(person__statuses__kind="probationary"), distinct=True
            ),
        )
    )
    sizes: dict[int, Size] = {}
    for row in rows:
        members = row["full"] + row["probationary"]
        size = Size(row["full"], row["probationary"], row["everybody"] - members)
        for body in filter(None, (row["organisation_id"], row["group_id"])):
            sizes[body] = sizes.get(body, Size()) + size
    return sizes


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who holds a post in an organisation."""

    appointment_id: int
    person_id: int
    name: str
    post: str
    since: date
    until: date | None
    organisation_id: int

    @property
    def post_label(self) -> str:
        return str(Post(self.post).label)

    @property
    def last_day(self) -> date | None:
        return self.until - ONE_DAY if self.until else None

    @property
    def on_committee(self) -> bool:
        return self.post in COMMITTEE_POSTS


_RANK = {post: rank for rank, post in enumerate(Post.values)}


def officers_of(organisation: Organisation, *, day: date | None = None) -> list[Officer]:
    """Who holds a post in a body or in one of its groups on a day, by rank. One query."""
    held = (
        Appointment.objects.filter(on_day(day or clock.today()))
        .filter(
            Q(organisation=organisation)
            | Q(organisation__parent=organisation, organisation__kind=Organisation.Kind.GROUP)
        )
        .select_related("person")
        .order_by("since", "pk")
    )
    found = [
        Officer(a.pk, a.person_id, a.person.name, a.post, a.since, a.until, a.organisation_id)
        for a in held
    ]
    return sorted(found, key=lambda o: _RANK[o.post])


def holders_of(posts: Iterable[str], *, day: date) -> dict[str, int]:
    """How many persons hold each of these posts on a day, anywhere. One query."""
    wanted = [str(post) for post in posts]
    rows = (
        Appointment.objects.filter(on_day(day), post__in=wanted)
        .values("post")
        .annotate(persons=Count("person_id", distinct=True))
        .order_by("post")
    )
    return dict.fromkeys(wanted, 0) | {row["post"]: row["persons"] for row in rows}


def picture_of(*, under: str) -> picture.Tree:
    """The tree at a path and below with all its people today, for a dry run. Four queries.

    The body at the top keeps no parent in the picture's own terms only where it is the root; the
    bodies above it come along without people.
    """
    day = clock.today()
    above = [under[: end + 1] for end, sign in enumerate(under) if sign == "."]
    bodies = Organisation.objects.filter(
        Q(path__startswith=under) | Q(path__in=above), dissolved_on=None
    ).order_by("path")
    rows = Membership.objects.filter(on_day(day), organisation__path__startswith=under).values_list(
        "person_id", "organisation_id", "group_id", "person__cohort"
    )
    kinds = dict(
        StatusSpan.objects.filter(
            on_day(day), person__memberships__organisation__path__startswith=under
        ).values_list("person_id", "kind")
    )
    posts: dict[tuple[int, int], list[str]] = {}
    held = Appointment.objects.filter(on_day(day), organisation__path__startswith=under)
    for person_id, body_id, post in held.values_list("person_id", "organisation_id", "post"):
        posts.setdefault((person_id, body_id), []).append(post)
    return picture.tree_of(
        [picture.Body(o.pk, o.name, Kind(o.kind), o.parent_id) for o in bodies],
        [
            picture.Person(
                id=person_id,
                body=body_id,
                full=kinds.get(person_id) == StatusSpan.Kind.FULL,
                probationary=kinds.get(person_id) == StatusSpan.Kind.PROBATIONARY,
                group=group_id,
                cohort=cohort,
                posts=tuple(
                    posts.get((person_id, body_id), []) + posts.get((person_id, group_id or 0), [])
                ),
            )
            for person_id, body_id, group_id, cohort in rows
        ],
    )


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Names by id. One query."""
    return dict(Person.objects.filter(pk__in=list(people)).values_list("pk", "name"))


def latest_change(*, people: Iterable[int], bodies: Iterable[int]) -> date | None:
    """The last day on which one of these people came to their branch, or one of these bodies, or
    one below them, to its place. Two queries; None for nobody and nothing."""
    came = Membership.objects.filter(until=None, person_id__in=list(people)).aggregate(
        last=Max("since")
    )["last"]
    roots = Organisation.objects.filter(pk__in=list(bodies)).values_list("path", flat=True)
    moved = [
        Placement.objects.filter(until=None, path__startswith=path).aggregate(last=Max("since"))[
            "last"
        ]
        for path in roots
    ]
    return max((day for day in [came, *moved] if day), default=None)


def posts_in(organisation: Organisation, *, after: date) -> list[Appointment]:
    """What is still held in a body on a day or later, locked. One query."""
    return list(
        Appointment.objects.select_for_update(of=("self",)).filter(
            Q(until=None) | Q(until__gt=after), organisation=organisation
        )
    )


@dataclass(frozen=True, slots=True)
class SettingUp:
    """How far a new installation has come, below one body."""

    top_id: int
    branches: int
    people: int
    empty: int
    headless: int
    first_headless: int | None
    shut_secretaries: int
    first_shut: int | None


def setting_up(*, under: str) -> SettingUp:
    """What is there and what is missing at a path and below. Four queries."""
    day = clock.today()
    top = Organisation.objects.get(path=under)
    branches = list(
        Organisation.objects.filter(
            path__startswith=under, dissolved_on=None, kind__in=BRANCH_KINDS
        )
        .order_by("path")
        .values_list("pk", flat=True)
    )
    counted = dict(
        Membership.objects.filter(on_day(day), organisation__path__startswith=under)
        .values_list("organisation_id")
        .annotate(Count("pk"))
    )
    heads = list(
        Appointment.objects.filter(
            on_day(day), post=Post.SECRETARY, organisation_id__in=branches
        ).values_list("organisation_id", "person_id", "person__account__opened_at")
    )
    led = {body for body, _person, _opened in heads}
    headless = [pk for pk in branches if pk not in led]
    shut = [person for _body, person, opened in heads if opened is None]
    return SettingUp(
        top_id=top.pk,
        branches=len(branches),
        people=sum(counted.values()),
        empty=sum(pk not in counted for pk in branches),
        headless=len(headless),
        first_headless=next((pk for pk in headless if pk in counted), None),
        shut_secretaries=len(shut),
        first_shut=shut[0] if shut else None,
    )


def cohorts_under(path: str) -> list[tuple[str, int]]:
    """Cohorts of the people at a path and below, and how many of each, the oldest first. One query."""
    return list(
        Membership.objects.filter(on_day(clock.today()), organisation__path__startswith=path)
        .exclude(person__cohort="")
        .values_list("person__cohort")
        .annotate(Count("pk"))
        .order_by("person__cohort")
    )


def of_cohorts(path: str, cohorts: Iterable[str]) -> list[tuple[int, str]]:
    """(id, name and branch) of the people of some cohorts at a path and below. One query."""
    rows = (
        Membership.objects.filter(
            on_day(clock.today()),
            organisation__path__startswith=path,
            person__cohort__in=list(cohorts),
        )
        .select_related("person", "organisation")
        .order_by("organisation__path", "person__pinyin_key", "person_id")
    )
    return [(m.person_id, f"{m.person.name}（{m.organisation}）") for m in rows]
