"""Whose statistics this actor may open (统计的门)."""

from __future__ import annotations

from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, ORGANISER_POSTS, Organisation
from zhibu.orgs.queries import seen_organisations


def place_for_statistics(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One organisation, no group. Raises DoesNotExist (unseen). One query."""
    return (
        seen_organisations(seen_by=seen_by)
        .exclude(kind=Organisation.Kind.GROUP)
        .get(pk=organisation_id)
    )


def own_place(actor: Actor) -> Organisation | None:
    """Where this actor's statistics begin: the highest body one organises, else one's branch. One query."""
    paths = {
        grant.path for grant in actor.grants if grant.post in (*COMMITTEE_POSTS, *ORGANISER_POSTS)
    }
    found = Organisation.objects.filter(path__in=paths, dissolved_on=None)
    return found.exclude(kind=Organisation.Kind.GROUP).order_by("path").first()


def way_up(organisation: Organisation) -> list[Organisation]:
    """The bodies above, from the root down. One query."""
    ids = [int(part) for part in organisation.path.rstrip(".").split(".")[:-1]]
    return list(Organisation.objects.filter(pk__in=ids).order_by("path"))
