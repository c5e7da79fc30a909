"""Democratic review of members (民主评议党员): counts per grade, the third that may be 优秀.

People give the grades. Nothing here suggests one, and no points reach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.meetings.domain import clauses
from zhibu.meetings.domain.matters import Fault, FaultCode, NotYet


class Grade(StrEnum):
    """Grades of the review (评议等次)."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASICALLY_QUALIFIED = "basically_qualified"
    NOT_QUALIFIED = "not_qualified"


GRADE_TERMS: dict[Grade, str] = {
    Grade.EXCELLENT: _("优秀"),
    Grade.QUALIFIED: _("合格"),
    Grade.BASICALLY_QUALIFIED: _("基本合格"),
    Grade.NOT_QUALIFIED: _("不合格"),
}

STEPS: tuple[str, ...] = (_("个人自评"), _("党员互评"), _("民主测评"), _("组织评定"))


@dataclass(frozen=True, slots=True)
class Grades:
    """How many members got each grade. Probationary members take part and get none."""

    excellent: int = 0
    qualified: int = 0
    basically_qualified: int = 0
    not_qualified: int = 0

    @property
    def graded(self) -> int:
        return self.excellent + self.qualified + self.basically_qualified + self.not_qualified


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Counts that can be recorded, with what is unusual about them."""

    because: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...] = ()
    cites: tuple[Cite, ...] = (clauses.MEMBER_REVIEW,)


def excellent_cap(graded: int) -> int:
    """How many of those graded may generally be 优秀: a third, rounded down."""
    return graded // 3


def review_verdict(grades: Grades, *, full_members: int) -> Reviewed | NotYet:
    """Whether these counts can be recorded (评议结果核对). More 优秀 than a third only warns.

    full_members: full members of the branch on the day; each gets one grade at most.
    Source: 《中国共产党党员教育管理工作条例》第十八条
    """
    numbers = (
        grades.excellent,
        grades.qualified,
        grades.basically_qualified,
        grades.not_qualified,
        full_members,
    )
    if min(numbers) < 0:
        return NotYet((Fault(FaultCode.COUNT, say(_("人数不能为负数，请核对。"))),))
    if grades.graded > full_members:
        sentence = say(
            _("各等次合计 %(graded)d 人，多于正式党员 %(full)d 人；预备党员参加评议，不评定等次。"),
            graded=grades.graded,
            full=full_members,
        )
        return NotYet((Fault(FaultCode.COUNT, sentence, clauses.MEMBER_REVIEW),))
    if grades.graded == 0:
        return NotYet((Fault(FaultCode.NO_TALLY, say(_("尚未填写各等次人数。"))),))
    because = say(
        _("评定等次 %(graded)d 人，正式党员 %(full)d 人。"), graded=grades.graded, full=full_members
    )
    return Reviewed((because,), tuple(_warnings(grades, full_members)))


def _warnings(grades: Grades, full_members: int) -> list[Sentence]:
    said = []
    cap = excellent_cap(grades.graded)
    if grades.excellent > cap:
        said.append(
            say(
                _(
                    "优秀 %(excellent)d 人，一般不超过评定人数的三分之一（%(cap)d 人）；确有理由的可以保留。"
                ),
                excellent=grades.excellent,
                cap=cap,
            )
        )
    if grades.graded < full_members:
        said.append(
            say(
                _("还有正式党员 %(missing)d 人没有评定等次。"), missing=full_members - grades.graded
            )
        )
    return said
