"""What the cell's keys sealed: tried, and sealed anew under the key in use."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from zhibu.kit.actor import house
from zhibu.people.actions import reseal_code_generators
from zhibu.trail import heads


def main(words: list[str]) -> int:
    """``reseal``: print as JSON how many secrets open, and how many no key at hand opens.

    Heads of the chain kept outside are proved by the key in use as well.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["reseal"])
    parser.parse_args(words)
    heads.sign_anew()
    print(json.dumps(asdict(reseal_code_generators(actor=house("命令行")))))
    return 0
