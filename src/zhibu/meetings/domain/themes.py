"""Theme days (主题党日): the required checklist, the flexible menu, cards and what a month suggests.

规定 + 灵活: the school sets the checklist, the branch picks from the menu or writes its own. A theme
day is no entertainment and no tour; service and proposals are voluntary; no photo and no essay is
asked of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import noop as _
from zhibu.meetings.domain import clauses
from zhibu.meetings.domain.records import Manner, PlanItem


class Required(StrEnum):
    """What a theme day is for, by the regulation (规定动作)."""

    STUDY = "study"
    ORGANISATIONAL_LIFE = "organisational_life"
    DELIBERATION = "deliberation"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of the school's checklist (规定动作清单)."""

    code: Required
    term: str
    content: str
    manner: Manner
    cite: Cite = clauses.THEME_DAY


CHECKLIST: tuple[ChecklistItem, ...] = (
    ChecklistItem(
        Required.STUDY,
        _("集中学习"),
        _("学习一份文件或一段原文，有人领学，有时间讨论。"),
        Manner.STUDY,
    ),
    ChecklistItem(
        Required.ORGANISATIONAL_LIFE,
        _("组织生活"),
        _("通报支部近期工作、党费收缴等情况，重温入党誓词等。"),
        Manner.LIFE,
    ),
    ChecklistItem(
        Required.DELIBERATION,
        _("民主议事"),
        _("就支部或师生的一件事听取意见，形成议定事项。"),
        Manner.DISCUSSION,
    ),
    ChecklistItem(
        Required.SERVICE,
        _("志愿服务"),
        _("面向真实需要，自愿参加，不参加不影响任何评价。"),
        Manner.SERVICE,
    ),
)


class Menu(StrEnum):
    """Forms of the flexible part (自选动作)."""

    VISIT = "visit"
    DEBATE = "debate"
    HISTORY_WALK = "history_walk"
    SURVEY = "survey"
    SKILL_CLINIC = "skill_clinic"
    FILM_TALK = "film_talk"
    QUIZ = "quiz"
    JOINT_DAY = "joint_day"
    OLD_MEMBERS = "old_members"
    JOB_TALK = "job_talk"
    ASK_ME = "ask_me"


MENU_TERMS: dict[Menu, str] = {
    Menu.VISIT: _("现场走访"),
    Menu.DEBATE: _("辩论与研讨"),
    Menu.HISTORY_WALK: _("校史党史寻访"),
    Menu.SURVEY: _("调查研究"),
    Menu.SKILL_CLINIC: _("专业门诊"),
    Menu.FILM_TALK: _("影像与书信研读"),
    Menu.QUIZ: _("现场问答"),
    Menu.JOINT_DAY: _("联合主题党日"),
    Menu.OLD_MEMBERS: _("与老党员座谈"),
    Menu.JOB_TALK: _("职业分享"),
    Menu.ASK_ME: _("“问我”桌"),
}


class Suits(StrEnum):
    """For whom a card was written (适用)."""

    UNDERGRADUATE = "undergraduate"
    GRADUATE = "graduate"
    TEACHER = "teacher"
    JOINT = "joint"


SUITS_TERMS: dict[Suits, str] = {
    Suits.UNDERGRADUATE: _("本科生支部"),
    Suits.GRADUATE: _("研究生支部"),
    Suits.TEACHER: _("教职工支部"),
    Suits.JOINT: _("师生或校外联合"),
}

STUDENTS = frozenset({Suits.UNDERGRADUATE, Suits.GRADUATE})
EVERYBODY = frozenset(Suits)


@dataclass(frozen=True, slots=True)
class Material:
    """A text to read, by name and place; nothing is copied here (学习材料).

    cite: when the article stands in the house's book of regulations.
    """

    name: str
    place: str = ""
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """How a required item is met inside this card: what the agenda will say."""

    code: Required
    title: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the flexible part, in minutes."""

    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody's part in preparing or holding it (分工)."""

    name: str
    task: str


@dataclass(frozen=True, slots=True)
class Card:
    """A theme ready to be held (主题卡). Costs nothing; needs no photo and no essay.

    purpose: why now and what for, one sentence. months: when it suits. place: where.
    follow_ups: what may be agreed and looked at again after thirty days.
    """

    id: str
    title: str
    purpose: str
    months: frozenset[int]
    menu: Menu
    suits: frozenset[Suits]
    place: str
    required: tuple[Fit, ...]
    steps: tuple[Step, ...]
    prepare: tuple[str, ...]
    materials: tuple[Material, ...]
    questions: tuple[str, str, str]
    roles: tuple[Role, ...]
    follow_ups: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """The flexible part alone."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class MonthTheme:
    """What a month suggests (月主题建议): a theme, its reason, cards that suit it."""

    month: int
    theme: str
    reason: str
    cards: tuple[str, ...]


FLEXIBLE_MANNERS: dict[Menu, Manner] = {
    Menu.VISIT: Manner.PRACTICE,
    Menu.DEBATE: Manner.DISCUSSION,
    Menu.HISTORY_WALK: Manner.PRACTICE,
    Menu.SURVEY: Manner.PRACTICE,
    Menu.SKILL_CLINIC: Manner.PRACTICE,
    Menu.FILM_TALK: Manner.DISCUSSION,
    Menu.QUIZ: Manner.PRACTICE,
    Menu.JOINT_DAY: Manner.PRACTICE,
    Menu.OLD_MEMBERS: Manner.DISCUSSION,
    Menu.JOB_TALK: Manner.DISCUSSION,
    Menu.ASK_ME: Manner.DISCUSSION,
}


def agenda(
    card: Card, *, leader: str, checklist: tuple[ChecklistItem, ...] = CHECKLIST
) -> tuple[PlanItem, ...]:
    """The agenda a card lays (议程): required items in the checklist's order, then its own part.

    leader: who leads every item until somebody else is named.
    """
    titles = {fit.code: fit.title for fit in card.required}
    required = tuple(
        PlanItem(titles[item.code], manner=item.manner, reporter=leader)
        for item in checklist
        if item.code in titles
    )
    manner = FLEXIBLE_MANNERS[card.menu]
    return (*required, PlanItem(card.title, manner=manner, reporter=leader, required=False))


def ranked(
    cards: Iterable[Card],
    *,
    month: int,
    suits: Suits | None = None,
    again: Mapping[str, float] | None = None,
    held: Iterable[str] = (),
) -> tuple[Card, ...]:
    """Cards in the order to offer them (推荐顺序).

    Those of the month first, then those for this kind of branch, then by the share of answers
    "还愿意参加" (``again``, 0 to 1; a card nobody judged yet counts as one half), those held lately
    last. Never by who proposed them.
    """
    shares, lately = again or {}, frozenset(held)

    def key(card: Card) -> tuple[bool, bool, bool, float, str]:
        fits = suits is None or suits in card.suits
        return (
            card.id in lately,
            month not in card.months,
            not fits,
            -shares.get(card.id, 0.5),
            card.id,
        )

    return tuple(sorted(cards, key=key))
