"""Whom a general notice would reach, and in whose name one may write it (通知的范围)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.notices.domain import Audience, Reach
from zhibu.notices.models import NoticeDraft
from zhibu.notices.policies import OWN, SUBTREE
from zhibu.orgs.models import BRANCH_KINDS, COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.queries import on_day, standing
from zhibu.people.models import Appointment, Membership, StatusSpan

LEADS = (Post.SECRETARY, Post.DEPUTY_SECRETARY)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person a notice would go to. reached: has an open account to read it with."""

    person_id: int
    name: str
    place: str
    reached: bool


def bodies_to_write_for(actor: Actor) -> list[Organisation]:
    """Bodies in whose name this actor may send a notice, branches first. One query."""
    held = actor.paths_of(*OWN, *SUBTREE)
    found = Organisation.objects.filter(path__in=held, dissolved_on=None).order_by("path")
    return sorted(found, key=lambda body: not body.is_branch)


def branches_under(organisation: Organisation) -> list[Organisation]:
    """The branches below a body that stand today, for a list to choose from. One query."""
    return list(standing(under=organisation.path).filter(kind__in=BRANCH_KINDS))


def addressees(
    organisation: Organisation, audience: Audience, *, besides: int | None
) -> list[Addressee]:
    """Everybody an audience takes in today but the sender, by name. One query."""
    rows = _rows(organisation, audience)
    fields = (
        "person_id",
        "person__name",
        "organisation__short_name",
        "organisation__name",
        "person__account__opened_at",
        "person__account__is_active",
    )
    found: dict[int, Addressee] = {}
    for pk, name, short, full, opened_at, active in rows.order_by(
        "person__pinyin_key", "person_id"
    ).values_list(*fields):
        reached = opened_at is not None and bool(active)
        found.setdefault(pk, Addressee(pk, name, short or full, reached))
    found.pop(besides or 0, None)
    return list(found.values())


def _rows(
    organisation: Organisation, audience: Audience
) -> QuerySet[Membership] | QuerySet[Appointment]:
    """Memberships or posts of today that an audience takes in, none outside the body."""
    day = on_day(clock.today())
    if audience.reach in {Reach.COMMITTEE, Reach.SECRETARIES}:
        return _posts(organisation, audience).filter(day)
    members = Membership.objects.filter(day)
    match audience.reach:
        case Reach.GROUPS:
            return members.filter(organisation=organisation, group_id__in=audience.bodies)
        case Reach.KINDS:
            spans = StatusSpan.objects.filter(day, kind__in=audience.kinds)
            return members.filter(organisation=organisation, person__in=spans.values("person_id"))
        case Reach.BRANCHES:
            return members.filter(
                organisation_id__in=audience.bodies,
                organisation__path__startswith=organisation.path,
            )
        case Reach.SUBTREE:
            return members.filter(organisation__path__startswith=organisation.path)
    return members.filter(Q(organisation=organisation) | Q(group=organisation))


def _posts(organisation: Organisation, audience: Audience) -> QuerySet[Appointment]:
    if audience.reach is Reach.COMMITTEE:
        return Appointment.objects.filter(organisation=organisation, post__in=COMMITTEE_POSTS)
    found = Appointment.objects.filter(
        organisation__path__startswith=organisation.path,
        organisation__kind__in=BRANCH_KINDS,
        organisation__dissolved_on=None,
        post__in=LEADS,
    )
    return found.filter(organisation_id__in=audience.bodies) if audience.bodies else found


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would get a notice, before it is sent (发给谁)."""

    people: tuple[Addressee, ...]

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def to_phone(self) -> int:
        return sum(not one.reached for one in self.people)

    @property
    def places(self) -> list[tuple[str, int]]:
        """How many in each body, in the order of the names."""
        return list(Counter(one.place for one in self.people).items())

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(one.person_id for one in self.people)


def preview_of(organisation: Organisation, audience: Audience, *, besides: int | None) -> Preview:
    """Who would get it. One query; none when something is still to be chosen."""
    if audience.incomplete:
        return Preview(())
    return Preview(tuple(addressees(organisation, audience, besides=besides)))


def names_of_bodies(ids: Iterable[int]) -> list[str]:
    """Short names of groups or branches, in the order of the tree. One query."""
    return [str(body) for body in Organisation.objects.filter(pk__in=ids).order_by("path")]


# ---- drafts


def draft_of(organisation_id: int, *, person_id: int | None) -> NoticeDraft | None:
    """What this person is writing in the name of a body. One query."""
    return NoticeDraft.objects.filter(
        organisation_id=organisation_id, person_id=person_id or 0
    ).first()


def drafts_of(person_id: int) -> list[NoticeDraft]:
    """Everything this person is still writing. One query."""
    return list(
        NoticeDraft.objects.filter(person_id=person_id)
        .select_related("organisation")
        .order_by("organisation__path")
    )
