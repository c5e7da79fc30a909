"""What organisational life does on hearing of lower rooms (听到事实)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import house
from zhibu.meetings import actions, queries
from zhibu.trail.models import OutboxEvent


def cancel_of_dissolved(event: OutboxEvent) -> None:
    """A dissolved body holds no more sittings: those still ahead are called off (撤销后取消会议).

    Hears ``orgs.OrganisationDissolved``. Drafts and published sittings from that day on; those
    invited are told. What was held stays as it is.
    """
    since = clock.day_start(date.fromisoformat(event.payload["dissolved_on"]))
    actor = house(_("平台"), way="job")
    for meeting in queries.ahead_of(event.payload["organisation_id"], since=since):
        actions.cancel_meeting(
            actor=actor, meeting_id=meeting.pk, reason=_("党组织已撤销，会议不再召开")
        )
