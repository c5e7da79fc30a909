"""Questions and their answers (自查的一问一答)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from zhibu.kit import regulations
from zhibu.kit.offers import Words
from zhibu.kit.regulations import Cite, Clause
from zhibu.web.selfcheck.facts import Facts


class Answer(StrEnum):
    """What stands beside a question. limited: there is some, by choice and with an end."""

    KEPT = "kept"
    LIMITED = "limited"
    BROKEN = "broken"
    NOT_BUILT = "not_built"
    ASK = "ask"


STATES = {"kept": "done", "limited": "draft", "broken": "miss", "not_built": "na", "ask": "wait"}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with its evidence (依据), a sentence with the figures it was computed from."""

    answer: Answer
    evidence: str


def kept(evidence: str) -> Said:
    return Said(Answer.KEPT, evidence)


def broken(evidence: str) -> Said:
    return Said(Answer.BROKEN, evidence)


def kept_if(well: object, evidence: str, otherwise: str = "") -> Said:
    """Kept where the finding is well; else broken, with the other sentence where there is one."""
    return kept(evidence) if well else broken(otherwise or evidence)


@dataclass(frozen=True, slots=True)
class Question:
    """One clause or one item of a list, as a question.

    ban: asks whether something forbidden is there, so that 没有 is the good answer. cite: where the
    clause stands in the book of regulations; else where: words of an inspectors' list, with its mark.
    """

    key: str
    asks: Words
    check: Callable[[Facts], Said]
    ban: bool = False
    cite: Cite | None = None
    where: Words = ""
    mark: str = "P"


@dataclass(frozen=True, slots=True)
class Line:
    """One question answered."""

    question: Question
    said: Said

    @property
    def state(self) -> str:
        """The kind of the state mark."""
        return STATES[self.said.answer]

    @property
    def words(self) -> str:
        """The answer in words: 有 or 没有 to what is forbidden, 是 or 否 to what is asked for."""
        match self.said.answer:
            case Answer.NOT_BUILT:
                return _("未建")
            case Answer.ASK:
                return _("请问学校")
            case Answer.LIMITED:
                return _("有，自愿且有期限")
            case Answer.KEPT:
                return _("没有") if self.question.ban else _("是")
            case Answer.BROKEN:
                return _("有") if self.question.ban else _("否")

    @property
    def clause(self) -> Clause | None:
        cite = self.question.cite
        return regulations.clause(*cite) if cite else None

    @property
    def source(self) -> str:
        """Where it stands, as papers write it."""
        return self.clause.cited_short if self.clause else str(self.question.where)

    @property
    def mark(self) -> str:
        """How well the clause is known: 读过转载的条文, 二手来源, 待学校确认."""
        mark = self.clause.mark if self.clause else self.question.mark
        return {"V": _("读过转载的条文"), "P": _("二手来源"), "U": _("待学校确认")}[mark]


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page."""

    title: Words
    lines: tuple[Line, ...]
