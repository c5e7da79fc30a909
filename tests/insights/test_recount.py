"""The recount agrees with the cells, and is red on every planted fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.insights.told import NOVEMBER, deliver_all
from tests.meetings.life import AFTER, Life, at

from zhibu.insights.actions.counting import rebuild, recount_stocks
from zhibu.insights.actions.folding import fold
from zhibu.insights.models import Cell, Folded, Line, Share, Source, Unfolded
from zhibu.insights.queries.recount import differences
from zhibu.meetings import actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import Correction, RecordEntry
from zhibu.ops.inside import figures
from zhibu.trail.models import OutboxEvent

TODAY = date(2026, 11, 28)


@pytest.fixture
def counted(life: Life) -> Life:
    """A month with a theme day, a committee meeting and a correction, all counted."""
    first = life.confirm(Kind.THEME_DAY)
    life.confirm(Kind.BRANCH_COMMITTEE, people=life.full[:2])
    with at(AFTER):
        actions.correct_record(
            actor=life.secretary,
            meeting_id=first.meeting_id,
            correction=Correction(RecordEntry(), present=frozenset(p.pk for p in life.full[:6])),
            reason="多登了四人",
        )
    with at(TODAY):
        deliver_all()
        recount_stocks(since=NOVEMBER)
    fold()
    return life


def found() -> list[str]:
    return [str(difference) for difference in differences(today=TODAY)]


def test_what_was_counted_as_it_came_is_what_the_facts_say(counted: Life) -> None:
    assert found() == []
    assert Cell.objects.count() > 10


def cell(name: str) -> Cell:
    return Cell.objects.get(category=name)


def _one_too_many() -> None:
    Cell.objects.filter(pk=cell("meetings.present").pk).update(value=9)


def _one_lost() -> None:
    cell("meetings.theme_day").delete()


def _one_out_of_nothing() -> None:
    known = cell("meetings.sittings")
    Cell.objects.create(
        organisation=known.organisation, month=date(2026, 7, 1), category=known.category, value=1
    )


def _a_line_altered() -> None:
    Line.objects.filter(category="meetings.minutes").first().delete()  # type: ignore[union-attr]  # there are two


def _a_source_in_another_month() -> None:
    Source.objects.filter(pk=Source.objects.earliest("pk").pk).update(on=date(2026, 10, 31))


def _a_fact_never_handled() -> None:
    told = OutboxEvent.objects.filter(kind="meetings.RecordConfirmed").earliest("pk")
    payload = told.payload | {"meeting_id": 987654}
    OutboxEvent.objects.create(kind=told.kind, payload=payload, delivered_at=told.occurred_at)


def _members_miscounted() -> None:
    Cell.objects.filter(pk=cell("people.full").pk).update(value=8)


def _members_lost() -> None:
    cell("people.probationary").delete()


def _a_sum_altered() -> None:
    Folded.objects.filter(category="meetings.sittings").update(value=9)


def _a_sum_out_of_nothing() -> None:
    Folded.objects.create(
        path="1.", month=date(2026, 7, 1), category="meetings.sittings", value=1, shown=1
    )


def _a_small_number_shown() -> None:
    known = Share.objects.filter(category="meetings.present").first()
    assert known is not None
    Share.objects.filter(pk=known.pk).update(shown=known.value - known.shown)


def _a_change_never_folded() -> None:
    _one_too_many()
    Unfolded.objects.all().delete()


FAULTS: list[tuple[Callable[[], None], str, str]] = [
    (_one_too_many, "facts", "meetings.present"),
    (_one_lost, "facts", "meetings.theme_day"),
    (_one_out_of_nothing, "facts", "meetings.sittings"),
    (_a_line_altered, "lines", "meetings.minutes"),
    (_a_source_in_another_month, "lines", "meetings.sittings"),
    (_a_fact_never_handled, "facts", "meetings.sittings"),
    (_members_miscounted, "roster", "people.full"),
    (_members_lost, "roster", "people.probationary"),
    (_a_sum_altered, "sums", "meetings.sittings"),
    (_a_sum_out_of_nothing, "sums", "meetings.sittings"),
    (_a_small_number_shown, "shares", "meetings.present"),
    (_a_change_never_folded, "shares", "meetings.present"),
]


@pytest.mark.parametrize(("plant", "where", "category"), FAULTS)
def test_the_recount_is_red_on_a_planted_fault(
    counted: Life, plant: Callable[[], None], where: str, category: str
) -> None:
    plant()
    assert (where, category) in {
        (difference.where, difference.category) for difference in differences(today=TODAY)
    }


def test_a_rebuild_mends_what_was_planted(counted: Life) -> None:
    before = {(c.organisation_id, c.month, c.category): c.value for c in Cell.objects.all()}
    _one_lost()
    _members_miscounted()
    _a_line_altered()
    _a_sum_altered()
    _a_change_never_folded()
    with at(TODAY):
        assert rebuild() == 4
    assert found() == []
    after = {(c.organisation_id, c.month, c.category): c.value for c in Cell.objects.all()}
    assert {key: value for key, value in after.items() if key in before} == before


def test_the_command_says_what_differs_and_answers_one(
    counted: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    with at(TODAY):
        assert figures.main(["check"]) == 0
        _one_too_many()
        assert figures.main(["check"]) == 1
        said = capsys.readouterr().out
        assert f"✗ facts {counted.organisation.pk} 2026-11 meetings.present: 9 ≠ 8" in said
        assert figures.main(["rebuild"]) == 0
