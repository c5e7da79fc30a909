"""Set Django up, then run the act that was asked for."""

from __future__ import annotations

import importlib
import sys

import django

ACTS = (
    "prepare", "seed", "accounts", "sheets", "selfcheck", "figures", "points", "chain", "keys",
    "erasures",
)  # fmt: skip


def main() -> int:
    act = sys.argv[1]
    if act not in ACTS:
        raise SystemExit(f"unknown act: {act}")
    django.setup()
    run = importlib.import_module(f"zhibu.ops.inside.{act}").main
    return int(run(sys.argv[2:]) or 0)


if __name__ == "__main__":
    sys.exit(main())
