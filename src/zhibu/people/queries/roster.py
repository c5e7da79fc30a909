"""The roster of an organisation, as of a day (花名册)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.language import listed
from zhibu.orgs.models import Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import Appointment, Membership, StatusSpan


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
    group_id: int | None = None
    organisation_path: str = ""

    @property
    def kind_label(self) -> str:
        return str(StatusSpan.Kind(self.kind).label) if self.kind else _("未定")

    @property
    def has_vote(self) -> bool:
        """Full members only, and not under 留党察看. Source: 党章第七条."""
        return self.kind == StatusSpan.Kind.FULL and not self.vote_suspended

    @property
    def post_labels(self) -> str:
        return listed(str(Post(p).label) for p in self.posts)

    @property
    def masked_no(self) -> str:
        """The last three signs of the number, for those without the details."""
        return "*" * max(0, len(self.staff_no) - 3) + self.staff_no[-3:]


ORDERS = {
    "pinyin": "person__pinyin_key",
    "strokes": "person__stroke_key",
    "number": "person__staff_no",
}
PER_PAGE = 100
BESIDE = ("person", "person__account", "organisation", "group")


def _lines(
    *, under: str, day: date, find: str, kind: str, order: str, by_number: bool
) -> QuerySet[Membership]:
    rows = Membership.objects.filter(
        on_day(day), Q(organisation__path__startswith=under) | Q(group__path__startswith=under)
    )
    if find.strip():
        rows = rows.filter(_finding(find, by_number=by_number))
    if kind:
        rows = rows.filter(
            person__in=StatusSpan.objects.filter(on_day(day), kind=kind).values("person_id")
        )
    return rows.select_related(*BESIDE).order_by(
        ORDERS[order] if order in ORDERS and (by_number or order != "number") else ORDERS["pinyin"],
        "person_id",
    )


def members_of(
    *,
    under: str,
    day: date | None = None,
    find: str = "",
    kind: str = "",
    order: str = "pinyin",
    limit: int | None = None,
    by_number: bool = False,
) -> list[Member]:
    """The roster of an organisation and those below it, as of a day. Three queries.

    under: path. find: part of a name, pinyin or its initials. by_number: for those who may see
    numbers, also the start of one and their order; others could guess a hidden number by it.
    """
    day = day or clock.today()
    rows = _lines(under=under, day=day, find=find, kind=kind, order=order, by_number=by_number)
    return _members(list(rows[:limit] if limit else rows), day)


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of a roster: its lines, and where it stands among the others."""

    page: Page[Membership]
    lines: list[Member]

    @property
    def count(self) -> int:
        return int(self.page.paginator.count)


def roster_page(
    *,
    under: str,
    day: date | None = None,
    find: str = "",
    kind: str = "",
    order: str = "pinyin",
    number: int | str = 1,
    by_number: bool = False,
) -> RosterPage:
    """A page of the roster, a hundred lines; a number out of range gives the nearest. Four queries."""
    day = day or clock.today()
    rows = _lines(under=under, day=day, find=find, kind=kind, order=order, by_number=by_number)
    page = Paginator(rows, PER_PAGE).get_page(number)
    # The page is cut from bare ids, so that a far one does not sort whole rows.
    ids = rows[max(page.start_index() - 1, 0) : page.end_index()].values("pk")
    here = Membership.objects.filter(pk__in=ids)
    lines = here.select_related(*BESIDE).order_by(*rows.query.order_by)
    return RosterPage(page, _members(list(lines), day))


def kinds_under(
    *, under: str, day: date | None = None, find: str = "", by_number: bool = False
) -> dict[str, int]:
    """How many of each kind stand in a roster on a day; "" for those without a status. One query."""
    day = day or clock.today()
    # Joined, not asked for each line: a person has one status a day (people_one_status_a_day).
    held = Q(person__statuses__until=None) | Q(person__statuses__until__gt=day)
    now = FilteredRelation("person__statuses", condition=held & Q(person__statuses__since__lte=day))
    rows = _lines(
        under=under, day=day, find=find, kind="", order="pinyin", by_number=by_number
    ).order_by()
    counted = rows.annotate(now=now).values_list("now__kind").annotate(Count("pk"))
    return {str(kind or ""): int(count) for kind, count in counted}


def _finding(find: str, *, by_number: bool) -> Q:
    text = find.strip()
    query = Q(person__name__icontains=text)
    if by_number:
        query |= Q(person__staff_no__startswith=text)
    spelled = text.lower().replace("ü", "v")
    if spelled.isascii() and spelled.replace(" ", "").isalpha():
        query |= Q(person__initials__startswith=spelled.replace(" ", ""))
        query |= Q(person__pinyin_key__iregex=_sounds_like(spelled))
    return query


def _sounds_like(spelled: str) -> str:
    """A pattern for pinyin as typed, tones and spaces left out: ``luzhix`` fits 陆知夏."""
    return "^" + "[0-9]? ?".join(spelled.replace(" ", ""))


def _members(found: list[Membership], day: date) -> list[Member]:
    """Lines with kind and posts of that day. Two queries."""
    ids = [m.person_id for m in found]
    status = {s.person_id: s for s in StatusSpan.objects.filter(on_day(day), person_id__in=ids)}
    posts: dict[int, list[str]] = {}
    held = Appointment.objects.filter(on_day(day), person_id__in=ids).order_by("since", "pk")
    for person_id, post in held.values_list("person_id", "post"):
        posts.setdefault(person_id, []).append(post)
    return [_member(m, status.get(m.person_id), tuple(posts.get(m.person_id, ()))) for m in found]


def _member(row: Membership, status: StatusSpan | None, posts: tuple[str, ...]) -> Member:
    account = getattr(row.person, "account", None)
    return Member(
        person_id=row.person_id,
        name=row.person.name,
        staff_no=row.person.staff_no,
        kind=status.kind if status else "",
        group=row.group.name if row.group else "",
        organisation_id=row.organisation_id,
        organisation_name=str(row.organisation),
        posts=posts,
        joined_on=row.person.joined_on,
        vote_suspended=status.vote_suspended if status else False,
        has_account=bool(account and account.opened_at),
        group_id=row.group_id,
        organisation_path=row.organisation.path,
    )
