"""Values of the components (组件): what a template tag works out before its template draws it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, QueryDict

from zhibu.kit import clock
from zhibu.kit.language import led, strung
from zhibu.kit.period import Period

SPRITE = Path(__file__).resolve().parent / "templates" / "kit" / "sprite.svg"
UNDO = "undo:"  # how a message carries the address that takes its act back


# ---- icons and assets


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path of a drawing; ``dash`` breaks its line."""

    d: str
    dash: bool


@cache
def drawings() -> dict[str, tuple[Stroke, ...]]:
    """Every icon of the one sprite, by name (图标)."""
    tag = "{http://www.w3.org/2000/svg}"
    root = ElementTree.parse(SPRITE).getroot()  # noqa: S314  our own file
    return {
        symbol.attrib["id"]: tuple(
            Stroke(path.attrib["d"], path.get("class") == "dash")
            for path in symbol.iter(f"{tag}path")
        )
        for symbol in root.iter(f"{tag}symbol")
    }


@lru_cache(maxsize=4)
def _manifest(file: Path, changed_ns: int) -> dict[str, str]:
    return {
        source: str(entry["file"])
        for source, entry in json.loads(file.read_text("utf-8")).items()
        if entry.get("isEntry")
    }


def asset_address(name: str) -> str | None:
    """The address of a built file: ``app.css`` → ``/static/assets/style-….css``.

    None when the front end has not been built. Raises ImproperlyConfigured for a name that the
    build does not know.
    """
    build = Path(getattr(settings, "BUILD", SPRITE.parents[5] / "build"))
    file = build / ".vite" / "manifest.json"
    try:
        known = _manifest(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    source = f"{name.rpartition('.')[2]}/{name}"
    if source not in known:
        raise ImproperlyConfigured(f"前端构建里没有 {name}：入口写在 frontend/vite.config.js。")
    return f"{settings.STATIC_URL}{known[source]}"


# ---- small figures


@dataclass(frozen=True, slots=True)
class Fact:
    """One label over its value (一项数据); ``unit`` is small, after the value."""

    label: str
    value: object
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Present against a limit (到会人数与界限), drawn as an ink bar with a red tick.

    needed: the limit itself; ``over`` tells whether it must be passed (须超过) or met (须达到).
    Widths are in hundredths of the bar.
    """

    present: int
    eligible: int
    needed: int
    over: bool
    base: str

    @property
    def met(self) -> bool:
        return self.present > self.needed if self.over else self.present >= self.needed

    @property
    def fill(self) -> int:
        return self._share(self.present)

    @property
    def limit(self) -> int:
        return self._share(self.needed)

    @property
    def anchor(self) -> str:
        """Which end of its words stands under the tick, so that they stay within the bar."""
        return "start" if self.limit < 12 else "end" if self.limit > 70 else "middle"

    @property
    def low(self) -> bool:
        """The limit's words need a line of their own, or they would meet those at an end."""
        return self.limit < 12 or self.limit > 84

    def _share(self, count: int) -> int:
        return min(100, max(0, round(count * 100 / self.eligible))) if self.eligible else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long errand is (进度). seconds_left: whole seconds, None while unknown."""

    label: str
    done: int
    total: int
    seconds_left: int | None
    stop_url: str

    @property
    def count(self) -> str:
        """1,240 / 3,000."""
        return f"{self.done:,} / {self.total:,}"

    @property
    def minutes_left(self) -> int:
        """Whole minutes, rounded up."""
        return -(-(self.seconds_left or 0) // 60)


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a list (页签): a link and how many it holds."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an errand (步骤): ``past``, ``now`` or ``later``."""

    label: str
    stands: str


def steps_of(labels: Sequence[str], current: int) -> list[Step]:
    """Steps with their standing; ``current`` counts from 1."""
    return [
        Step(label, "past" if n < current else "now" if n == current else "later")
        for n, label in enumerate(labels, start=1)
    ]


def page_address(query: QueryDict, number: int) -> str:
    """The same address on another page of the list; what was searched and filtered stays."""
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


# ---- the month's ruler


@dataclass(frozen=True, slots=True)
class Mark:
    """Something of one day on the month's ruler (月历刻度上的一项).

    state: done, draft, wait, plan, miss or na; state_words: the same in words, for those who hear.
    """

    day: date
    name: str
    state: str
    state_words: str


@dataclass(frozen=True, slots=True)
class RulerDay:
    """One tick: its number when it is written, and what stands on it."""

    number: int
    week: bool
    today: bool
    written: bool
    marks: tuple[Mark, ...]
    raised: bool

    @property
    def first(self) -> Mark | None:
        return self.marks[0] if self.marks else None

    @property
    def others(self) -> int:
        return len(self.marks) - 1


_GRAVEST = ("miss", "bad", "draft", "wait", "plan", "done", "na")
_NAME_DAYS = 3  # a name of four characters covers about two days of the ruler on a desk


def ruler_days(month: Period, marks: Iterable[Mark], today: date | None = None) -> list[RulerDay]:
    """The days of one month with what stands on them, gravest first (月历刻度)."""
    today = today or clock.today()
    by_day: dict[date, list[Mark]] = {}
    for mark in marks:
        if mark.day in month:
            by_day.setdefault(mark.day, []).append(mark)
    days: list[RulerDay] = []
    low_until = -_NAME_DAYS
    for number in range(1, month.last_day.day + 1):
        day = month.since.replace(day=number)
        here = sorted(by_day.get(day, []), key=lambda m: _GRAVEST.index(m.state))
        raised = bool(here) and number - low_until < _NAME_DAYS
        if here and not raised:
            low_until = number
        monday = day.weekday() == 0
        near_today = day != today and today in month and abs(today.day - number) < 4
        days.append(
            RulerDay(
                number=number,
                week=monday,
                today=day == today,
                written=number == 1 or day == today or (monday and number > 3 and not near_today),
                marks=tuple(here),
                raised=raised,
            )
        )
    return days


# ---- messages


@dataclass(frozen=True, slots=True)
class Toast:
    """What has just been done, and where to take it back (提示与撤销)."""

    text: str
    undo_url: str = ""
    seconds: int = 10


def say(request: HttpRequest, text: object, *, undo_url: str = "") -> None:
    """Tell the reader on the next page what was done; with ``undo_url`` ten seconds to undo it."""
    messages.success(request, str(text), extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def toast_of(message: Any) -> Toast:  # Any: Django's Message has no public type for its tags
    """The toast of one of Django's messages."""
    tags = str(message.extra_tags or "")
    undo = tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
    return Toast(text=str(message), undo_url=undo, seconds=10 if undo else 6)


# ---- the square to scan


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code as one path on a field of ``size`` modules, quiet zone included."""

    size: int
    path: str


@lru_cache(maxsize=256)
def qr_drawing(text: str) -> Square:
    """The text as a QR code (二维码), error level M, a quiet zone of four modules."""
    code = segno.make(text, error="m", micro=False)
    quiet = 4
    runs: list[str] = []
    rows = list(code.matrix)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x + quiet} {y + quiet}h{length}v1h-{length}z")
            x += length or 1
    return Square(size=len(rows) + 2 * quiet, path="".join(runs))


# ---- charts


@dataclass(frozen=True, slots=True)
class ColumnBar:
    """One column of a chart (一柱). gap: what is missing above it, drawn in red outline.

    running: its month is not over, drawn hollow.
    """

    label: str
    value: int
    shown: str
    gap: int = 0
    running: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A column with its place on the sheet, in units of about a pixel."""

    bar: ColumnBar
    x: int
    y: int
    height: int
    gap_y: int
    gap_height: int
    middle: int
    tells: bool

    @property
    def told_y(self) -> int:
        """Where the value stands: a little above the column and its gap."""
        return self.gap_y - 5


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side (柱图); a table beside it says the same in numbers."""

    label: str
    unit: str
    bars: tuple[ColumnBar, ...]

    STEP: ClassVar[int] = 28
    WIDE: ClassVar[int] = 18
    TALL: ClassVar[int] = 96
    TOP: ClassVar[int] = 22

    @property
    def width(self) -> int:
        return self.STEP * max(len(self.bars), 6)

    @property
    def base(self) -> int:
        return self.TOP + self.TALL

    @property
    def height(self) -> int:
        return self.base + 22

    @property
    def label_y(self) -> int:
        return self.base + 16

    @property
    def has_gaps(self) -> bool:
        return any(bar.gap for bar in self.bars)

    @property
    def sentence(self) -> str:
        """The whole chart for ears: each column and its value."""
        return led(self.label, strung(f"{bar.label} {bar.shown}" for bar in self.bars))

    @property
    def top(self) -> int:
        """The highest value drawn."""
        return max((bar.value + bar.gap for bar in self.bars), default=0)

    @property
    def drawn(self) -> list[DrawnBar]:
        """Every column with its place; the last one and the highest say their value."""
        most = self.top or 1
        highest = max(range(len(self.bars)), key=lambda at: self.bars[at].value, default=-1)
        last = len(self.bars) - 1
        found = []
        for at, bar in enumerate(self.bars):
            high = round(self.TALL * bar.value / most)
            gap = round(self.TALL * bar.gap / most)
            x = at * self.STEP + (self.STEP - self.WIDE) // 2
            tells = bool(bar.value) and (at == last or (at == highest and last - at > 1))
            found.append(
                DrawnBar(
                    bar=bar,
                    x=x,
                    y=self.base - high,
                    height=high,
                    gap_y=self.base - high - gap,
                    gap_height=gap,
                    middle=x + self.WIDE // 2,
                    tells=tells,
                )
            )
        return found
