"""Planted faults (种下的错): each proof has been red on one, in a copy of the code."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from zhibu.ops import seen
from zhibu.ops.cell import ROOT
from zhibu.ops.proofs import PROOFS, Proof, by_name
from zhibu.ops.prove import ALL_PASSED, SOME_FAILED, Outcome, asked_of_pytest, make_ready, said

FAULTS = ROOT / "tests" / "faults.toml"
PAGE = ROOT / "docs" / "proofs.md"
FOUND = ROOT / "tests" / "found.toml"
# Beside what git keeps: made from it, and needed to run the tests.
MADE = ("build", ".cache")
SEED = "1"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake that somebody could make: ``old`` becomes ``new`` in ``file``.

    says: what is wrong then. tests: those of the proof that must be red.
    """

    proof: str
    name: str
    says: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catch:
    """Whether the proof saw it, and by which test."""

    proof: str
    name: str
    says: str
    caught: bool
    by: str
    seconds: float


def faults() -> tuple[Fault, ...]:
    """All that are listed, in the order of the file."""
    listed = tomllib.loads(FAULTS.read_text())["fault"]
    return tuple(Fault(**(one | {"tests": tuple(one["tests"])})) for one in listed)


def run(*, check: str, as_json: bool, keep: bool = False) -> int:
    """Plant one fault by its name, each of one proof, or all; 1 when one was not caught.

    keep: what was caught by what goes on the page of proofs.
    """
    asked = chosen(check)
    make_ready(quiet=as_json)
    catches = []
    with copied() as copy:
        for fault in asked:
            catches.append(planted(fault, copy))
            if not as_json:
                print(line_of(catches[-1]), flush=True)
            if keep:
                last = catches[-1]
                caught = seen.Caught(seen.today(), last.caught, last.by)
                seen.write(seen.FILE, faults={last.name: caught})
    if as_json:
        print(json.dumps([asdict(one) for one in catches], ensure_ascii=False, indent=1))
    else:
        print(f"种下 {len(catches)} 处，查出 {sum(one.caught for one in catches)} 处", flush=True)
    return ALL_PASSED if all(one.caught for one in catches) else SOME_FAILED


def chosen(check: str) -> tuple[Fault, ...]:
    """The one of this name, those of the proof of this name, or all for an empty one."""
    named = tuple(fault for fault in faults() if fault.name == check)
    names = {proof.name for proof in by_name(check)} if not named else set()
    return named or tuple(fault for fault in faults() if fault.proof in names)


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the code as it lies here, with a repository of its own."""
    home = Path(tempfile.mkdtemp(prefix="zhibu-faults-", dir="/tmp"))  # noqa: S108 - fresh, passable
    home.chmod(0o711)
    try:
        told = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        for name in told.stdout.decode().split("\0"):
            if name and (ROOT / name).is_file():
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, home / name)
        for name in MADE:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, home / name, symlinks=True, dirs_exist_ok=True)
        for command in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", *command], cwd=home, check=True)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def planted(fault: Fault, copy: Path) -> Catch:
    """Make the one mistake, run the tests that must see it, take the mistake back."""
    began = time.monotonic()
    file = copy / fault.file
    sound = file.read_text()
    if sound.count(fault.old) != 1:
        raise ValueError(f"{fault.name}: what it changes stands not once in {fault.file}")
    file.write_text(sound.replace(fault.old, fault.new))
    try:
        found = asked_of_pytest((*fault.tests, "-x", "-n", "0"), at=copy, more={"ZHIBU_SEED": SEED})
    finally:
        file.write_text(sound)
    return Catch(
        fault.proof,
        fault.name,
        fault.says,
        is_caught(found),
        found.failed[0] if found.failed else found.words[-400:].strip(),
        round(time.monotonic() - began, 1),
    )


def is_caught(found: Outcome) -> bool:
    """Red by a test that failed: a file that cannot be imported proves nothing."""
    return found.code == SOME_FAILED and bool(found.failed)


def line_of(one: Catch) -> str:
    mark = "✓ 查出" if one.caught else "✗ 没有查出"
    return f"{mark} {one.proof} · {one.name}：{one.says}（{one.by}，{one.seconds} s）"


# ---- the page

HEAD = """# 证明

