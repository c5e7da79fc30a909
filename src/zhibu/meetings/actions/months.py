"""A whole month arranged in one go (一起安排)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.actions.plans import make_known, plan_at
from zhibu.meetings.entries import PlanEntry
from zhibu.meetings.models import Meeting
from zhibu.trail.actions import note


@transaction.atomic
def plan_month(*, actor: Actor, organisation_id: int, plans: Sequence[PlanEntry]) -> list[Meeting]:
    """Plan and publish several sittings, all or none (一起安排、发布).

    Each as the actions plan and publish one, with its notice and its fact. Raises DoesNotExist
    (unseen), Refused, Invalid: errors by the place of the plan in the list, or for none chosen.
    """
    branch = queries.organisation_for_planning(organisation_id, seen_by=actor)
    require(policies.plan_month(actor, branch))
    if not plans:
        raise Invalid({"": _("请至少勾选一项。")})
    made = []
    for at, plan in enumerate(plans):
        try:
            meeting, roster = plan_at(by=actor, branch=branch, plan=plan)
            made.append(make_known(by=actor, meeting=meeting, laid=roster))
        except Invalid as invalid:
            raise Invalid({str(at): str(invalid)}) from invalid
    note(actor, "meetings.month.planned", branch, meetings=[meeting.pk for meeting in made])
    return made
