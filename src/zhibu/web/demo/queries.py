"""Whom one may be at the demo's door (演示登录)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from zhibu.kit import clock
from zhibu.orgs.models import Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import Appointment, Membership, StatusSpan


@dataclass(frozen=True, slots=True)
class PersonToBe:
    """One person offered at the demo's door."""

    person_id: int
    name: str
    part: str
    where: str


def persons_to_be() -> list[PersonToBe]:
    """In the demo: one holder of each post and one of each kind of member; else nobody."""
    if settings.MODE != "demo":
        return []
    day = clock.today()
    offered: dict[str, PersonToBe] = {}
    held = (
        Appointment.objects.filter(on_day(day), person__account__opened_at__isnull=False)
        .select_related("person", "organisation")
        .order_by("organisation_id", "pk")
    )
    for a in held:
        if a.organisation.is_branch or a.post in {
            Post.COLLEGE_ORGANISER,
            Post.UNIVERSITY_ORGANISER,
        }:
            offered.setdefault(
                a.post,
                PersonToBe(
                    a.person_id, a.person.name, str(Post(a.post).label), a.organisation.name
                ),
            )
    taken = {p.person_id for p in offered.values()}
    for kind in (StatusSpan.Kind.FULL, StatusSpan.Kind.PROBATIONARY, StatusSpan.Kind.ACTIVIST):
        found = (
            Membership.objects.filter(
                on_day(day),
                person__account__opened_at__isnull=False,
                person__in=StatusSpan.objects.filter(on_day(day), kind=kind).values("person_id"),
            )
            .exclude(person_id__in=taken)
            .select_related("person", "organisation")
            .order_by("organisation_id", "pk")
            .first()
        )
        if found:
            offered[kind] = PersonToBe(
                found.person_id, found.person.name, str(kind.label), found.organisation.name
            )
    return list(offered.values())
