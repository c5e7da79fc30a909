"""What a rulebook may not hold (不能写进办法的内容), each with its clause; and what to think over.

Errors keep a book from being adopted. Warnings explain. Source: domain.md 12.2-12.6; 《志愿服务条例》第三条、第二十五条.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.facts import FACT_KINDS, FORBIDDEN_KINDS
from zhibu.points.domain.reach import DAY_AT_MOST, most_of_part, most_of_rule
from zhibu.points.domain.rules import (
    INSIDE,
    SPAN_WORDS,
    Measure,
    Over,
    Part,
    Rule,
    Rulebook,
    kind_label,
    place,
    shown,
)

MOST_AT_ONCE = 10_000  # 100 points for one fact
MOST_IN_ALL = 100_000  # 1000 points for one rule or part
TITLE_LENGTH = 60


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found (检查结果). rule: its code, or empty where it is about the book or a part."""

    level: Level
    code: str
    rule: str
    sentence: Sentence
    cite: Cite | None = None


APPS = Cite("government_apps")
RELIEF = Cite("burden_relief")
VOLUNTARY = Cite("volunteering", "25")
FREELY = Cite("volunteering", "3")
ADMISSION = Cite("development_2026", "13")
REVIEW = Cite("member_education", "18")
CONSENT = Cite("personal_information", "44")

SERVICE = {"service", "public_benefit", "one_to_one_help"}
COMMITTEE_ONLY = {"branch_committee", "chaired", "recorded"}


def findings(book: Rulebook) -> list[Finding]:
    """Everything found, errors first, then in the order of the book."""
    found = [*_of_book(book), *(f for rule in book.rules for f in of_rule(book, rule))]
    return sorted(found, key=lambda f: f.level != Level.ERROR)


def errors(book: Rulebook) -> list[Finding]:
    """What keeps the book from being adopted."""
    return [finding for finding in findings(book) if finding.level == Level.ERROR]


def _error(code: str, rule: str, sentence: Sentence, cite: Cite | None = None) -> Finding:
    return Finding(Level.ERROR, code, rule, sentence, cite)


def _warning(code: str, rule: str, sentence: Sentence, cite: Cite | None = None) -> Finding:
    return Finding(Level.WARNING, code, rule, sentence, cite)


# ---- the book and its parts


