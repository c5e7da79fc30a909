"""The printed sheet: printing, typing in, what cannot be taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, ENDS, code_at, convened, row_of

from zhibu.gatherings import actions, domain, queries
from zhibu.gatherings.actions import Fault
from zhibu.gatherings.domain import SheetEntry
from zhibu.gatherings.models import EntryConflict, Gathering, SheetCode
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Refused

AFTER = ENDS + timedelta(days=1)


def codes_of(branch: Branch, gathering: Gathering) -> dict[str, str]:
    lines = actions.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    return {line.name: line.code for line in lines}


def test_printing_again_prints_the_same_codes_and_new_names_get_theirs(branch: Branch) -> None:
    gathering = convened(branch)
    first = codes_of(branch, gathering)
    actions.set_attendees(
        actor=branch.secretary,
        gathering_id=gathering.pk,
        attendees=[domain.Invite(p.pk) for p in [*branch.members, branch.join("陆知夏")]],
    )

    second = codes_of(branch, gathering)

    assert {name: second[name] for name in first} == first
    assert set(second) - set(first) == {"陆知夏"}
    kept = SheetCode.objects.values_list("digest", flat=True)
    assert not any(code in digest for code in second.values() for digest in kept)


def test_where_two_codes_would_be_alike_the_later_takes_another(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = domain.paper_code

    def narrow(secret: str, attendee_id: int, turn: int) -> str:
        return genuine(secret, 0, turn)  # everybody's first code is the same

    monkeypatch.setattr(domain, "paper_code", narrow)
    gathering = convened(branch)

    codes = codes_of(branch, gathering)

    assert len(set(codes.values())) == 2
    assert sorted(SheetCode.objects.values_list("turn", flat=True)) == [0, 1]


def test_good_lines_are_taken_and_each_faulty_one_says_why(branch: Branch) -> None:
    owner, other = branch.join("陆知夏"), branch.join("古丽·买买提")
    gathering = convened(branch)
    codes = codes_of(branch, gathering)
    lost = "ACDEFA" if "ACDEFA" not in codes.values() else "ACDEFC"

    with clock.pinned(AFTER):
        outcome = actions.enter_code_sheet(
            actor=branch.officer,
            gathering_id=gathering.pk,
            entries=[
                SheetEntry(1, codes["陆知夏"].lower(), "陆 知夏"),
                SheetEntry(2, codes["古丽·买买提"], "古丽•买买提"),
                SheetEntry(3, codes["许静仪"], "周若棠"),
                SheetEntry(4, lost, "周若棠"),
                SheetEntry(5, "", "周若棠"),
            ],
        )

    assert outcome.entered == ("陆知夏", "古丽·买买提")
    assert outcome.faults == (
        Fault(3, f"签到码 {codes['许静仪']} 是许静仪的，这一行写的是周若棠，没有登记。"),
        Fault(4, f"没有“{lost}”这个签到码，请对照纸面再看一遍。"),
        Fault(5, "周若棠一行没有签到码，没有登记。"),
    )
    rows = [row_of(gathering, p) for p in (owner, other)]
    assert [(r.way, r.late, r.present_at) for r in rows] == [("sheet", False, AFTER)] * 2


def test_the_first_entry_stands_and_the_sheet_that_came_later_is_listed(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    codes = codes_of(branch, gathering)
    with clock.pinned(DOOR):
        actions.check_in(
            actor=acting(member), gathering_id=gathering.pk, code=code_at(gathering, DOOR)
        )
    entries = [SheetEntry(1, codes["陆知夏"]), SheetEntry(2, codes["周若棠"])]

    with clock.pinned(AFTER):
        first = actions.enter_code_sheet(
            actor=branch.secretary, gathering_id=gathering.pk, entries=entries
        )
        again = actions.enter_code_sheet(
            actor=branch.secretary, gathering_id=gathering.pk, entries=entries
        )

    assert first.conflicts == ("陆知夏：已于 11月25日 周三 18:52 由签到码登记，以先到者为准。",)
    assert (first.entered, again.entered, again.again) == (("周若棠",), (), ("周若棠",))
    assert row_of(gathering, member).way == "code"
    assert [c.attendee.person.name for c in queries.conflicts_of(gathering.pk)] == ["陆知夏"]
    assert EntryConflict.objects.count() == 1


def test_members_neither_print_nor_enter(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    gathering = convened(branch)

    with pytest.raises(Refused):
        actions.print_code_sheet(actor=member, gathering_id=gathering.pk)
    with pytest.raises(Refused):
        actions.enter_code_sheet(actor=member, gathering_id=gathering.pk, entries=[])


def test_once_closed_no_sheet_is_printed_or_entered(branch: Branch) -> None:
    gathering = convened(branch)
    actions.close_gathering(actor=branch.secretary, gathering_id=gathering.pk)

    with pytest.raises(Conflict):
        actions.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    with pytest.raises(Conflict):
        actions.enter_code_sheet(actor=branch.secretary, gathering_id=gathering.pk, entries=[])


def test_a_code_of_another_gathering_opens_nothing_here(branch: Branch) -> None:
    here, there = convened(branch), convened(branch)
    codes = codes_of(branch, there)

    with clock.pinned(AFTER):
        outcome = actions.enter_code_sheet(
            actor=branch.secretary,
            gathering_id=here.pk,
            entries=[SheetEntry(1, codes["周若棠"])],
        )

    assert outcome.entered == ()
    assert len(outcome.faults) == 1
