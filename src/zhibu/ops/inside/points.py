"""Points counted anew from the facts and compared with the ledger (复算). Reads only."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from django.db import connection, transaction

from zhibu.points.recount.compare import Recount, recount

SHOWN = 50  # differences shown to people; programs get all
DIFFERENT = 1
READ_ONLY = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


def main(words: list[str]) -> int:
    """``recompute --check``: 0 when nothing differs, else 1 with every difference named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["recompute"])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(words)
    with transaction.atomic(), connection.cursor() as cursor:  # all of one moment
        cursor.execute(READ_ONLY)
        found = recount()
    if asked.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        tell(found)
    return DIFFERENT if found.faults else 0


def tell(found: Recount) -> None:
    """A few lines for people, in both languages."""
    print(
        f"{found.branches} 个支部，{found.persons} 人次参加，应有 {found.credits} 笔；"
        f"{found.waiting} 件事实还没送达 · branches, people, credits due, facts waiting"
    )
    for fault in found.faults[:SHOWN]:
        print(f"  {fault.what}: {fault.sentence}")
    if len(found.faults) > SHOWN:
        print(f"  … 另有 {len(found.faults) - SHOWN} 处 · more")
    print(
        "没有不符 · no difference" if not found.faults else f"{len(found.faults)} 处不符 · differ"
    )
