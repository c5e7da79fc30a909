"""A whole month arranged in one go (一起安排)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.actions.plans import group_of, lay_down, make_known
from zhibu.meetings.entries import PlanEntry
from zhibu.meetings.events import PlanPublished
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import Organisation
from zhibu.trail.actions import note, publish


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
            made.append(_arranged(actor, branch, plan))
        except Invalid as invalid:
            raise Invalid({str(at): str(invalid)}) from invalid
    note(actor, "meetings.month.planned", branch, meetings=[meeting.pk for meeting in made])
    return made


def _arranged(actor: Actor, branch: Organisation, plan: PlanEntry) -> Meeting:
    """One of them: its list is laid and made known in one go."""
    group = group_of(branch, plan, by=actor)
    require(policies.plan_meeting(actor, group or branch))
    meeting, roster = lay_down(by=actor, branch=branch, group=group, plan=plan)
    note(actor, "meetings.plan.made", meeting, kinds=meeting.kinds, at=plan.starts_at)
    require(policies.publish_plan(actor, meeting))
    make_known(by=actor, meeting=meeting, laid=roster)
    note(actor, "meetings.plan.published", meeting, eligible=meeting.eligible_count)
    publish(PlanPublished.of(meeting))
    return meeting
