"""a 批量记分: a batch of credits with every sum it moves, beside a bare COPY of the same rows."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

import psycopg
from django.conf import settings

from bench import house, ledger
from bench.frame import Row, Section, per_second, turns
from zhibu.points.actions.writing import Entry, post_batch

WRITERS = 4


SIZES = {"toy": (60, 200), "university": (50_000, 200_000), "large": (50_000, 200_000)}
FLOORS = (0.18, 0.30)
CAUSE = "分录由 Python 逐行交给 COPY，凭证（JSON）占了大半字节；极限那一边是现成的字节"


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
    rows: list[Row] = []
    with house.copy_of_house() as url:
        ledger.make_keyed()
        with Writers(WRITERS, url) as writers:
            for number, floor in zip(SIZES[size], FLOORS, strict=True):
                rows.append(_alone(number, floor, times=times))
                rows.append(_together(writers, number, floor, times=times))
    return Section(
        job="a",
        title="a 批量记分",
        how="`post_batch`（分录、余额、分布、末级单元，一个事务）与向只有来源唯一键的同列表 COPY 现成文本，每轮从空账开始。",
        rows=rows,
        notes=[f"{WRITERS} 个同时：每个进程记自己支部的四分之一，比的是全部写完的时间。"],
    )


def _alone(number: int, floor: float, *, times: int) -> Row:
    people, version = ledger.members(), ledger.version_id()
    levels = ledger.levels(branch for _person, branch in people)
    taking = set(people)
    text = _text(people, number, version, levels)

    def posting() -> float:
        ledger.empty_ledger()
        batch = ledger.entries(people, number, version=version)
        return post(batch, levels, taking)

    def copy() -> float:
        ledger.empty_ledger()
        return copy_in(settings.APP_URL, text)

    ours, bare = turns(posting, copy, times=times)
    return Row(
        f"{number:,} 笔一个事务".replace(",", " "),
        per_second(number, ours),
        per_second(number, bare),
        bare / ours,
        floor,
        most=False,
        cause=CAUSE,
    )


def _together(writers: Writers, number: int, floor: float, *, times: int) -> Row:
    each = number // WRITERS
    ours, bare = turns(
        lambda: writers.write("post", each), lambda: writers.write("copy", each), times=times
    )
    return Row(
        f"同上，{WRITERS} 个同时",
        per_second(number, ours),
        per_second(number, bare),
        bare / ours,
        floor,
        most=False,
        cause=CAUSE,
    )


def post(
    batch: Sequence[Entry], levels: dict[int, tuple[int, ...]], taking: set[tuple[int, int]]
) -> float:
    began = time.perf_counter()
    written = post_batch(batch, levels=levels, taking=taking)
    spent = time.perf_counter() - began
    if written != len(batch):
        raise RuntimeError("not every line went in")
    return spent


def _text(
    people: Sequence[tuple[int, int]],
    number: int,
    version: int,
    levels: dict[int, tuple[int, ...]],
) -> bytes:
    """The rows of one such batch as COPY's own text: posted once, taken out again."""
    ledger.empty_ledger()
    post(ledger.entries(people, number, version=version), levels, set(people))
    with psycopg.connect(settings.APP_URL) as link:
        return ledger.as_text(link, "points_credit", "*")


def copy_in(url: str, text: bytes) -> float:
    with psycopg.connect(url) as link:
        began = time.perf_counter()
        with link.cursor().copy(f"COPY {ledger.KEYED} FROM STDIN") as into:
            for at in range(0, len(text), 1 << 18):
                into.write(text[at : at + (1 << 18)])
        link.commit()
        return time.perf_counter() - began


class Writers:
    """Processes that write at the same time; each makes its lines ready before the word is given."""

    def __init__(self, number: int, url: str) -> None:
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.writer", str(at), str(number)],
                env=house.environment(url),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for at in range(number)
        ]

    def __enter__(self) -> Writers:
        return self

    def __exit__(self, *_why: object) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()

    def write(self, what: str, lines: int) -> float:
        """Seconds until the last of them has written so many lines. what: ``post`` or ``copy``."""
        ledger.empty_ledger()  # a writer makes its bytes from all it sees of the ledger
        self._all(f"{what} {lines}")
        spans = [[float(word) for word in said.split()] for said in self._all("go")]
        return max(end for _start, end in spans) - min(start for start, _end in spans)

    def _all(self, word: str) -> list[str]:
        """Say a word to each; what each answers. Raises when one of them has died."""
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
        answers = []
        for process in self.processes:
            assert process.stdout is not None
            answers.append(process.stdout.readline())
            if not answers[-1]:
                raise RuntimeError(f"a writer ended with {process.wait()}")
        return answers
