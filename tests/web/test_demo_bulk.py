"""The university laid by COPY: as many as were asked for, under every organiser, and counted."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Sum

from zhibu.insights.actions.counting import rebuild
from zhibu.insights.models import Cell
from zhibu.kit import clock
from zhibu.orgs.models import BRANCH_KINDS, Organisation
from zhibu.people.models import StatusSpan
from zhibu.web import demo
from zhibu.web.demo.bulk import Size, lay_university

TODAY = date(2026, 11, 25)


def test_a_university_in_bulk_has_branches_in_every_college_and_counts_its_members(
    db: None,
) -> None:
    with clock.pinned(clock.day_start(TODAY)):
        laid = lay_university(Size(people=60, branches=6, colleges=3), told=demo.quiet)
        rebuild()
    below = (
        Organisation.objects.filter(kind__in=BRANCH_KINDS)
        .values_list("parent__short_name")
        .annotate(n=Count("pk"))
    )
    counted = Cell.objects.filter(month=TODAY.replace(day=1), category="people.full")
    full = StatusSpan.objects.filter(kind=StatusSpan.Kind.FULL)

    assert [len(branch.people) for branch in laid] == [10] * 6
    assert dict(below) == {"材料学院党委": 2, "化学学院党委": 2, "物理学院党委": 2}
    assert counted.aggregate(n=Sum("value"))["n"] == full.count()
