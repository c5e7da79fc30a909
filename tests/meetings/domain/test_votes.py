"""The verdict against the law said a second time, in fractions and by counting heads."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.kit.period import add_months
from zhibu.kit.regulations import clause
from zhibu.meetings.domain.matters import (
    DEVELOPMENT,
    Ballot,
    Body,
    Case,
    FaultCode,
    Lawful,
    Matter,
    NotYet,
    Sitting,
    Tally,
    Vote,
    half_or_more,
    least_half,
    least_over_half,
    more_than_half,
)
from zhibu.meetings.domain.votes import sitting_verdict, verdict

NOW = date(2026, 11, 25)
THEN = date(2026, 5, 10)
HALF = Fraction(1, 2)


def law_allows(matter: Matter, sitting: Sitting, vote: Vote) -> bool:
    """The law once more, written the long way and from the articles, not from the code."""
    tally = vote.tally
    heads = [True] * sitting.present + [False] * (sitting.eligible - sitting.present)
    if sitting.present > sitting.eligible or vote.written_opinions > heads.count(False):
        return False
    if tally and tally.yes + tally.no + tally.abstain > sitting.present + vote.written_opinions:
        return False
    if sitting.body is Body.COMMITTEE:  # 支部条例 12
        may_sit = sitting.eligible > 0 and Fraction(sitting.present, sitting.eligible) >= HALF
        if matter is Matter.REPORT or not may_sit:
            return may_sit
        if matter in DEVELOPMENT or vote.written_opinions or tally is None:
            return False
        return tally.yes > Fraction(sitting.present) * HALF
    if matter is Matter.REPORT:
        return True
    if sitting.body is Body.GROUP or sitting.eligible == 0 or tally is None:
        return False
    share, yes = Fraction(sitting.present, sitting.eligible), Fraction(tally.yes, sitting.eligible)
    if matter in DEVELOPMENT:  # 细则 19, 20
        manner = vote.ballot is Ballot.SECRET and vote.persons == 1
        return not sitting.temporary and manner and share > HALF and yes > HALF
    if matter is Matter.COMMITTEE_DECISION and sitting.has_committee:
        return False
    return share >= HALF and yes > HALF and not vote.written_opinions  # 支部条例 11


sittings = st.builds(
    Sitting,
    on=st.sampled_from([NOW, THEN]),
    eligible=st.integers(0, 60),
    present=st.integers(0, 62),
    body=st.sampled_from(Body),
    has_committee=st.booleans(),
    temporary=st.booleans(),
)
tallies = st.builds(
    Tally, yes=st.integers(0, 40), no=st.integers(0, 20), abstain=st.integers(0, 10)
)
votes = st.builds(
    Vote,
    tally=st.none() | tallies,
    written_opinions=st.integers(0, 5),
    ballot=st.sampled_from(Ballot),
    persons=st.integers(1, 3),
)


@settings(max_examples=1500)
@given(st.sampled_from(Matter), sittings, votes)
def test_the_verdict_is_the_law(matter: Matter, sitting: Sitting, vote: Vote) -> None:
    answer = verdict(matter, sitting=sitting, vote=vote)
    assert isinstance(answer, Lawful) == law_allows(matter, sitting, vote)


def test_the_verdict_is_the_law_for_every_small_branch() -> None:
    """Every count of a branch of up to five with a vote: no case left to chance."""
    for eligible in range(6):
        for present, written, yes, no in product(range(eligible + 2), range(3), range(7), range(4)):
            sitting = Sitting(on=NOW, eligible=eligible, present=present)
            vote = Vote(tally=Tally(yes, no), written_opinions=written)
            for matter in (Matter.ACCEPT_PROBATIONARY, Matter.RESOLUTION):
                answer = verdict(matter, sitting=sitting, vote=vote)
                assert isinstance(answer, Lawful) == law_allows(matter, sitting, vote)


@settings(max_examples=300)
@given(st.sampled_from(Matter), sittings, votes)
def test_every_refusal_says_why_in_chinese_with_a_full_stop(
    matter: Matter, sitting: Sitting, vote: Vote
) -> None:
    answer = verdict(matter, sitting=sitting, vote=vote)
    for sentence in answer.because:
        assert str(sentence).endswith("。")
        assert "%(" not in str(sentence)
    for cite in answer.cites:
        assert clause(*cite).cited.startswith("《")
    if isinstance(answer, NotYet):
        assert answer.because


@given(st.integers(1, 400))
def test_the_least_numbers_are_the_first_that_pass(of: int) -> None:
    over, half = least_over_half(of), least_half(of)
    assert (more_than_half(over, of=of), more_than_half(over - 1, of=of)) == (True, False)
    assert (half_or_more(half, of=of), half_or_more(half - 1, of=of)) == (True, False)


@settings(max_examples=300)
@given(st.integers(1, 60), st.integers(0, 60))
def test_following_the_sentence_makes_it_lawful(eligible: int, present: int) -> None:
    """Whoever brings the missing persons and the missing votes has a lawful resolution."""
    present = min(present, eligible)
    needed = max(present, least_over_half(eligible))
    sitting = Sitting(on=NOW, eligible=eligible, present=needed)
    answer = verdict(
        Matter.CONFIRM, sitting=sitting, vote=Vote(tally=Tally(least_over_half(eligible)))
    )
    assert isinstance(answer, Lawful)


def general(present: int, *, eligible: int = 26, on: date = NOW) -> Sitting:
    return Sitting(on=on, eligible=eligible, present=present)


def said(matter: Matter, sitting: Sitting, vote: Vote) -> list[str]:
    return [str(sentence) for sentence in verdict(matter, sitting=sitting, vote=vote).because]


def test_thirteen_of_twenty_six_are_not_more_than_half() -> None:
    answer = verdict(Matter.ACCEPT_PROBATIONARY, sitting=general(13), vote=Vote(tally=Tally(13)))
    assert isinstance(answer, NotYet)
    assert [str(s) for s in answer.because] == [
        "有表决权的到会党员 13 人，须超过应到会有表决权党员 26 人的半数（至少 14 人）。"
        "还差 1 人到会，这次不能形成决议。"
    ]
    assert [clause(*c).cited for c in answer.cites] == ["《中国共产党发展党员工作细则》第十九条"]


def test_thirteen_of_twenty_six_are_half_or_more() -> None:
    assert said(Matter.RESOLUTION, general(13), Vote(tally=Tally(13))) == [
        "赞成 13 票，未超过应到会有表决权党员 26 人的半数（须至少 14 票），未通过。"
    ]
    assert isinstance(
        verdict(Matter.RESOLUTION, sitting=general(14), vote=Vote(tally=Tally(14))), Lawful
    )


def test_the_majority_counts_those_who_should_be_present() -> None:
    """Twenty came, thirteen said yes: two thirds of those present, and yet not carried."""
    answer = verdict(
        Matter.ACCEPT_PROBATIONARY, sitting=general(20), vote=Vote(tally=Tally(13, no=7))
    )
    assert isinstance(answer, NotYet)
    assert answer.is_rejection
    assert [str(s) for s in answer.because] == [
        "赞成 13 票，未超过应到会有表决权党员 26 人的半数（须至少 14 票），未通过。"
    ]


def test_a_written_opinion_can_carry_a_member_and_not_the_quorum() -> None:
    carried = Vote(tally=Tally(14), written_opinions=1)
    assert isinstance(
        verdict(Matter.ACCEPT_PROBATIONARY, sitting=general(14), vote=carried), Lawful
    )
    short = verdict(Matter.ACCEPT_PROBATIONARY, sitting=general(13), vote=carried)
    assert isinstance(short, NotYet)
    assert [fault.code for fault in short.faults] == [FaultCode.QUORUM]


def test_a_general_resolution_counts_no_written_opinions() -> None:
    answer = verdict(
        Matter.RESOLUTION, sitting=general(20), vote=Vote(tally=Tally(20), written_opinions=1)
    )
    assert isinstance(answer, NotYet)
    assert [fault.code for fault in answer.faults] == [FaultCode.WRITTEN]


def test_a_lawful_acceptance_says_both_denominators() -> None:
    answer = verdict(
        Matter.ACCEPT_PROBATIONARY,
        sitting=general(24),
        vote=Vote(tally=Tally(24, abstain=1), written_opinions=1),
    )
    assert isinstance(answer, Lawful)
    assert [str(s) for s in answer.because] == [
        "有表决权的到会党员 24 人，超过应到会有表决权党员 26 人的半数。",
        "赞成 24 票，超过应到会有表决权党员的半数，通过。",
    ]
    assert [clause(*c).cited_short for c in answer.cites] == [
        "发展细则第十九条",
        "发展细则第二十条",
    ]


def test_more_ballots_than_voters_are_refused_with_both_numbers() -> None:
    (sentence,) = said(
        Matter.ACCEPT_PROBATIONARY, general(20), Vote(tally=Tally(20, no=2), written_opinions=1)
    )
    assert sentence.startswith(
        "赞成、不赞成、弃权合计 22 票，多于到会有表决权党员与会前书面意见合计 21 票"
    )


def test_two_persons_are_voted_on_one_by_one_and_in_secret() -> None:
    answer = verdict(
        Matter.CONFIRM,
        sitting=general(26),
        vote=Vote(tally=Tally(26), ballot=Ballot.SHOW_OF_HANDS, persons=2),
    )
    assert isinstance(answer, NotYet)
    assert [fault.code for fault in answer.faults] == [FaultCode.BALLOT, FaultCode.ONE_BY_ONE]
    assert "请分成 2 项" in str(answer.because[1])


def test_a_committee_sits_with_half_of_its_members() -> None:
    two_of_five = Sitting(on=NOW, eligible=5, present=2, body=Body.COMMITTEE)
    three_of_five = Sitting(on=NOW, eligible=5, present=3, body=Body.COMMITTEE)
    two_of_four = Sitting(on=NOW, eligible=4, present=2, body=Body.COMMITTEE)
    answers = [sitting_verdict(s) for s in (two_of_five, three_of_five, two_of_four)]
    assert [isinstance(a, Lawful) for a in answers] == [False, True, True]
    assert str(answers[0].because[0]) == (
        "到会委员 2 人，须达到支部委员 5 人的半数以上（至少 3 人）。还差 1 人到会，会议不能进行。"
    )


def test_without_a_committee_the_general_meeting_decides_by_its_own_count() -> None:
    small = Sitting(on=NOW, eligible=5, present=3, has_committee=False)
    carried = verdict(Matter.COMMITTEE_DECISION, sitting=small, vote=Vote(tally=Tally(3)))
    assert isinstance(carried, Lawful)
    assert [clause(*c).cited_short for c in carried.cites] == ["发展细则第八条", "支部条例第十一条"]
    assert isinstance(
        verdict(Matter.COMMITTEE_DECISION, sitting=small, vote=Vote(tally=Tally(2))), NotYet
    )


@pytest.mark.parametrize("matter", sorted(DEVELOPMENT))
def test_neither_group_nor_committee_nor_temporary_branch_admits(matter: Matter) -> None:
    full = Vote(tally=Tally(9))
    codes = []
    for sitting in (
        Sitting(on=NOW, eligible=9, present=9, body=Body.GROUP),
        Sitting(on=NOW, eligible=9, present=9, body=Body.COMMITTEE),
        Sitting(on=NOW, eligible=9, present=9, temporary=True),
    ):
        answer = verdict(matter, sitting=sitting, vote=full)
        assert isinstance(answer, NotYet)
        codes.append([fault.code for fault in answer.faults])
    assert codes == [[FaultCode.BODY], [FaultCode.BODY], [FaultCode.CAPABILITY]]


@pytest.mark.parametrize(
    ("on", "cited"),
    [(date(2026, 5, 10), "development_2014"), (date(2026, 5, 11), "development_2026")],
)
def test_the_edition_is_the_one_of_the_day(on: date, cited: str) -> None:
    answer = verdict(
        Matter.ACCEPT_PROBATIONARY, sitting=general(24, on=on), vote=Vote(tally=Tally(24))
    )
    assert {cite.regulation for cite in answer.cites} == {cited}


def test_a_month_after_the_pre_check_binds_only_since_2026() -> None:
    def on(day: date, checked: date) -> bool:
        vote = Vote(tally=Tally(24), case=Case(pre_check_on=checked))
        return isinstance(
            verdict(Matter.ACCEPT_PROBATIONARY, sitting=general(24, on=day), vote=vote), Lawful
        )

    assert on(date(2026, 9, 30), date(2026, 8, 31))  # 31 August and a month is 30 September
    assert not on(date(2026, 10, 1), date(2026, 8, 31))
    assert on(date(2025, 12, 1), date(2025, 9, 1))
    assert not on(date(2025, 8, 31), date(2025, 9, 1))


@given(st.integers(-3, 20), st.booleans())
def test_probation_is_extended_once_by_six_to_twelve_months(months: int, before: bool) -> None:
    vote = Vote(tally=Tally(24), case=Case(extension_months=months, extended_before=before))
    answer = verdict(Matter.EXTEND_PROBATION, sitting=general(24), vote=vote)
    assert isinstance(answer, Lawful) == (months in range(6, 13) and not before)


def test_nobody_is_confirmed_before_probation_ends() -> None:
    ends = add_months(date(2025, 11, 26), 12)
    vote = Vote(tally=Tally(24), case=Case(probation_ends_on=ends))
    early = verdict(Matter.CONFIRM, sitting=general(24, on=NOW), vote=vote)
    due = verdict(Matter.CONFIRM, sitting=general(24, on=ends), vote=vote)
    assert (isinstance(early, NotYet), isinstance(due, Lawful)) == (True, True)
    assert str(early.because[0]).startswith("预备期到 2026年11月26日 届满")


def test_an_uncounted_vote_is_not_yet_and_no_rejection() -> None:
    answer = verdict(Matter.ACCEPT_PROBATIONARY, sitting=general(24))
    assert isinstance(answer, NotYet)
    assert not answer.is_rejection
    assert [fault.code for fault in answer.faults] == [FaultCode.NO_TALLY]
