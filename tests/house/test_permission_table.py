"""Every address × every post × {own, same college, other college, oneself} against ``docs/permissions.md``.

A new address is red until its row stands there. Marks of what somebody may not read may stand in no
answer they get. The whole table is kept as a golden file, to be read as a diff.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from django.urls import clear_url_caches, path
from tests.house.permissions import Address, addresses, table
from tests.house.urls import (
    Question,
    Reply,
    ask,
    fault_of,
    leaks_of,
    patterns,
    questions,
)
from tests.house.world import OUTSIDER, POSTS, World
from tests.proof import Proof

from zhibu.gatherings.actions import host as host_actions
from zhibu.gatherings.views import host as host_views
from zhibu.meetings import rights
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import bodies, gates
from zhibu.web import urls as web_urls
from zhibu.web.views import health

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


QUICK = [row for row in ROWS if row.method == "GET"]
OTHERS = ("member", "secretary")  # of branch A, asking about branch B


def asked_from_outside(row: Address, world: World) -> list[tuple[Question, Reply]]:
    """Nobody about everything; member and secretary of a sibling branch about what is not theirs."""
    nobody, *others = (world.players[post] for post in (OUTSIDER, *OTHERS))
    found = questions(row, world, [nobody])[:1]
    found += [q for q in questions(row, world, others) if q.where == "near"]
    replies = [(q, ask(q, world)) for q in found]
    return [(q, reply) for q, reply in replies if reply is not None]


def test_from_outside_every_page_is_shut_and_nothing_leaks(world: World) -> None:
    """The quick slice: every page, asked by nobody and from the branch next door."""
    said: list[str] = []
    for row in QUICK:
        said += faults(asked_from_outside(row, world), world)
    assert not said, "\n".join(said)


# ---- the check itself, red on planted faults


def everything(_question: object = None, **_more: object) -> object:
    return True


def test_a_gate_taken_away_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every meeting seen by everybody: statuses and marks both tell."""
    row = Address("meetings:meeting", "GET", "see_record")
    assert faults(asked_from_outside(row, world), world) == []
    monkeypatch.setattr(
        gates, "seen_meetings", lambda *, seen_by: Meeting.objects.select_related(*gates.WITH_PLACE)
    )
    monkeypatch.setattr(rights, "reads_text", everything)
    monkeypatch.setattr(bodies, "reads_text", everything, raising=False)
    said = faults(asked_from_outside(row, world), world)
    assert any("refused by the table, answered 200" in line for line in said)
    assert any("议题@" in line for line in said)


def test_a_policy_not_asked_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """``require`` that requires nothing: who only sees a gathering then hosts it."""
    row = Address("gatherings:attendance", "GET", "see_attendance")
    players = ("member", "activist")
    assert faults(asked(row, world, players), world) == []
    monkeypatch.setattr(host_views, "require", everything)
    said = faults(asked(row, world, players), world)
    assert (
        "GET gatherings:attendance (see_attendance) · member · own: refused by the table, answered 200"
        in said
    )
    assert any("缺席@" in line for line in said)


def test_a_change_without_a_gate_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Address("gatherings:here", "POST", "take_attendance")
    assert faults(asked(row, world, ("member",)), world) == []
    monkeypatch.setattr(host_actions, "require", everything)
    monkeypatch.setattr(host_views, "require", everything)
    said = faults(asked(row, world, ("member",)), world)
    assert (
        "POST gatherings:here (take_attendance) · member · own: refused by the table, answered 302"
        in said
    )


def test_an_address_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        web_urls, "urlpatterns", [*web_urls.urlpatterns, path("x", health, name="x")]
    )
    clear_url_caches()
    patterns.cache_clear()
    try:
        assert set(patterns()) - set(NAMES) == {"x"}
    finally:
        monkeypatch.undo()
        clear_url_caches()
        patterns.cache_clear()


def test_an_unknown_cell_a_double_row_and_an_unknown_action_are_refused(tmp_path: Path) -> None:
    page = tmp_path / "permissions.md"
    head = "| action | member | note |\n| --- | --- | --- |\n"
    page.write_text(head + "| `see` | sometimes | |\n")
    with pytest.raises(ValueError, match="unknown cell"):
        table(page)
    page.write_text(head + "| `see` | own | |\n| `see` | – | |\n")
    with pytest.raises(ValueError, match="two rows"):
        table(page)
    rows = "\n\n| name | method | action | note |\n| --- | --- | --- | --- |\n| `a:b` | GET | `touch` | |\n"
    page.write_text(head + "| `see` | own | |\n" + rows)
    with pytest.raises(ValueError, match="no such action"):
        addresses(page)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_table(
    name: str, world: World, request: pytest.FixtureRequest, proof: Proof
) -> None:
    lines, said = [], []
    proof.figure("网址")
    for row in (r for r in ROWS if r.name == name):
        found = asked(row, world, POSTS)
        assert found or row.action == "–", f"{row}: nothing was asked"
        lines.append(line_of(row, found))
        said += faults(found, world)
        proof.figure("提问", len(found))
    proof.figure("漏出", len(said))
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
    assert sorted(lines) == [line for line in rows if line.startswith(f"| `{name}` ")]
