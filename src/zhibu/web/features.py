"""Everything the house does for people, each with who answers for it; rooms declare their own (功能登记)."""

from __future__ import annotations

from zhibu.appeals import features as appeals
from zhibu.archive import features as archive
from zhibu.gatherings import features as gatherings
from zhibu.insights import features as insights
from zhibu.kit.offers import Feature
from zhibu.meetings import features as meetings
from zhibu.notices import features as notices
from zhibu.orgs import features as orgs
from zhibu.people import features as people
from zhibu.points import features as points

FEATURES: tuple[Feature, ...] = (
    *meetings.FEATURES,
    *gatherings.FEATURES,
    *notices.FEATURES,
    *archive.FEATURES,
    *points.FEATURES,
    *appeals.FEATURES,
    *insights.FEATURES,
    *people.FEATURES,
    *orgs.FEATURES,
)
