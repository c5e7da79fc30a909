"""Every address × every post × {own, same college, other college, oneself} against ``docs/permissions.md``.

A new address is red until its row stands there. Marks of what somebody may not read may stand in no
answer they get. The whole table is kept as a golden file, to be read as a diff.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from tests.house.permissions import Address, addresses
from tests.house.urls import (
    Question,
    Reply,
    ask,
    fault_of,
    leaks_of,
    patterns,
    questions,
)
from tests.house.world import POSTS, World

ROWS = addresses()
NAMES = sorted({row.name for row in ROWS})
GOLDEN = Path(__file__).parent / "golden" / "urls.md"


def asked(row: Address, world: World, posts: tuple[str, ...]) -> list[tuple[Question, Reply]]:
    """Every question of one row with its reply."""
    players = [world.players[post] for post in posts]
    replies = [(q, ask(q, world)) for q in questions(row, world, players)]
    return [(q, reply) for q, reply in replies if reply is not None]


def faults(found: list[tuple[Question, Reply]], world: World) -> list[str]:
    """All that is not as the table says, and all that leaked."""
    said = [fault for q, reply in found if (fault := fault_of(q, reply))]
    for q, reply in found:
        if q.address.method == "GET":
            said += leaks_of(q, reply, world)
    return said


# ---- every address has its row


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert sorted(patterns()) == NAMES


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_table(name: str, world: World, request: pytest.FixtureRequest) -> None:
    lines, said = [], []
    for row in (r for r in ROWS if r.name == name):
        found = asked(row, world, POSTS)
        assert found or row.action == "–", f"{row}: nothing was asked"
        lines.append(line_of(row, found))
        said += faults(found, world)
    assert not said, "\n".join(said)
    kept(name, lines, update=bool(request.config.getoption("--update-golden")))


# ---- the golden table


def line_of(row: Address, found: list[tuple[Question, Reply]]) -> str:
    """One row: the places, and for each post a sign for each place."""
    places = list(dict.fromkeys(q.where for q, _reply in found))
    signs = {(q.player.post, q.where): reply.sign for q, reply in found}
    cells = ["".join(signs.get((post, place), "·") for place in places) for post in POSTS]
    head = [f"`{row.name}`", row.method, f"`{row.action}`", " ".join(places)]
    return f"| {' | '.join([*head, *cells])} |"


HEAD = f"""# 权限的黄金表

每格的符号依次对应“places”一列的地方：`✓` 打得开，`×` 403 或 404，`→` 请先登录，`!409` 等是其他答复，`·` 没有这样的对象。
由 `tests/house/test_permission_table.py` 核对；`--update-golden` 重写，看差异时逐行核。

| name | method | action | places | {" | ".join(POSTS)} |
| {" | ".join(["---"] * (4 + len(POSTS)))} |
"""


def kept(name: str, lines: list[str], *, update: bool) -> None:
    """The rows of one address as they stand in the golden file, or written there."""
    GOLDEN.parent.mkdir(exist_ok=True)
    with GOLDEN.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        rows = [line for line in file.read().splitlines() if line.startswith("| `")]
        if update:
            others = [line for line in rows if not line.startswith(f"| `{name}` ")]
            file.truncate(0)
            file.write(HEAD + "\n".join(sorted([*others, *lines])) + "\n")
            return
    assert lines == [line for line in rows if line.startswith(f"| `{name}` ")]
