"""The regulations the house rests on (规章条文), read from ``docs/regulations.toml``.

Rules hold a Cite (two words, no file); pages and papers ask ``clause`` for the name, the number
and one sentence. The mark says how well the article is known: V read, P second hand, U unverified.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

Mark = Literal["V", "P", "U"]

BOOK = Path(__file__).resolve().parents[3] / "docs" / "regulations.toml"
WHOLE = "whole"
_DIGITS = "零一二三四五六七八九"


class Cite(NamedTuple):
    """Where a rule stands: the regulation's short id and the article's key (``"19"``, ``"c2"``)."""

    regulation: str
    article: str = WHOLE


@dataclass(frozen=True, slots=True)
class Clause:
    """One article of one edition, ready to be shown (条文).

    text: the article word for word, of state laws only; empty for all others.
    """

    regulation: str
    full_name: str
    short_name: str
    edition: str
    article: str
    place: str
    mark: Mark
    sentence: str
    text: str = ""

    @property
    def cited(self) -> str:
        """As papers write it: 《中国共产党支部工作条例（试行）》第十一条."""
        return f"《{self.full_name}》{self.place}"

    @property
    def cited_short(self) -> str:
        """As pages write it: 支部条例第十一条."""
        return f"{self.short_name}{self.place}"


@dataclass(frozen=True, slots=True)
class Regulation:
    """One edition of one regulation (规章), in force from ``since`` up to, not including, ``until``."""

    id: str
    full_name: str
    short_name: str
    edition: str
    since: date
    until: date | None
    family: str
    clauses: dict[str, Clause]

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


def numeral(number: int) -> str:
    """A number below 100 in Chinese: 19 → 十九, 40 → 四十."""
    if not 0 < number < 100:
        raise ValueError("articles are numbered 1 to 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def place(article: str) -> str:
    """``"19"`` → 第十九条, ``"c2"`` → 第二章, ``"whole"`` → nothing."""
    if article == WHOLE:
        return ""
    if article.startswith("c"):
        return f"第{numeral(int(article[1:]))}章"
    return f"第{numeral(int(article))}条"


@cache
def regulations() -> dict[str, Regulation]:
    """All regulations by their short id. Reads the file once; FileNotFoundError names it."""
    if not BOOK.is_file():
        raise FileNotFoundError(f"缺少规章文件 {BOOK}：请在完整的源码目录中运行。")
    with BOOK.open("rb") as file:
        book = tomllib.load(file)
    return {key: _regulation(key, raw) for key, raw in book.items()}


def _regulation(key: str, raw: dict[str, object]) -> Regulation:
    name, short, edition = str(raw["name"]), str(raw["short"]), str(raw["edition"])
    articles = cast(dict[str, dict[str, str]], raw["articles"])
    clauses = {
        article: Clause(
            regulation=key,
            full_name=name,
            short_name=short,
            edition=edition,
            article=article,
            place=place(article),
            mark=cast(Mark, words["mark"]),
            sentence=words["sentence"],
            text=words.get("text", ""),
        )
        for article, words in articles.items()
    }
    return Regulation(
        id=key,
        full_name=name,
        short_name=short,
        edition=edition,
        since=cast(date, raw["since"]),
        until=cast("date | None", raw.get("until")),
        family=str(raw.get("family", key)),
        clauses=clauses,
    )


def clause(regulation: str, article: str | int = WHOLE) -> Clause:
    """The article cited (条文). KeyError when the book does not hold it."""
    return regulations()[regulation].clauses[str(article)]


def edition_of(family: str, *, on: date) -> Regulation:
    """The edition of a regulation that was in force that day. KeyError when none was."""
    for regulation in regulations().values():
        if regulation.family == family and regulation.in_force(on):
            return regulation
    raise KeyError(f"{family} {on}")


_SOURCE = re.compile(
    r"《([^》]+)》(?:（(\d{4})）)?((?:第[零一二三四五六七八九十]+[条章][、，和]?)*)"
)
_PLACE = re.compile(r"第[零一二三四五六七八九十]+[条章]")


def cited_in(line: str) -> list[Clause]:
    """Every clause a ``Source:`` line names: 《全名》（2014）第十九条、第二十条.

    A year picks an edition; without one the edition without an end is meant. A name alone means
    the regulation as a whole, and yields nothing when the book cites it only by articles. Raises KeyError for a name, an edition or an article not in the book.
    """
    found: list[Clause] = []
    for name, year, places in _SOURCE.findall(line):
        regulation = _named(name, year)
        by_place = {c.place: c for c in regulation.clauses.values()}
        wanted = _PLACE.findall(places) or [""] * (WHOLE in regulation.clauses)
        for words in wanted:
            if words not in by_place:
                raise KeyError(f"《{name}》{words}")
            found.append(by_place[words])
    return found


def _named(name: str, year: str) -> Regulation:
    for regulation in regulations().values():
        if name not in (regulation.full_name, regulation.short_name):
            continue
        if (year and regulation.edition.startswith(year)) or (not year and not regulation.until):
            return regulation
    raise KeyError(f"《{name}》{year}")
