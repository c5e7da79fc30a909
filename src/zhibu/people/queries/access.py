"""Who somebody is today, and whom they may see (权限的门)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from zhibu.kit import clock
from zhibu.kit.actor import Actor, Grant
from zhibu.kit.language import strung
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import Account, Appointment, Membership, Person, StatusSpan


def account_for(person_id: int) -> Account:
    """A person's account with the person. Raises DoesNotExist. One query."""
    return Account.objects.select_related("person").get(person_id=person_id)


# Every page asks this first, so it is one statement, written out: posts, memberships and the name.
RIGHTS = """
SELECT 'name', '', '', p.name, false FROM people_person p WHERE p.id = %(person)s
UNION ALL
SELECT 'post', a.post, o.path, o.name, false
FROM people_appointment a JOIN orgs_organisation o ON o.id = a.organisation_id
WHERE a.person_id = %(person)s AND a.since <= %(day)s AND (a.until IS NULL OR a.until > %(day)s)
  AND o.dissolved_on IS NULL
UNION ALL
SELECT 'member', '', o.path, o.name, EXISTS (
  SELECT FROM people_statusspan s WHERE s.person_id = %(person)s AND s.since <= %(day)s
  AND (s.until IS NULL OR s.until > %(day)s) AND s.kind = ANY(%(party)s) AND s.standing = %(normal)s)
FROM people_membership m
CROSS JOIN LATERAL unnest(ARRAY[m.organisation_id, m.group_id]) AS here(id)
JOIN orgs_organisation o ON o.id = here.id
WHERE m.person_id = %(person)s AND m.since <= %(day)s AND (m.until IS NULL OR m.until > %(day)s)
"""


def actor_for_account(account: Account, *, way: str = "page") -> Actor:
    """The actor behind an account, with the rights of today. One query."""
    return actor_for_person(account.person_id, way=way)


def actor_for_person(person_id: int, *, name: str | None = None, way: str = "page") -> Actor:
    """The actor this person is today. One query."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {  # what the driver takes: a number, a day, texts
            "person": person_id,
            "day": clock.today(),
            "party": [k.value for k in PARTY],
            "normal": NORMAL,
        }
        cursor.execute(RIGHTS, asked)
        rows = sorted(cursor.fetchall(), key=lambda row: row[2])
    posts = [row for row in rows if row[0] == "post"]
    member = [row for row in rows if row[0] == "member"]
    found = "".join(row[3] for row in rows if row[0] == "name")
    return Actor(
        person_id=person_id,
        name=found if name is None else name,
        grants=tuple(sorted((Grant(row[1], row[2]) for row in posts), key=_in_order)),
        branches=tuple(row[2] for row in member),
        way=way,
        party=any(row[4] for row in member),
        names={row[2]: row[3] for row in (*posts, *member)},
    )


def _in_order(grant: Grant) -> tuple[str, str]:
    return grant.path, grant.post


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands, in the words of the frame: ``澜州大学 …支部`` and ``许静仪，书记``."""

    where: str
    who: str