`./zhibu prove` 逐项证明，打印种子、数字和结论；`./zhibu prove 名称` 只证一项，`--seed N` 用同一颗种子再来一次，`--json` 给程序读，`--keep` 把结果记进本页。套件（`./zhibu test`）跑的是同样的测试，规模小一些。
每一项都在种下的错上红过：`./zhibu prove --plant [证明或错的名称]` 把代码复制到临时文件夹，种下一处错，要求对应的测试失败。随机找到过的错，成为固定的用例。

本页由 `./zhibu prove --page` 写成，改动在 `src/zhibu/ops/proofs.py`、`tests/faults.toml`、`tests/found.toml`；上次的结果在 `tests/seen.json`。
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a proof found, and the fixed case it became."""

    proof: str
    says: str
    mended: str
    test: str


def findings() -> tuple[Finding, ...]:
    """All that are listed, in the order they were found."""
    return tuple(Finding(**one) for one in tomllib.loads(FOUND.read_text())["found"])


def page() -> str:
    """``docs/proofs.md``: every proof, what it holds, where it stands, what it last came to, its
    planted faults, and what the proofs have found."""
    kept = seen.read(seen.FILE)
    parts = [HEAD, table(kept)]
    parts += [section(proof, kept) for proof in PROOFS]
    return "\n".join([*parts, found_so_far()])


def table(kept: seen.Seen) -> str:
    """The proofs as they last came out, one a line."""
    lines = ["## 上次的结果", "| 证明 | 结论 | 数字 | 种子 | 测试 | 秒 | 日期 |", "|---|---|---|---|---|---|---|"]  # fmt: skip
    for proof in PROOFS:
        one = kept.proofs.get(proof.name)
        if one is None:
            lines.append(f"| {proof.title} `{proof.name}` | 还没有记 | | | | | |")
            continue
        verdict = "成立" if one.holds else "**不成立**"
        verdict += f"（{len(one.skipped)} 项没有条件运行）" if one.skipped else ""
        lines.append(
            f"| {proof.title} `{proof.name}` | {verdict} | {said(one.figures)} | {one.seed} "
            f"| {one.tests} | {one.seconds:g} | {one.on} |"
        )
    return "\n".join(lines) + "\n"


def section(proof: Proof, kept: seen.Seen) -> str:
    """One proof."""
    files = dict.fromkeys(f"`{word.split('::')[0]}`" for word in proof.tests)
    lines = [
        f"- **{fault.name}**（`{fault.file}`）：{fault.says}。{last_seen(kept.faults.get(fault.name))}"
        for fault in faults()
        if fault.proof == proof.name
    ]
    return (
        f"## {proof.title} `{proof.name}`\n{proof.holds}。\n\n测试：{'、'.join(files)}\n\n"
        f"种下的错：\n" + "\n".join(lines) + "\n"
    )


def last_seen(one: seen.Caught | None) -> str:
    if one is None:
        return "还没有种过。"
    by = one.by.partition("[")[0]
    return f"{one.on} 查出，`{by}`。" if one.caught else f"{one.on} **没有查出**。"


def found_so_far() -> str:
    """What went red on the code itself, and how it was mended."""
    lines = ["## 证明找到过的", "| 证明 | 找到的 | 改正 | 固定的用例 |", "|---|---|---|---|"]
    lines += [f"| `{f.proof}` | {f.says} | {f.mended} | `{f.test}` |" for f in findings()]
    return "\n".join(lines) + "\n"


def write_page() -> None:
    PAGE.write_text(page())
