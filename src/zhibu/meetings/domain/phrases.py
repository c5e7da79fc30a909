"""Phrases of a record (记录用语): formal, plain, official terms exact. Schools may replace them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.domain.records import Manner


def _decided() -> MappingProxyType[Matter, str]:
    return MappingProxyType(
        {
            Matter.ACCEPT_PROBATIONARY: "同意接收{person}同志为预备党员",
            Matter.CONFIRM: "同意{person}同志{timely}转为正式党员",
            Matter.EXTEND_PROBATION: "同意延长{person}同志预备期 {months} 个月",
            Matter.CANCEL_PROBATION: "同意取消{person}同志预备党员资格",
        }
    )


def _refused() -> MappingProxyType[Matter, str]:
    return MappingProxyType(
        {
            Matter.ACCEPT_PROBATIONARY: "接收{person}同志为预备党员的决议未通过",
            Matter.CONFIRM: "{person}同志转为正式党员的决议未通过",
            Matter.EXTEND_PROBATION: "延长{person}同志预备期的决议未通过",
            Matter.CANCEL_PROBATION: "取消{person}同志预备党员资格的决议未通过",
        }
    )


def _went() -> MappingProxyType[Manner, str]:
    return MappingProxyType(
        {
            Manner.REPORT: "{reporter}就{title}作了汇报。",
            Manner.STUDY: "{reporter}领学，到会人员集体学习{title}。",
            Manner.LIFE: "{reporter}主持，进行{title}。",
            Manner.DISCUSSION: "{reporter}主持，到会人员围绕{title}进行了讨论。",
            Manner.SERVICE: "{reporter}负责，{title}由到会人员自愿参加。",
            Manner.PRACTICE: "{reporter}负责，开展{title}活动。",
        }
    )


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences with places for facts; braces name the fact."""

    opening: str = "{moment}，{organisation}在{place}{held}{theme}，由{chair}主持，{recorder}记录。"
    unreported: str = "{blank}"
    discussed: str = "到会人员进行了讨论。"
    accept_order: str = (
        "{person}同志作了汇报；入党介绍人{introducers}介绍了有关情况，对其能否入党表明意见；"
        "{examiner}报告了审查情况。"
    )
    probation_order: str = (
        "{person}同志汇报了预备期情况；{examiner}报告了审查情况和征求意见的情况。"
    )
    development_resolution: str = (
        "{conduct}。{tally}表决结果：{decided}。{day}。支部书记（签名）：________"
    )
    studied: str = "{reporter}领学，到会人员进行了{title}。"
    carried: str = "表决通过{title}。"
    not_carried: str = "{title}未通过。"
    closing: str = "{sitting}于{time}结束。"
    closing_open: str = "{sitting}于{blank}结束。"
    went: MappingProxyType[Manner, str] = field(default_factory=_went)
    decided: MappingProxyType[Matter, str] = field(default_factory=_decided)
    refused: MappingProxyType[Matter, str] = field(default_factory=_refused)


PHRASES = Phrases()
