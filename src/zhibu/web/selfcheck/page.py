"""The whole self-check put together (自查表)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day
from zhibu.kit.offers import Words
from zhibu.orgs.switches import REGISTRY, SwitchSpec
from zhibu.web.selfcheck import bans, duties, inspectors
from zhibu.web.selfcheck.answers import Answer, Line, Part, Question
from zhibu.web.selfcheck.consequences import CONSEQUENCES, Consequence, Count, count
from zhibu.web.selfcheck.facts import Facts


@dataclass(frozen=True, slots=True)
class SwitchState:
    """One policy switch as the page shows it. on: branches; None where its room is not built."""

    spec: SwitchSpec
    on: int | None

    @property
    def kind(self) -> str:
        return "na" if not self.on else "draft"

    @property
    def words(self) -> str:
        if self.on is None:
            return _("未建")
        return _("%(count)d 个支部开着") % {"count": self.on} if self.on else _("关")

    @property
    def default(self) -> str:
        """The lawful default in words."""
        if self.spec.is_number:
            return _("默认 %(value)d") % {"value": self.spec.default}
        return _("默认关") if not self.spec.follows else _("默认随所依的开关")


@dataclass(frozen=True, slots=True)
class ConsequenceState:
    """One design consequence: tested, or not built. missing: its parts that wait for a room."""

    consequence: Consequence
    built: bool
    missing: list[Words]

    @property
    def kind(self) -> str:
        return "done" if self.built else "na"

    @property
    def words(self) -> str:
        return _("有测试") if self.built else _("未建")


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Everything the page and its files say."""

    facts: Facts
    parts: tuple[Part, ...]
    switches: tuple[SwitchState, ...]
    consequences: tuple[ConsequenceState, ...]
    count: Count

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def tally(self) -> dict[str, int]:
        """How many lines have each answer."""
        found = Counter(line.said.answer for line in self.lines)
        return {answer.value: found[answer] for answer in Answer}

    @property
    def title(self) -> str:
        return _("减负自查表")

    @property
    def of(self) -> str:
        """Whose it is, and as of when."""
        name = self.facts.root.name if self.facts.root else _("（还没有建立组织树）")
        return _("%(name)s，%(day)s") % {"name": name, "day": full_day(self.facts.today)}


def self_check(facts: Facts) -> SelfCheck:
    """Every question answered from these facts."""
    parts = (
        (_("适用与备案"), bans.SCOPE),
        (_("五条禁令"), bans.BANS),
        (_("责任与义务"), duties.DUTIES),
        (_("检查清单：云南"), inspectors.YUNNAN_ITEMS),
        (_("检查清单：高台"), inspectors.GAOTAI_ITEMS),
        (_("检查清单：武威"), inspectors.WUWEI_ITEMS),
    )
    return SelfCheck(
        facts=facts,
        parts=tuple(Part(title, _answered(asked, facts)) for title, asked in parts),
        switches=tuple(
            SwitchState(
                spec,
                facts.switches.get(spec.key, 0) if facts.built(spec.room) else None,
            )
            for spec in REGISTRY.values()
        ),
        consequences=tuple(
            ConsequenceState(c, c.built(facts.rooms), c.missing(facts.rooms)) for c in CONSEQUENCES
        ),
        count=count(facts.rooms),
    )


def _answered(asked: tuple[Question, ...], facts: Facts) -> tuple[Line, ...]:
    return tuple(Line(question, question.check(facts)) for question in asked)
