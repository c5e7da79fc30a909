"""What proofs and planted faults last came to (上次结果): kept in the repository with ``--keep``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhibu.ops.cell import ROOT

FILE = ROOT / "tests" / "seen.json"


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof as it last came out at length. on: the day, in China."""

    on: str
    holds: bool
    seed: int
    tests: int
    seconds: float
    figures: dict[str, int]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """A planted fault as it last came out. by: the test that was red."""

    on: str
    caught: bool
    by: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything kept, by name."""

    proofs: dict[str, Shown]
    faults: dict[str, Caught]


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()


def read(file: Path) -> Seen:
    """What is kept; nothing where there is no file."""
    said: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
    return Seen(
        {
            name: Shown(**(one | {"skipped": tuple(one["skipped"])}))
            for name, one in said.get("proofs", {}).items()
        },
        {name: Caught(**one) for name, one in said.get("faults", {}).items()},
    )


def write(
    file: Path,
    *,
    proofs: dict[str, Shown] | None = None,
    faults: dict[str, Caught] | None = None,
) -> None:
    """Keep these beside what others came to before, in order of name."""
    before = read(file)
    kept = Seen(before.proofs | (proofs or {}), before.faults | (faults or {}))
    text = json.dumps(asdict(kept), ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(f"{text}\n")
