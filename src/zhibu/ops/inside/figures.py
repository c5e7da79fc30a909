"""Statistics from the server's own prompt: compare with the facts, or count them anew (核对、重建)."""

from __future__ import annotations

import argparse

from zhibu.insights.actions.counting import rebuild
from zhibu.insights.models import Cell
from zhibu.insights.queries.recount import differences

SHOWN = 50


def main(words: list[str]) -> int:
    """``check`` prints each cell that differs and answers 1; ``rebuild`` counts the facts anew."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["check", "rebuild"])
    if parser.parse_args(words).what == "rebuild":
        print(f"{rebuild()} 件事实重新计数 · facts counted anew")
    found = differences()
    for difference in found[:SHOWN]:
        print(f"✗ {difference}")
    if len(found) > SHOWN:
        print(f"… 还有 {len(found) - SHOWN} 处 · more")
    if not found:
        print(f"✓ {Cell.objects.count()} 格，与事实一致 · cells agree with the facts")
    return 1 if found else 0
