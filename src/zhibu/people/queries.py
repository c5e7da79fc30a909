"""Every read of persons. Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor, Grant
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import (
    Account,
    Appointment,
    CorrectionRequest,
    Look,
    Membership,
    Person,
    StatusSpan,
)


def account_for(person_id: int) -> Account:
    """A person's account with the person. Raises DoesNotExist. One query."""
    return Account.objects.select_related("person").get(person_id=person_id)


def actor_for_account(account: Account, *, way: str = "page") -> Actor:
    """The actor behind an account, with the rights of today. Two queries."""
    return actor_for_person(account.person_id, name=account.person.name, way=way)


def actor_for_person(person_id: int, *, name: str, way: str = "page") -> Actor:
    """The actor this person is today. Two queries."""
    day = clock.today()
    grants = tuple(
        Grant(post, path)
        for post, path in Appointment.objects.filter(
            on_day(day), person_id=person_id, organisation__dissolved_on=None
        )
        .order_by("organisation__path", "post")
        .values_list("post", "organisation__path")
    )
    branches = tuple(
        path
        for pair in Membership.objects.filter(on_day(day), person_id=person_id).values_list(
            "organisation__path", "group__path"
        )
        for path in pair
        if path
    )
    return Actor(person_id=person_id, name=name, grants=grants, branches=branches, way=way)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands, in the words of the frame: ``澜州大学 …支部`` and ``许静仪，书记``."""

    where: str
    who: str


def standing_of(actor: Actor) -> Standing:
    """The words of the frame for this actor. One query."""
    paths = [g.path for g in actor.grants] or list(actor.branches)
    path = max(paths, key=len, default="")
    names = dict(Organisation.objects.filter(path=path).values_list("path", "name")) if path else {}
    posts = [str(Post(g.post).label) for g in actor.grants if g.path == path]
    return Standing(where=names.get(path, ""), who="，".join([actor.name, *posts[:2]]))


def under_path(path: str, *, day: date | None = None) -> QuerySet[Person]:
    """Persons whose membership lies at this path or below it on a day (today)."""
    day = day or clock.today()
    return Person.objects.filter(
        pk__in=Membership.objects.filter(on_day(day), organisation__path__startswith=path).values(
            "person_id"
        )
    )


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


def person_for_change(person_id: int, *, seen_by: Actor) -> Person:
    """One person, locked. Raises DoesNotExist (unseen). One query."""
    return managed_persons(seen_by=seen_by).select_for_update(of=("self",)).get(pk=person_id)


def person_for_reading(person_id: int, *, seen_by: Actor) -> Person:
    """One person's page with dated histories. Raises DoesNotExist (unseen). Four queries."""
    return (
        seen_persons(seen_by=seen_by)
        .prefetch_related(
            Prefetch("statuses", StatusSpan.objects.order_by("-since")),
            Prefetch(
                "memberships",
                Membership.objects.select_related("organisation", "group").order_by("-since"),
            ),
            Prefetch(
                "appointments",
                Appointment.objects.select_related("organisation").order_by("-since"),
            ),
        )
        .get(pk=person_id)
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a branch's roster (花名册) on a day."""

    person_id: int
    name: str
    staff_no: str
    kind: str
    group: str
    organisation_id: int
    organisation_name: str
    posts: tuple[str, ...]
    joined_on: date | None
    vote_suspended: bool
    has_account: bool

    @property
    def kind_label(self) -> str:
        return str(StatusSpan.Kind(self.kind).label) if self.kind else _("未定")

    @property
    def has_vote(self) -> bool:
        """Full members only, and not under 留党察看. Source: 党章第七条."""
        return self.kind == StatusSpan.Kind.FULL and not self.vote_suspended

    @property
    def post_labels(self) -> str:
        return "、".join(str(Post(p).label) for p in self.posts)


ORDERS = {
    "pinyin": "person__pinyin_key",
    "strokes": "person__stroke_key",
    "number": "person__staff_no",
}


def members_of(
    *,
    under: str,
    day: date | None = None,
    find: str = "",
    kind: str = "",
    order: str = "pinyin",
    limit: int | None = None,
) -> list[Member]:
    """The roster of an organisation and those below it, as of a day. Three queries.

    under: path. find: part of a name, pinyin initials, or the start of a number.
    """
    day = day or clock.today()
    rows = Membership.objects.filter(
        on_day(day), Q(organisation__path__startswith=under) | Q(group__path__startswith=under)
    )
    if find:
        rows = rows.filter(_finding(find))
    if kind:
        rows = rows.filter(
            person__in=StatusSpan.objects.filter(on_day(day), kind=kind).values("person_id")
        )
    rows = rows.select_related("person", "person__account", "organisation", "group").order_by(
        ORDERS.get(order, ORDERS["pinyin"]), "person_id"
    )
    found = list(rows[:limit] if limit else rows)
    ids = [m.person_id for m in found]
    status = {s.person_id: s for s in StatusSpan.objects.filter(on_day(day), person_id__in=ids)}
    posts: dict[int, list[str]] = {}
    held = Appointment.objects.filter(on_day(day), person_id__in=ids).order_by("since", "pk")
    for person_id, post in held.values_list("person_id", "post"):
        posts.setdefault(person_id, []).append(post)
    return [_member(m, status.get(m.person_id), tuple(posts.get(m.person_id, ()))) for m in found]


def _finding(find: str) -> Q:
    text = find.strip()
    query = Q(person__name__icontains=text) | Q(person__staff_no__startswith=text)
    if text.isascii() and text.isalpha():
        query |= Q(person__initials__startswith=text.lower())
        query |= Q(person__pinyin_key__startswith=text.lower())
    return query


def _member(row: Membership, status: StatusSpan | None, posts: tuple[str, ...]) -> Member:
    account = getattr(row.person, "account", None)
    return Member(
        person_id=row.person_id,
        name=row.person.name,
        staff_no=row.person.staff_no,
        kind=status.kind if status else "",
        group=row.group.name if row.group else "",
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
        posts=posts,
        joined_on=row.person.joined_on,
        vote_suspended=status.vote_suspended if status else False,
        has_account=bool(account and account.opened_at),
    )


def open_corrections(*, seen_by: Actor) -> QuerySet[CorrectionRequest]:
    """Corrections waiting for an answer that this actor may give; overdue first."""
    return (
        CorrectionRequest.objects.filter(
            state=CorrectionRequest.State.OPEN, person__in=managed_persons(seen_by=seen_by)
        )
        .exclude(person_id=seen_by.person_id)
        .select_related("person")
        .order_by("due_on", "pk")
    )


def looks_at(person_id: int, *, limit: int = 200) -> list[Look]:
    """Who looked at this person's fields, newest first. One query."""
    return list(Look.objects.filter(person_id=person_id).order_by("-at")[:limit])


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
