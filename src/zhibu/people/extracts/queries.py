"""Extracts asked for, waiting, ready (导出件的读)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, Value, When

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.queries import on_day
from zhibu.orgs.rights import parent_path
from zhibu.people.models import Account, Appointment, Extract
from zhibu.people.queries import DETAIL_POSTS

State = Extract.State
ABOVE: tuple[str, ...] = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
DECIDES_ABOVE: tuple[str, ...] = (*ABOVE, Post.SECURITY)
SEES_ABOVE: tuple[str, ...] = (*DECIDES_ABOVE, Post.AUDIT)
OPEN = (State.WAITING, State.APPROVED, State.READY)
SHOWN = 100
LATELY = timedelta(days=30)


def seen_extracts(*, seen_by: Actor) -> QuerySet[Extract]:
    """Those this actor asked for, may decide or audits. Permission row ``see_extract``."""
    if seen_by.is_house:
        return Extract.objects.all()
    own = seen_by.paths_of(*DETAIL_POSTS)
    reach = [
        Q(asked_by=seen_by.person_id),
        Q(organisation__path__in=own),
        Q(organisation__kind=Organisation.Kind.GROUP, organisation__parent__path__in=own),
        *(Q(organisation__path__startswith=path) for path in seen_by.paths_of(*SEES_ABOVE)),
    ]
    return Extract.objects.filter(reduce(or_, reach)).select_related(
        "organisation", "asked_by", "decided_by"
    )


def extract_for_reading(extract_id: int, *, seen_by: Actor) -> Extract:
    """One extract. Raises DoesNotExist (unseen). One query."""
    return seen_extracts(seen_by=seen_by).get(pk=extract_id)


def extract_for_change(extract_id: int, *, seen_by: Actor) -> Extract:
    """One extract, locked. Raises DoesNotExist (unseen). One query."""
    return seen_extracts(seen_by=seen_by).select_for_update(of=("self",)).get(pk=extract_id)


def extracts_for(*, seen_by: Actor) -> list[Extract]:
    """Those this actor sees, waiting ones first, then the newest. One query."""
    return list(
        seen_extracts(seen_by=seen_by)
        .annotate(over=Case(When(state__in=OPEN, then=Value(0)), default=Value(1)))
        .order_by("over", "-asked_at")[:SHOWN]
    )


def extracts_of(person_id: int) -> list[Extract]:
    """Those somebody asked for or decided, newest first. One query."""
    return list(
        Extract.objects.filter(Q(asked_by=person_id) | Q(decided_by=person_id))
        .select_related("organisation")
        .order_by("-asked_at")
    )


def asked_lately(extract: Extract) -> int:
    """How often its asker asked in the thirty days before, this one left out. One query."""
    since = extract.asked_at - LATELY
    return (
        Extract.objects.filter(asked_by=extract.asked_by_id, asked_at__gte=since)
        .exclude(pk=extract.pk)
        .count()
    )


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who may agree (可以同意的人)."""

    person_id: int
    name: str
    post: str


def deciders_of(organisation: Organisation, *, but: int) -> list[Decider]:
    """Who may decide about this body's rows today; never the asker. One query.

    The branch's own first, then the nearest above.
    """
    path = organisation.path
    above = [path]
    while above[-1]:
        above.append(parent_path(above[-1]))
    own = [path, parent_path(path)] if organisation.kind == Organisation.Kind.GROUP else [path]
    holders = (
        Appointment.objects.filter(on_day(clock.today()), organisation__dissolved_on=None)
        .filter(
            Q(post__in=DETAIL_POSTS, organisation__path__in=own)
            | Q(post__in=DECIDES_ABOVE, organisation__path__in=above)
        )
        .exclude(person_id=but)
        .select_related("person")
    )
    found: dict[int, Decider] = {}
    for one in holders.order_by("-organisation__path", "post", "person_id"):
        found.setdefault(
            one.person_id, Decider(one.person_id, one.person.name, str(Post(one.post).label))
        )
    return list(found.values())


def generation_of(person_id: int) -> int:
    """The turn of somebody's account, one on with every new password or shutting; 0 without one."""
    found = Account.objects.filter(person_id=person_id, is_active=True)
    return found.values_list("generation", flat=True).first() or 0


def waiting_for(actor: Actor) -> int:
    """How many wait for this actor's answer. One query."""
    own = actor.paths_of(*DETAIL_POSTS)
    reach = [
        Q(organisation__path__in=own),
        *(Q(organisation__path__startswith=path) for path in actor.paths_of(*DECIDES_ABOVE)),
    ]
    return (
        Extract.objects.filter(reduce(or_, reach), state=State.WAITING)
        .exclude(asked_by=actor.person_id)
        .count()
    )


def unfinished() -> QuerySet[Extract]:
    """Those that may still change by themselves."""
    return Extract.objects.filter(state__in=OPEN).select_related(
        "organisation", "asked_by", "decided_by"
    )


def extract_told(extract_id: int) -> Extract:
    """One extract for what is told about it. Raises DoesNotExist. One query."""
    return Extract.objects.select_related("organisation", "asked_by").get(pk=extract_id)


def waits_already(extract: Extract) -> bool:
    """Whether the same is waiting for an answer. One query."""
    return Extract.objects.filter(
        asked_by=extract.asked_by_id,
        kind=extract.kind,
        organisation=extract.organisation_id,
        subject_id=extract.subject_id,
        state=State.WAITING,
    ).exists()


def stored_names() -> set[str]:
    """Names of all files that can still be taken. One query."""
    return set(Extract.objects.exclude(stored="").values_list("stored", flat=True))