def _of_book(book: Rulebook) -> Iterator[Finding]:
    if not book.title.strip():
        yield _error("no-title", "", say(_("办法要有名称。")))
    elif len(book.title) > TITLE_LENGTH:
        yield _error("long-title", "", say(_("名称不超过 %(most)d 个字。"), most=TITLE_LENGTH))
    if not book.rules:
        yield _error("no-rules", "", say(_("还没有条款，先加一条。")))
    codes = [rule.code for rule in book.rules]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _error("same-place", code, say(_("%(place)s写了两次。"), place=place(code)))
    names = [part.name for part in book.parts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _error("same-part", "", say(_("有两个部分都叫“%(part)s”。"), part=name))
    for part in book.parts:
        yield from _of_part(book, part)
    for words in (book.title, *names, *book.notes):
        yield from _of_words("", words)
    yield from _paid_twice(book)


def _of_part(book: Rulebook, part: Part) -> Iterator[Finding]:
    if not part.name.strip():
        yield _error("no-part-name", "", say(_("部分要有名称。")))
    if not any(rule.part == part.name for rule in book.rules):
        yield _error(
            "empty-part",
            "",
            say(_("“%(part)s”没有条款，谁也得不到分：加一条或删去。"), part=part.name),
        )
        return
    if part.ceiling is None:
        return
    if not 0 < part.ceiling <= MOST_IN_ALL:
        yield _error(
            "part-range",
            "",
            say(
                _("“%(part)s”的上限应在 0.01 至 %(most)s 分之间。"),
                part=part.name,
                most=shown(MOST_IN_ALL),
            ),
        )
        return
    within = most_of_part(book, part)
    if within < part.ceiling:
        yield _warning(
            "ceiling-out-of-reach",
            "",
            Sentence(
                _("“%(part)s”%(span)s上限 %(ceiling)s 分，各条加起来最多 %(most)s 分，够不到。"),
                (
                    ("part", part.name),
                    ("span", SPAN_WORDS[book.period]),
                    ("ceiling", shown(part.ceiling)),
                    ("most", shown(within)),
                ),
            ),
        )


def _paid_twice(book: Rulebook) -> Iterator[Finding]:
    """The same kind of fact under two rules."""
    first: dict[str, str] = {}
    for rule in book.rules:
        for kind in rule.kinds:
            if kind in first and kind in FACT_KINDS:
                yield _warning(
                    "paid-twice",
                    rule.code,
                    say(
                        _("“%(kind)s”在%(other)s已经计分，这里又计一次；是有意的就保留。"),
                        kind=kind_label(kind),
                        other=place(first[kind]),
                    ),
                )
            first.setdefault(kind, rule.code)


# ---- one rule


def of_rule(book: Rulebook, rule: Rule) -> list[Finding]:
    """What is found in one rule, as it stands in its book."""
    return [
        *_of_kinds(rule),
        *_of_amounts(rule),
        *_of_cap(book, rule),
        *_of_place(book, rule),
        *_of_words(rule.code, rule.note),
        *_never_gives(rule),
        *_of_people(rule),
    ]


def _of_kinds(rule: Rule) -> Iterator[Finding]:
    if not rule.kinds:
        yield _error("no-kind", rule.code, say(_("请选择计什么事实。")))
    for kind in rule.kinds:
        if kind in FORBIDDEN_KINDS:
            forbidden = FORBIDDEN_KINDS[kind]
            sentence = Sentence(
                _("“%(kind)s”不能计分。%(why)s"),
                (("kind", forbidden.label), ("why", forbidden.why)),
            )
            yield _error("forbidden", rule.code, sentence, forbidden.cite)
        elif kind not in FACT_KINDS:
            yield _error(
                "unknown-kind", rule.code, say(_("系统里没有“%(kind)s”这类事实。"), kind=kind)
            )


def _amounts(rule: Rule) -> list[int]:
    return [band.hundredths for band in rule.bands] or [rule.hundredths]


def _of_amounts(rule: Rule) -> Iterator[Finding]:
    amounts = _amounts(rule)
    if min(amounts) < 0 and SERVICE & set(rule.kinds):
        yield _error(
            "service-minus",
            rule.code,
            say(_("志愿服务自愿，不因没有参加或参加得少扣分；服务只能加分。")),
            VOLUNTARY,
        )
    elif min(amounts) < 0 and not set(rule.kinds) & set(FORBIDDEN_KINDS):
        yield _error(
            "minus",
            rule.code,
            say(_("积分只加不减：不参加没有后果，违纪按党纪程序处理，不用扣分。")),
            APPS,
        )
    if max(amounts) > MOST_AT_ONCE:
        yield _error(
            "amount-range",
            rule.code,
            say(_("一次最多计 %(most)s 分。"), most=shown(MOST_AT_ONCE)),
        )
    if rule.per < 1:
        yield _error("per-range", rule.code, say(_("“每满多少”至少是 1。")))
    steps = [(band.least, band.hundredths) for band in rule.bands]
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(steps, steps[1:], strict=False))
    if steps and (steps[0][0] < 1 or not rising):
        yield _error(
            "bands-fall",
            rule.code,
            say(_("各档要从低到高写，做得多的一档分不能更少。")),
        )


def _of_cap(book: Rulebook, rule: Rule) -> Iterator[Finding]:
    if rule.cap is None:
        yield _error(
            "no-cap",
            rule.code,
            say(_("每一条都要有上限，不然就成了比次数。")),
            RELIEF,
        )
    elif not 0 < rule.cap <= MOST_IN_ALL:
        yield _error(
            "cap-range",
            rule.code,
            say(_("上限应在 0.01 至 %(most)s 分之间。"), most=shown(MOST_IN_ALL)),
        )
    elif rule.cap < max(_amounts(rule)) and rule.measure == Measure.COUNT:
        yield _warning(
            "cap-below-one",
            rule.code,
            say(
                _("一次可得 %(one)s 分，上限却只有 %(cap)s 分，得不满一次。"),
                one=shown(max(_amounts(rule))),
                cap=shown(rule.cap),
            ),
        )
    if rule.cap_period not in INSIDE[book.period]:
        yield _error(
            "cap-period",
            rule.code,
            Sentence(
                _("本办法%(span)s结算，上限的周期不能比它长，也不能跨着它。"),
                (("span", SPAN_WORDS[book.period]),),
            ),
        )


def _of_place(book: Rulebook, rule: Rule) -> Iterator[Finding]:
    if book.parts and book.part(rule.part) is None:
        yield _error("no-part", rule.code, say(_("请选择这一条属于哪个部分。")))


