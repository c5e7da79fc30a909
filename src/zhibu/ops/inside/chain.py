"""The chain over the audit notes from the server's own prompt: walked and compared (核对审计链). Reads only."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from zhibu.trail import heads, seals

SHOWN = 50  # faults shown to people; programs get all
BROKEN = 1


def main(words: list[str]) -> int:
    """0 when the chain is whole, else 1 with every fault named; the head to be noted on paper."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    found = seals.check_chain(heads.kept())
    if parser.parse_args(words).json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        tell(found)
    return BROKEN if found.faults else 0


def tell(found: seals.ChainReport) -> None:
    """A few lines for people, in both languages."""
    print(
        f"{found.sealed} 条已封存，{found.waiting} 条等待；与库外存底的 {found.outside} 个链头核对"
        " · sealed, waiting, heads kept outside"
    )
    print(f"链头 · head {found.head}")
    for fault in found.faults[:SHOWN]:
        print(f"  ✗ {fault}")
    if len(found.faults) > SHOWN:
        print(f"  … 另有 {len(found.faults) - SHOWN} 处 · more")
    print("✓ 完整 · whole" if not found.faults else f"{len(found.faults)} 处不符 · faults")
