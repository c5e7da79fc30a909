"""Rulebooks of the demo (演示的积分办法): two in force, one still being written."""

from __future__ import annotations

from datetime import date

from zhibu.kit.dates import full_day
from zhibu.points.actions import adopt_version, start_rulebook
from zhibu.points.domain.rules import Span, period_of
from zhibu.points.queries import shelf_of
from zhibu.web.demo.switches import ON, TRIED, Kept

SCHEMES = {ON[0]: "items", ON[1]: "parts", TRIED: "hours"}


def lay_rulebooks(branch: Kept, *, number: int, today: date) -> None:
    """Where points are on, a shipped scheme from the term's first day; where they were, a draft."""
    if number not in SCHEMES:
        return
    actor, organisation = branch.actor(0), branch.organisation
    shelf = shelf_of(organisation, seen_by=actor, today=today)
    if shelf.holds or shelf.drafts:
        return
    scheme = SCHEMES[number]
    draft = start_rulebook(actor=actor, organisation_id=organisation.pk, scheme=scheme)
    if number in ON:
        since = period_of(Span.TERM, today).since
        adopt_version(
            actor=actor,
            version_id=draft.pk,
            ground=f"{full_day(since)}支部党员大会决议",
            since=since,
        )