def standing_of(actor: Actor) -> Standing:
    """The words of the frame for this actor. No query."""
    paths = [g.path for g in actor.grants] or list(actor.branches)
    path = max(paths, key=len, default="")
    posts = [str(Post(g.post).label) for g in actor.grants if g.path == path]
    return Standing(where=actor.names.get(path, ""), who=strung([actor.name, *posts[:2]]))


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post somebody holds today, as they choose among several. key: ``secretary@1.4.9.``."""

    key: str
    label: str
    where: str


def posts_of(actor: Actor) -> list[HeldPost]:
    """The posts of this actor with the names of the places. No query."""
    names = actor.names
    return [HeldPost(g.key, str(Post(g.post).label), names.get(g.path, "")) for g in actor.grants]


def under_path(path: str, *, day: date | None = None) -> QuerySet[Person]:
    """Persons whose membership lies at this path or below it on a day (today)."""
    day = day or clock.today()
    return Person.objects.filter(
        pk__in=Membership.objects.filter(on_day(day), organisation__path__startswith=path).values(
            "person_id"
        )
    )


PARTY = (StatusSpan.Kind.FULL, StatusSpan.Kind.PROBATIONARY)
NORMAL = StatusSpan.Standing.NORMAL.value
DETAIL_POSTS: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION)
WIDE_POSTS: tuple[str, ...] = (
    Post.COLLEGE_ORGANISER,
    Post.UNIVERSITY_ORGANISER,
    Post.ORGANIZER,
    Post.OPERATOR,
)


def _members_at(actor: Actor, *, own: tuple[str, ...], subtree: tuple[str, ...] = ()) -> Q:
    """Memberships in bodies where one of these posts is held (``own``) or below it (``subtree``)."""
    reach = Q(organisation__path__in=actor.paths_of(*own))
    return reduce(
        or_, (Q(organisation__path__startswith=p) for p in actor.paths_of(*subtree)), reach
    )


def seen_persons(*, seen_by: Actor) -> QuerySet[Person]:
    """Persons whose own page (S2) this actor may open: oneself, and those of one's own branch
    for its secretary, deputy and organisation officer. Permission row ``see_person``."""
    if seen_by.is_house:
        return Person.objects.all()
    reached = Membership.objects.filter(
        on_day(clock.today()) & _members_at(seen_by, own=DETAIL_POSTS)
    ).values("person_id")
    return Person.objects.filter(Q(pk=seen_by.person_id) | Q(pk__in=reached))


def managed_persons(*, seen_by: Actor) -> QuerySet[Person]:
    """Persons whose status, post or slip this actor may change: own branch's, or one's subtree's."""
    if seen_by.is_house:
        return Person.objects.all()
    reach = on_day(clock.today()) & _members_at(seen_by, own=DETAIL_POSTS, subtree=WIDE_POSTS)
    return Person.objects.filter(
        Q(pk=seen_by.person_id)
        | Q(pk__in=Membership.objects.filter(reach).values("person_id"))
        | Q(pk__in=Appointment.objects.filter(reach).values("person_id"))
    )


def answered_persons(*, seen_by: Actor) -> QuerySet[Person]:
    """Persons whose corrections this actor may answer: own branch's, an 组织员's subtree. Permission
    row ``answer_correction``."""
    if seen_by.is_house:
        return Person.objects.all()
    reach = on_day(clock.today()) & _members_at(
        seen_by, own=DETAIL_POSTS, subtree=(Post.ORGANIZER,)
    )
    return Person.objects.filter(
        Q(pk__in=Membership.objects.filter(reach).values("person_id"))
        | Q(pk__in=Appointment.objects.filter(reach).values("person_id"))
    )


def persons_with_accounts(*, seen_by: Actor) -> QuerySet[Person]:
    """Persons whose account this actor may shut or open: the security officer's subtree as well."""
    managed = managed_persons(seen_by=seen_by)
    if not seen_by.holds_anywhere(Post.SECURITY) or seen_by.is_house:
        return managed
    guarded = Membership.objects.filter(
        on_day(clock.today()) & _members_at(seen_by, own=(), subtree=(Post.SECURITY,))
    )
    posted = Appointment.objects.filter(
        on_day(clock.today()) & _members_at(seen_by, own=(), subtree=(Post.SECURITY,))
    )
    return Person.objects.filter(
        Q(pk__in=managed.values("pk"))
        | Q(pk__in=guarded.values("person_id"))
        | Q(pk__in=posted.values("person_id"))
    )


def account_holder(person_id: int, *, seen_by: Actor) -> Person:
    """One person whose account may be shut or opened, locked. Raises DoesNotExist. One query."""
    return persons_with_accounts(seen_by=seen_by).select_for_update(of=("self",)).get(pk=person_id)


def person_for_change(person_id: int, *, seen_by: Actor) -> Person:
    """One person, locked. Raises DoesNotExist (unseen). One query."""
    return managed_persons(seen_by=seen_by).select_for_update(of=("self",)).get(pk=person_id)


