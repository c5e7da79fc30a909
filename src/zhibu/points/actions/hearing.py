"""Taking in a fact from below, and posting what follows from it (听取事实)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from zhibu.orgs.models import Organisation
from zhibu.points.actions.posting import Cause, Posted, post_branch
from zhibu.points.domain.ledger import facts_in
from zhibu.points.models import Source
from zhibu.points.queries import posting as read
from zhibu.trail.models import OutboxEvent

HEARD = {"meetings.RecordConfirmed", "meetings.ItemCarriedOut", "points.ContributionRegistered"}


def hear(event: OutboxEvent) -> Posted:
    """Index one fact and post what follows for the people in it, within the caller's transaction."""
    body = event.payload
    match event.kind:
        case "meetings.RecordConfirmed":
            thing, version = f"meeting:{body['meeting_id']}", int(body["version"])
            on = date.fromisoformat(body["held_on"])
        case "meetings.ItemCarriedOut":  # said again: the later word holds
            thing = f"agreed:{body['agreed_id']}"
            version = event.pk.int >> 65  # its milliseconds and a little chance
            on = date.fromisoformat(body["reported_on"])
        case _:
            thing, version = f"contribution:{body['contribution_id']}", 1
            on = date.fromisoformat(body["on"])
    read.branches_locked([body["organisation_id"]])
    Source.objects.create(
        event=event, branch_id=body["organisation_id"], thing=thing, version=version, on=on
    )
    return _follow(thing, Cause(_("记录已更正。"), None, ""))


def end(thing: str, *, through: int, cause: Cause) -> Posted:
    """These versions of a thing no longer hold: take back what followed."""
    held = Source.objects.filter(thing=thing, version__lte=through, ended=False)
    for branch_id in held.values_list("branch_id", flat=True).distinct():
        read.branches_locked([branch_id])
    held.update(ended=True)
    return _follow(thing, cause)


def _follow(thing: str, cause: Cause) -> Posted:
    """Post for everybody any version of a thing speaks of, around all its days."""
    versions = read.versions_of(thing)
    if not versions:
        return Posted()
    people = {
        person
        for row in versions
        for person in facts_in(read.told_of(row.event, thing, row.on, row.event.occurred_at))
    }
    return post_branch(
        versions[0].branch_id,
        days={row.on for row in versions},
        cause=cause,
        person_ids=people,
    )


def recount_scores(levels: Iterable[int]) -> None:
    """Count the scores of these bodies anew from the balances: the tree above branches changed."""
    wanted = sorted(set(levels))
    under = Organisation.objects.filter(pk__in=wanted).values_list("path", flat=True)
    branches = [
        pk
        for path in under
        for pk in Organisation.objects.filter(path__startswith=path).values_list("pk", flat=True)
    ]
    read.branches_locked(branches)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM points_scorecount WHERE level_id = ANY(%s)", [wanted])
        cursor.execute(
            """
            INSERT INTO points_scorecount (level_id, period, score, persons)
            SELECT level.id, b.period, b.amount, count(*)
            FROM points_balance b
            JOIN orgs_organisation branch ON branch.id = b.branch_id
            JOIN orgs_organisation level
              ON branch.path LIKE level.path || '%%' AND branch.id <> level.id
            WHERE b.counted AND level.id = ANY(%s)
            GROUP BY 1, 2, 3
            """,
            [wanted],
        )
