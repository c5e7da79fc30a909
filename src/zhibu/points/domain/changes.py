"""What changed between two versions of a book (修改对照), rule by rule, in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.rules import (
    SPAN_WORDS,
    Part,
    Rule,
    Rulebook,
    amount_of,
    cap_of,
    kind_label,
    place,
    sentence_of,
    shown,
)


class Kind(StrEnum):
    """What became of a rule (改动): new, gone, or saying something else."""

    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that is not as it was (一条的改动).

    place: where it stands now, or stood. before, after: the whole sentence, empty where there is
    none. said: what is different, piece by piece; only of a changed rule.
    """

    kind: Kind
    place: str
    before: str = ""
    after: str = ""
    said: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs (对照). head: title, period, parts, notes. same: rules that say the same;
    moved: of those, which stand elsewhere now, as (before, after)."""

    head: tuple[Sentence, ...]
    rules: tuple[RuleChange, ...]
    same: int
    moved: tuple[tuple[str, str], ...]

    @property
    def nothing(self) -> bool:
        return not (self.head or self.rules or self.moved)


def changes(old: Rulebook, new: Rulebook) -> Changes:
    """From one version to the other.

    A rule is the same as one that says the same words; else the one of the same kinds of fact, then
    the one sharing most kinds, is taken to be it. What stays over is new or gone.
    """
    pairs = list(_paired(old.rules, new.rules))
    same = [(a, b) for a, b in pairs if a and b and _plain(a) == _plain(b)]
    return Changes(
        head=tuple(_head(old, new)),
        rules=tuple(_changed(a, b) for a, b in pairs if (a, b) not in same),
        same=len(same),
        moved=tuple((place(a.code), place(b.code)) for a, b in same if a.code != b.code),
    )


def _plain(rule: Rule) -> Rule:
    """What a rule says, wherever it stands."""
    return replace(rule, code="", kinds=tuple(sorted(rule.kinds)))


_Likeness = Callable[[Rule, Rule], int]
_LIKE: tuple[_Likeness, ...] = (
    lambda a, b: int(_plain(a) == _plain(b)),
    lambda a, b: int(set(a.kinds) == set(b.kinds)),
    lambda a, b: len(set(a.kinds) & set(b.kinds)),
)


def _paired(old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[tuple[Rule | None, Rule | None]]:
    """Each new rule with what it was, in the order of the new book; then what is gone."""
    left = list(old)
    found: dict[str, Rule] = {}
    for likeness in _LIKE:
        for rule in new:
            if rule.code in found or not left:
                continue
            best = max(left, key=lambda one: likeness(one, rule))
            if likeness(best, rule):
                found[rule.code] = best
                left.remove(best)
    yield from ((found.get(rule.code), rule) for rule in new)
    yield from ((rule, None) for rule in left)


def _changed(old: Rule | None, new: Rule | None) -> RuleChange:
    if new is None:
        assert old is not None  # a pair has one at least
        return RuleChange(Kind.DROPPED, place(old.code), before=sentence_of(old))
    if old is None:
        return RuleChange(Kind.ADDED, place(new.code), after=sentence_of(new))
    return RuleChange(
        Kind.CHANGED,
        place(new.code),
        before=sentence_of(old),
        after=sentence_of(new),
        said=tuple(_pieces(old, new)),
    )


def _pieces(old: Rule, new: Rule) -> Iterator[Sentence]:
    """What is different in one rule."""
    gone = _labels(set(old.kinds) - set(new.kinds))
    more = _labels(set(new.kinds) - set(old.kinds))
    if more:
        yield say(_("加上：%(kinds)s。"), kinds=more)
    if gone:
        yield say(_("去掉：%(kinds)s。"), kinds=gone)
    if str(amount_of(old)) != str(amount_of(new)):
        yield _turned(_("计法"), str(amount_of(old)), str(amount_of(new)))
    if str(cap_of(old)) != str(cap_of(new)):
        yield _turned(_("上限"), str(cap_of(old)), str(cap_of(new)))
    if old.part != new.part:
        yield _turned(_("部分"), old.part or _("无"), new.part or _("无"))
    if old.opt_in != new.opt_in:
        yield say(
            _("改为由本人选择是否参加。") if new.opt_in else _("不再由本人选择，参加者都计。")
        )
    if old.note != new.note:
        yield _turned(_("说明"), old.note or _("无"), new.note or _("无"))


def _labels(kinds: Iterable[str]) -> str:
    return "、".join(kind_label(kind) for kind in sorted(kinds))


def _turned(what: str, before: str, after: str) -> Sentence:
    return Sentence(
        _("%(what)s：由“%(before)s”改为“%(after)s”。"),
        (("what", what), ("before", before), ("after", after)),
    )


def _head(old: Rulebook, new: Rulebook) -> Iterator[Sentence]:
    """What is different above the rules."""
    if old.title != new.title:
        yield _turned(_("名称"), old.title, new.title)
    if old.period != new.period:
        yield _turned(_("周期"), SPAN_WORDS[old.period], SPAN_WORDS[new.period])
    for part in new.parts:
        was = old.part(part.name)
        if was is None:
            yield say(_("新设部分“%(part)s”，%(most)s。"), part=part.name, most=_ceiling(part))
        elif was.ceiling != part.ceiling:
            yield _turned(part.name, _ceiling(was), _ceiling(part))
    for part in old.parts:
        if new.part(part.name) is None:
            yield say(_("不再设部分“%(part)s”。"), part=part.name)
    for words in new.notes:
        if words not in old.notes:
            yield say(_("附则加上：%(words)s"), words=words)
    for words in old.notes:
        if words not in new.notes:
            yield say(_("附则删去：%(words)s"), words=words)


def _ceiling(part: Part) -> str:
    return "不另设上限" if part.ceiling is None else f"最多 {shown(part.ceiling)} 分"
