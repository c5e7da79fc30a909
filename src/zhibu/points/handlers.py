"""What points hear from below (听到的事实). Each is handed over once, in a transaction of its own."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zhibu.points.actions.hearing import end, hear, recount_scores
from zhibu.points.actions.posting import Cause, post_branch, post_under
from zhibu.points.queries import posting as read
from zhibu.trail.models import OutboxEvent


def on_record_confirmed(event: OutboxEvent) -> None:
    """What a sitting counts for."""
    hear(event)


def on_item_carried_out(event: OutboxEvent) -> None:
    """What somebody had taken on; the last report holds."""
    if event.payload["owner_id"] is not None:
        hear(event)


def on_record_corrected(event: OutboxEvent) -> None:
    """Take back what followed from the version replaced."""
    body = event.payload
    reason = _("记录已更正为第 %(version)d 版：%(reason)s") % body
    end(
        f"meeting:{body['meeting_id']}",
        through=int(body["replaced"]),
        cause=Cause(reason[:200], body["corrected_by"], body["corrected_by_name"]),
    )


def on_switch_turned(event: OutboxEvent) -> None:
    """Points were turned on or off: what was told in those days counts, or no longer does."""
    body = event.payload
    if body["key"] != read.ENABLED:
        return
    days = read.days_told(body["organisation_id"], since=date.fromisoformat(body["since"]))
    cause = Cause(_("支部积分已关闭，当日起的事不计。"), None, "")
    post_branch(body["organisation_id"], days=days, cause=cause)


def on_organisation_moved(event: OutboxEvent) -> None:
    """Branches came under other bodies: the scores of those they left and joined are counted anew."""
    before = {int(part) for part in event.payload["before"].rstrip(".").split(".")}
    after = {int(part) for part in event.payload["path"].rstrip(".").split(".")}
    recount_scores(before ^ after)


def on_rulebook_adopted(event: OutboxEvent) -> None:
    """Another book is in force from a day on: what was posted since is worked out anew by it."""
    body = event.payload
    _by_another_book(body["organisation_id"], since=date.fromisoformat(body["since"]))


def on_rulebook_retired(event: OutboxEvent) -> None:
    """A book ended: from that day on the one above decides, or none."""
    body = event.payload
    _by_another_book(body["organisation_id"], since=date.fromisoformat(body["until"]))


def _by_another_book(organisation_id: int, *, since: date) -> None:
    post_under(organisation_id, since=since, cause=Cause(_("改按另一版办法计算。"), None, ""))
