"""Lawful, or not yet and why (合规核验): every matter a meeting can decide.

Two denominators are never mixed: 应到会 (should be present) carries the majority, 实到会 (present)
the quorum.
"""

from __future__ import annotations

from datetime import date

from zhibu.kit.period import add_months
from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.meetings.domain import clauses
from zhibu.meetings.domain.matters import (
    DEVELOPMENT,
    MATTER_TERMS,
    Answer,
    Ballot,
    Body,
    Case,
    Fault,
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


def verdict(matter: Matter, *, sitting: Sitting, vote: Vote | None = None) -> Answer:
    """Whether this matter is lawfully decided, with numbers and clauses (合规核验).

    Source: 《中国共产党支部工作条例（试行）》第十一条、第十二条
    Source: 《中国共产党发展党员工作细则》第十九条、第二十条、第三十一条、第三十二条
    Source: 《中国共产党发展党员工作细则》（2014）第二十条、第二十一条、第三十三条
    """
    given = vote or Vote()
    faults = _count_faults(sitting, given)
    if not faults:
        faults = _body_faults(matter, sitting)
    if not faults:
        faults = [
            *_quorum_faults(matter, sitting),
            *(_manner_faults(matter, sitting, given) if matter is not Matter.REPORT else []),
        ]
    if not faults and matter is not Matter.REPORT:
        faults = _majority_faults(matter, sitting, given)
    if faults:
        return NotYet(tuple(faults))
    return Lawful(_because(matter, sitting, given), _cites(matter, sitting))


def sitting_verdict(sitting: Sitting) -> Answer:
    """Whether the body may sit at all (能否召开): only a committee has such a rule.

    Source: 《中国共产党支部工作条例（试行）》第十二条
    """
    return verdict(Matter.REPORT, sitting=sitting)


def _count_faults(sitting: Sitting, vote: Vote) -> list[Fault]:
    """Numbers that cannot be true together."""
    tally = vote.tally or Tally(0)
    numbers = (
        sitting.eligible,
        sitting.present,
        vote.written_opinions,
        tally.yes,
        tally.no,
        tally.abstain,
    )
    if min(numbers) < 0:
        return [Fault(FaultCode.COUNT, say(_("人数和票数不能为负数，请核对。")))]
    faults = []
    if sitting.present > sitting.eligible:
        text = _("有表决权的实到会 %(present)d 人，多于应到会 %(eligible)d 人，请核对签到。")
        faults.append(_count(text, present=sitting.present, eligible=sitting.eligible))
    absent = max(0, sitting.eligible - sitting.present)
    if vote.written_opinions > absent:
        text = _("会前书面意见 %(written)d 份，多于未到会的有表决权党员 %(absent)d 人，请核对。")
        faults.append(_count(text, written=vote.written_opinions, absent=absent))
    most = sitting.present + vote.written_opinions
    if tally.ballots > most:
        text = _(
            "赞成、不赞成、弃权合计 %(ballots)d 票，多于到会有表决权党员与会前书面意见合计 %(most)d 票，"
            "请重新计票；收回的票多于发出的票，该次表决无效。"
        )
        faults.append(_count(text, ballots=tally.ballots, most=most))
    return faults


def _count(text: str, **values: int) -> Fault:
    return Fault(FaultCode.COUNT, say(text, **values))


def _body_faults(matter: Matter, sitting: Sitting) -> list[Fault]:
    """Matters this body cannot decide."""
    if matter is Matter.REPORT:
        return []
    if sitting.temporary and matter in DEVELOPMENT:
        sentence = say(
            _("临时党支部不能接收预备党员，也不能讨论转正；请由其组织关系所在的党支部办理。")
        )
        return [
            Fault(FaultCode.CAPABILITY, sentence, clauses.TEMPORARY_BRANCH),
        ]
    if sitting.body is Body.GROUP:
        sentence = say(_("党小组会讨论并提出意见，不作表决；请提交支部党员大会或支部委员会会议。"))
        return [Fault(FaultCode.BODY, sentence, clauses.GROUP_MEETING)]
    if sitting.body is Body.COMMITTEE and matter in DEVELOPMENT:
        sentence = say(
            _("%(matter)s须由支部党员大会讨论表决，支部委员会会议只作审查。"),
            matter=MATTER_TERMS[matter],
        )
        return [Fault(FaultCode.BODY, sentence, clauses.vote(sitting.on))]
    if (
        matter is Matter.COMMITTEE_DECISION
        and sitting.has_committee
        and sitting.body is Body.GENERAL
    ):
        sentence = say(
            _("本支部设有支部委员会，这一事项请在支部委员会会议上决定，或改为支部党员大会的决议。")
        )
        return [Fault(FaultCode.BODY, sentence, clauses.COMMITTEE_MEETING)]
    return []


def _quorum_faults(matter: Matter, sitting: Sitting) -> list[Fault]:
    """Too few present for this matter."""
    if sitting.body is Body.COMMITTEE:
        return _committee_quorum(sitting)
    if matter is Matter.REPORT:
        return []
    if sitting.eligible == 0:
        sentence = say(_("名册中没有应到会的有表决权党员，请先核对名册。"))
        return [Fault(FaultCode.QUORUM, sentence, _quorum_cite(matter, sitting.on))]
    strict = matter in DEVELOPMENT
    enough = more_than_half if strict else half_or_more
    if enough(sitting.present, of=sitting.eligible):
        return []
    least = (least_over_half if strict else least_half)(sitting.eligible)
    text = (
        _(
            "有表决权的到会党员 %(present)d 人，须超过应到会有表决权党员 %(eligible)d 人的半数"
            "（至少 %(least)d 人）。还差 %(missing)d 人到会，这次不能形成决议。"
        )
        if strict
        else _(
            "有表决权的到会党员 %(present)d 人，须达到应到会有表决权党员 %(eligible)d 人的半数以上"
            "（至少 %(least)d 人）。还差 %(missing)d 人到会，这次不能表决。"
        )
    )
    sentence = say(
        text,
        present=sitting.present,
        eligible=sitting.eligible,
        least=least,
        missing=least - sitting.present,
    )
    return [Fault(FaultCode.QUORUM, sentence, _quorum_cite(matter, sitting.on))]


def _committee_quorum(sitting: Sitting) -> list[Fault]:
    if sitting.eligible == 0:
        sentence = say(_("名册中没有支部委员；不设支部委员会的，请改开支部党员大会。"))
        return [Fault(FaultCode.QUORUM, sentence, clauses.COMMITTEE_MEETING)]
    if half_or_more(sitting.present, of=sitting.eligible):
        return []
    least = least_half(sitting.eligible)
    sentence = say(
        _(
            "到会委员 %(present)d 人，须达到支部委员 %(eligible)d 人的半数以上（至少 %(least)d 人）。"
            "还差 %(missing)d 人到会，会议不能进行。"
        ),
        present=sitting.present,
        eligible=sitting.eligible,
        least=least,
        missing=least - sitting.present,
    )
    return [Fault(FaultCode.QUORUM, sentence, clauses.COMMITTEE_MEETING)]


def _manner_faults(matter: Matter, sitting: Sitting, vote: Vote) -> list[Fault]:
    """How the vote was held, and when."""
    faults = []
    if matter in DEVELOPMENT:
        if vote.ballot is not Ballot.SECRET:
            sentence = say(
                _("%(matter)s须采用无记名投票方式表决，请重新投票。"), matter=MATTER_TERMS[matter]
            )
            faults.append(Fault(FaultCode.BALLOT, sentence, clauses.vote(sitting.on)))
        if vote.persons > 1:
            sentence = say(
                _(
                    "一次表决了 %(persons)d 人；两人以上须逐个讨论、逐个表决，请分成 %(persons)d 项。"
                ),
                persons=vote.persons,
            )
            faults.append(Fault(FaultCode.ONE_BY_ONE, sentence, clauses.vote(sitting.on)))
        faults.extend(_date_faults(matter, sitting.on, vote.case))
    elif vote.written_opinions:
        sentence = say(
            _(
                "这一事项只统计到会党员的票，会前书面意见 %(written)d 份不计入；请只填到会党员的票数。"
            ),
            written=vote.written_opinions,
        )
        faults.append(Fault(FaultCode.WRITTEN, sentence, _quorum_cite(matter, sitting.on)))
    return faults


def _date_faults(matter: Matter, on: date, case: Case) -> list[Fault]:
    """Too early, too late, or not open to this person."""
    if matter is Matter.ACCEPT_PROBATIONARY:
        return _pre_check_faults(on, case.pre_check_on)
    faults = []
    ends = case.probation_ends_on
    if matter is Matter.CONFIRM and ends and on < ends:
        sentence = say(
            _("预备期到 %(ends)s 届满，届满之前不能讨论转正；请改在届满之后及时召开。"),
            ends=_day(ends),
        )
        faults.append(Fault(FaultCode.DATE, sentence, clauses.probation(on)))
    if matter is Matter.EXTEND_PROBATION:
        if case.extended_before:
            sentence = say(_("预备期只能延长一次，这名同志已经延长过。"))
            faults.append(Fault(FaultCode.DATE, sentence, clauses.probation(on)))
        months = case.extension_months
        if months is not None and not 6 <= months <= 12:
            sentence = say(
                _("延长预备期须不少于 6 个月、不超过 12 个月，现填 %(months)d 个月。"),
                months=months,
            )
            faults.append(Fault(FaultCode.DATE, sentence, clauses.probation(on)))
    return faults


def _pre_check_faults(on: date, pre_check_on: date | None) -> list[Fault]:
    """After the pre-check, and since the 2026 edition within one month of it."""
    if pre_check_on is None:
        return []
    if on < pre_check_on:
        sentence = say(
            _("基层党委预审合格的日期是 %(day)s，在此之前不能讨论接收。"), day=_day(pre_check_on)
        )
        return [Fault(FaultCode.DATE, sentence, clauses.quorum(on))]
    last = add_months(pre_check_on, 1)
    if clauses.rule_version(on) == "2026.05" and on > last:
        sentence = say(
            _(
                "预审合格后须在一个月内（%(last)s 之前，含当日）召开支部党员大会，已经超期；请先向基层党委报告。"
            ),
            last=_day(last),
        )
        return [Fault(FaultCode.DATE, sentence, clauses.QUORUM_2026)]
    return []


def _majority_faults(matter: Matter, sitting: Sitting, vote: Vote) -> list[Fault]:
    """Counted, and not carried; or not counted yet."""
    if vote.tally is None:
        sentence = say(_("尚未填写表决结果，请填写赞成、不赞成和弃权的票数。"))
        return [Fault(FaultCode.NO_TALLY, sentence, _majority_cite(matter, sitting))]
    base = sitting.present if sitting.body is Body.COMMITTEE else sitting.eligible
    if more_than_half(vote.tally.yes, of=base):
        return []
    text = (
        _("赞成 %(yes)d 票，未超过到会委员 %(base)d 人的半数（须至少 %(least)d 票），未通过。")
        if sitting.body is Body.COMMITTEE
        else _(
            "赞成 %(yes)d 票，未超过应到会有表决权党员 %(base)d 人的半数（须至少 %(least)d 票），未通过。"
        )
    )
    sentence = say(text, yes=vote.tally.yes, base=base, least=least_over_half(base))
    return [Fault(FaultCode.MAJORITY, sentence, _majority_cite(matter, sitting))]


def _because(matter: Matter, sitting: Sitting, vote: Vote) -> tuple[Sentence, ...]:
    """Why it is lawful, with the same numbers."""
    if matter is Matter.REPORT:
        if sitting.body is not Body.COMMITTEE:
            return (say(_("本项不表决，没有到会人数的要求。")),)
        return (_committee_present(sitting),)
    tally = vote.tally or Tally(0)
    if sitting.body is Body.COMMITTEE:
        said = say(
            _("赞成 %(yes)d 票，超过到会委员 %(present)d 人的半数，通过。"),
            yes=tally.yes,
            present=sitting.present,
        )
        return (_committee_present(sitting), said)
    text = (
        _("有表决权的到会党员 %(present)d 人，超过应到会有表决权党员 %(eligible)d 人的半数。")
        if matter in DEVELOPMENT
        else _(
            "有表决权的到会党员 %(present)d 人，达到应到会有表决权党员 %(eligible)d 人的半数以上。"
        )
    )
    return (
        say(text, present=sitting.present, eligible=sitting.eligible),
        say(_("赞成 %(yes)d 票，超过应到会有表决权党员的半数，通过。"), yes=tally.yes),
    )


def _committee_present(sitting: Sitting) -> Sentence:
    return say(
        _("到会委员 %(present)d 人，达到支部委员 %(eligible)d 人的半数以上。"),
        present=sitting.present,
        eligible=sitting.eligible,
    )


def _quorum_cite(matter: Matter, on: date) -> Cite:
    return clauses.quorum(on) if matter in DEVELOPMENT else clauses.GENERAL_MEETING


def _majority_cite(matter: Matter, sitting: Sitting) -> Cite:
    if matter in DEVELOPMENT:
        return clauses.vote(sitting.on)
    return clauses.MAJORITY if sitting.body is Body.COMMITTEE else clauses.GENERAL_MEETING


def _cites(matter: Matter, sitting: Sitting) -> tuple[Cite, ...]:
    """The clauses a lawful matter rests on."""
    if sitting.body is Body.COMMITTEE:
        both = (clauses.COMMITTEE_MEETING, clauses.MAJORITY)
        return both[:1] if matter is Matter.REPORT else both
    if matter is Matter.REPORT:
        return ()
    if matter is Matter.ACCEPT_PROBATIONARY:
        return (clauses.quorum(sitting.on), clauses.vote(sitting.on))
    if matter in DEVELOPMENT:
        return (clauses.probation(sitting.on), clauses.confirmation(sitting.on))
    if matter is Matter.COMMITTEE_DECISION:
        return (clauses.no_committee(sitting.on), clauses.GENERAL_MEETING)
    return (clauses.GENERAL_MEETING,)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
