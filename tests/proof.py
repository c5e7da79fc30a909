"""What a test needs to be part of a proof (证明): a seed, a size, and figures for the table.

``./zhibu prove`` runs the same tests as the suite does, at length, and prints their figures; in the
suite the sizes are small. What chance found once becomes a fixed case.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

import pytest

AT_LENGTH = bool(os.environ.get("ZHIBU_AT_LENGTH"))


def many(suite: int, at_length: int) -> int:
    """So many in the suite, so many when the proof is asked for by name."""
    return at_length if AT_LENGTH else suite


@dataclass(frozen=True, slots=True)
class Proof:
    """The seed of this run, and where its figures go."""

    seed: int
    figures: Path | None

    def random(self, *words: object) -> Random:
        """A source of chance of its own for each name, all of one seed."""
        return Random(f"{self.seed} {words}")

    def figure(self, name: str, value: int = 1) -> None:
        """Count towards a figure of the proof; figures of one name are summed."""
        if self.figures is not None:
            line = json.dumps({"name": name, "value": value}, ensure_ascii=False)
            with self.figures.open("a") as file:
                file.write(f"{line}\n")


@pytest.fixture(scope="session")
def proof() -> Proof:
    """Told by ``./zhibu prove``; in the suite a seed is drawn, and shown where a test fails."""
    told, kept = os.environ.get("ZHIBU_SEED"), os.environ.get("ZHIBU_FIGURES")
    made = Proof(
        seed=int(told) if told else SystemRandom().randrange(2**32),
        figures=Path(kept) if kept else None,
    )
    print(f"seed {made.seed}")
    return made