def _never_gives(rule: Rule) -> Iterator[Finding]:
    """A rule that cannot give anything, whatever a member does."""
    kinds = [FACT_KINDS[kind] for kind in rule.kinds if kind in FACT_KINDS]
    if not kinds or min(_amounts(rule)) < 0:
        return
    if max(_amounts(rule)) == 0:
        yield _error(
            "gives-nothing", rule.code, say(_("这一条是 0 分，不起作用：写上分数或删去。"))
        )
    elif rule.measure == Measure.MINUTES and not any(kind.timed for kind in kinds):
        yield _error(
            "no-minutes",
            rule.code,
            say(_("所选的事实没有时长，按分钟永远计不到分：改为按次。")),
        )
    elif rule.per >= 1 and most_of_rule(rule) == 0:
        yield _error(
            "never-reached",
            rule.code,
            say(
                _("一天最多 %(day)d 分钟，“每次每满”永远达不到：改小，或改为累计。"),
                day=DAY_AT_MOST,
            )
            if rule.measure == Measure.MINUTES and rule.over == Over.EACH
            else say(_("一年里发生的次数达不到这个数，这一条永远不计分：改小，或改为累计。")),
        )


def _of_people(rule: Rule) -> Iterator[Finding]:
    """What only some can reach, or what others say of one."""
    if rule.kinds and set(rule.kinds) <= COMMITTEE_ONLY:
        yield _warning(
            "committee-only",
            rule.code,
            say(_("这一条一般只有支委能得，其他党员得不到。")),
        )
    if "peer_rating" in rule.kinds and not rule.opt_in:
        yield _warning(
            "rated-unasked",
            rule.code,
            say(_("由别人打分的一条，建议“另由本人选择是否参加”。")),
            CONSENT,
        )


# ---- free words


@dataclass(frozen=True, slots=True)
class _Words:
    code: str
    pattern: re.Pattern[str]
    sentence: str
    cite: Cite


_FORBIDDEN_WORDS = (
    _Words(
        "ranking",
        re.compile("排名|排行|名次|排序|末位|倒数|垫底|最后一名|第一名|前三名|红黑榜|光荣榜|曝光"),
        _("“%(word)s”：办法里不排名次，不列末位。"),
        APPS,
    ),
    _Words(
        "gate",
        re.compile("发展党员|发展对象|积极分子的?(?:确定|条件)|列为积极分子|推优|转正|入党条件|接收"),
        _("“%(word)s”：接收和转正由党组织培养考察、讨论表决，积分不作为条件。"),
        ADMISSION,
    ),
    _Words(
        "grade",
        re.compile("评优|评先|优秀党员|评议等次|民主评议结果|不合格|等次|等级"),
        _("“%(word)s”：评议等次由党员和组织评定，积分不划等次、不作为依据。"),
        REVIEW,
    ),
    _Words(
        "dues-and-posts",
        re.compile("党费|任职|提拔|选拔|候选|职称|奖学金|综合测评|绩效|工资"),
        _("“%(word)s”：积分不与党费、任职和个人待遇挂钩。"),
        APPS,
    ),
    _Words(
        "minus-words",
        re.compile("扣分|倒扣|减分|扣除|负分|清零|约谈|通报批评"),
        _("“%(word)s”：积分只加不减，不参加没有后果。"),
        APPS,
    ),
    _Words(
        "compulsory-service",
        re.compile("(?:必须|应当|不少于|至少)[^，。；]{0,8}志愿|志愿[^，。；]{0,10}(?:必须|应当|不少于|至少)"),
        _("“%(word)s”：志愿服务自愿，不规定必须完成的时数。"),
        FREELY,
    ),
    _Words(
        "trace-words",
        re.compile("点赞|评论数|转发|浏览量|得票|打卡|在线时长|学习时长|登录次数|截图|拍照"),
        _("“%(word)s”：痕迹和时长不作为依据，也不计分。"),
        APPS,
    ),
)  # fmt: skip
_DENIED = re.compile(
    "不作为|不得|不用于|不与|不影响|不设|不计|不因|不按|不排|不列|没有|禁止|不以|不再"
)


def _of_words(rule: str, words: str) -> Iterator[Finding]:
    """Free words, clause by clause; one that denies a thing does not ask for it."""
    for part in re.split("[。；;\n]", words):
        if _DENIED.search(part):
            continue
        for forbidden in _FORBIDDEN_WORDS:
            hit = forbidden.pattern.search(part)
            if hit:
                yield _error(
                    forbidden.code, rule, say(forbidden.sentence, word=hit[0]), forbidden.cite
                )