def _with_histories(people: QuerySet[Person]) -> QuerySet[Person]:
    """Statuses, memberships and posts with them, the latest first; one query each."""
    return people.select_related("account").prefetch_related(
        Prefetch("statuses", StatusSpan.objects.order_by("-since")),
        Prefetch(
            "memberships",
            Membership.objects.select_related("organisation", "group").order_by("-since"),
        ),
        Prefetch(
            "appointments", Appointment.objects.select_related("organisation").order_by("-since")
        ),
    )


def person_for_reading(person_id: int, *, seen_by: Actor) -> Person:
    """One person with all fields and histories. Raises DoesNotExist (unseen). Four queries."""
    return _with_histories(seen_persons(seen_by=seen_by)).get(pk=person_id)


def person_for_page(person_id: int, *, seen_by: Actor) -> Person:
    """One person with histories, for those who manage them as well: the fields are then masked.

    Raises DoesNotExist (unseen). Four queries.
    """
    return _with_histories(managed_persons(seen_by=seen_by)).get(pk=person_id)


def person_for_self(actor: Actor) -> Person:
    """Oneself with all fields and histories. Raises DoesNotExist for the house. Four queries."""
    return person_with_histories(actor.person_id or 0)


def person_with_histories(person_id: int) -> Person:
    """Somebody with all fields and histories, for their own eyes only. Raises DoesNotExist. Four queries."""
    return _with_histories(Person.objects.filter(pk=person_id)).get()


def primary_membership(person_id: int, *, day: date | None = None) -> Membership:
    """Where this person belongs on a day. Raises DoesNotExist. One query."""
    return Membership.objects.select_related("organisation", "group").get(
        on_day(day or clock.today()), person_id=person_id
    )


def home_organisation(person_id: int, *, day: date | None = None) -> Organisation:
    """The body that answers for a person on a day: where one belongs, else where one holds a post.

    Raises DoesNotExist. At most two queries.
    """
    day = day or clock.today()
    belongs = (
        Membership.objects.filter(on_day(day), person_id=person_id)
        .select_related("organisation")
        .first()
    )
    if belongs is not None:
        return belongs.organisation
    return (
        Organisation.objects.filter(
            pk__in=Appointment.objects.filter(on_day(day), person_id=person_id).values(
                "organisation_id"
            )
        )
        .order_by("path")[:1]
        .get()
    )


def accounts_found(find: str, *, seen_by: Actor, limit: int = 20) -> list[Person]:
    """People with this whole number or name, among those whose account the actor may shut. One query."""
    return list(
        persons_with_accounts(seen_by=seen_by)
        .filter(Q(staff_no=find) | Q(name=find))
        .select_related("account")
        .order_by("pinyin_key", "pk")[:limit]
    )


def appointment_of(appointment_id: int, *, organisation: Organisation) -> Appointment:
    """A post held in a body or in one of its groups. Raises DoesNotExist. One query."""
    return Appointment.objects.select_related("person", "organisation").get(
        Q(organisation=organisation) | Q(organisation__parent=organisation), pk=appointment_id
    )


def holders_above(path: str, *posts: str) -> list[int]:
    """Who holds one of these posts at this path or above it today. One query."""
    steps = path.rstrip(".").split(".")
    above = [".".join(steps[:n]) + "." for n in range(1, len(steps) + 1)]
    return sorted(
        set(
            Appointment.objects.filter(
                on_day(clock.today()), post__in=posts, organisation__path__in=above
            ).values_list("person_id", flat=True)
        )
    )


def committee_under(path: str, *, day: date) -> list[Appointment]:
    """Committee posts held on a day in a body and those below, by body and post. One query."""
    return list(
        Appointment.objects.filter(
            on_day(day), organisation__path__startswith=path, post__in=COMMITTEE_POSTS
        ).order_by("organisation__path", "since", "pk")
    )
