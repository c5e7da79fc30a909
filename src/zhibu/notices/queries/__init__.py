"""Every read of notices. Unseen and absent are the same: ``DoesNotExist``."""

from zhibu.notices.queries.audience import (
    Addressee,
    Preview,
    addressees,
    bodies_to_write_for,
    branches_under,
    draft_of,
    drafts_of,
    names_of_bodies,
    preview_of,
)
from zhibu.notices.queries.own import (
    notices_for,
    own_copy,
    own_copy_for_change,
    unacknowledged_count,
    unacknowledged_for,
)
from zhibu.notices.queries.sent import (
    Calls,
    Delivery,
    calls_of,
    delivery_of,
    sent_notice,
    sent_notice_for_change,
    sent_notices,
    unreached_of,
    with_a_way_in,
)

__all__ = [
    "Addressee",
    "Calls",
    "Delivery",
    "Preview",
    "addressees",
    "bodies_to_write_for",
    "branches_under",
    "calls_of",
    "delivery_of",
    "draft_of",
    "drafts_of",
    "names_of_bodies",
    "notices_for",
    "own_copy",
    "own_copy_for_change",
    "preview_of",
    "sent_notice",
    "sent_notice_for_change",
    "sent_notices",
    "unacknowledged_count",
    "unacknowledged_for",
    "unreached_of",
    "with_a_way_in",
]
