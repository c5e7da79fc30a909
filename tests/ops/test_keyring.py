"""The cell's keys: a new one beside the old, each for its time, and what a backup carries."""

from __future__ import annotations

import json
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhibu.ops import archive, keyring
from zhibu.ops.cell import Addresses, Cell
from zhibu.ops.trouble import Trouble

NOWHERE = Addresses(app="", owner="", direct="")


@pytest.fixture
def cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cell:
    monkeypatch.delenv("ZHIBU_SECRET_KEY", raising=False)
    monkeypatch.delenv("ZHIBU_SECRET_KEY_FALLBACKS", raising=False)
    return made(tmp_path / "cell")


def made(home: Path) -> Cell:
    cell = Cell(home, "local")
    cell.prepare()
    return cell


def test_after_a_rotation_the_old_key_still_opens(cell: Cell) -> None:
    first = cell.secret_key()
    mark = keyring.rotate(cell, days=30)
    told = cell.environment(NOWHERE)
    assert mark == keyring.mark(cell.secret_key()) != keyring.mark(first)
    assert told["ZHIBU_SECRET_KEY"] == cell.secret_key()
    assert told["ZHIBU_SECRET_KEY_FALLBACKS"] == first
    for name in ("secret_key", "old_keys.json"):
        assert (cell.home / "secrets" / name).stat().st_mode & 0o777 == 0o600


def test_an_old_key_goes_on_its_day_and_the_one_in_use_never(cell: Cell) -> None:
    first = cell.secret_key()
    keyring.rotate(cell, days=10)
    second = cell.secret_key()
    keyring.rotate(cell, days=30)
    now = datetime.now(UTC)
    assert cell.older_keys() == [second, first]
    assert keyring.drop_expired(cell, now=now + timedelta(days=9)) == 0
    assert keyring.drop_expired(cell, now=now + timedelta(days=11)) == 1
    assert cell.older_keys() == [second]
    assert keyring.drop_expired(cell, now=now + timedelta(days=31)) == 1
    assert cell.older_keys() == []
    assert cell.secret_key() not in {first, second}


def test_the_list_shows_marks_and_no_key(cell: Cell) -> None:
    first = cell.secret_key()
    keyring.rotate(cell, days=8)
    lines = keyring.lines(cell)
    today = datetime.now(UTC).astimezone().date()
    assert lines == [
        f"{keyring.mark(cell.secret_key())}  在用 · in use  {today}",
        f"{keyring.mark(first)}  还能打开旧的，到 {today + timedelta(days=8)} · still opens, until",
    ]


def test_a_key_from_outside_is_rotated_outside(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBU_SECRET_KEY", "k" * 60)
    monkeypatch.setenv("ZHIBU_SECRET_KEY_FALLBACKS", "a,b")
    with pytest.raises(Trouble) as refused:
        keyring.rotate(cell, days=30)
    assert refused.value.code == "key-from-outside"
    assert cell.environment(NOWHERE)["ZHIBU_SECRET_KEY_FALLBACKS"] == "a,b"
    assert [line.split("  ")[1] for line in keyring.lines(cell)] == [
        "在用 · in use",
        "ZHIBU_SECRET_KEY_FALLBACKS",
        "ZHIBU_SECRET_KEY_FALLBACKS",
    ]


def carried(cell: Cell, to: Path, *, keys: bytes | None) -> Path:
    """An archive of this cell, as a backup packs it."""
    dump = to.parent / "database.dump"
    dump.write_bytes(b"dump")
    archive.pack(cell, dump, to, {}, keys=keys)
    archive.verified(to)
    return to


def test_a_sealed_backup_carries_the_keys_and_a_plain_one_none(cell: Cell, tmp_path: Path) -> None:
    keyring.rotate(cell, days=30)
    with_keys = carried(cell, tmp_path / "sealed.tar", keys=keyring.packed(cell))
    plain = carried(cell, tmp_path / "plain.tar", keys=None)
    with tarfile.open(with_keys) as tar, tarfile.open(plain) as bare:
        content = tar.extractfile("keys.json")
        assert content is not None
        assert json.load(content) == {"keys": [cell.secret_key(), *cell.older_keys()]}
        assert "keys.json" not in bare.getnames()


def test_a_fresh_cell_takes_the_keys_as_they_were(cell: Cell, tmp_path: Path) -> None:
    keyring.rotate(cell, days=30)
    tar = carried(cell, tmp_path / "a.tar", keys=keyring.packed(cell))
    fresh = made(tmp_path / "fresh")
    assert keyring.adopt(fresh, tar)
    assert (fresh.secret_key(), fresh.older_keys()) == (cell.secret_key(), cell.older_keys())


def test_beside_a_key_of_its_own_a_cell_keeps_those_of_the_backup_for_a_time(
    cell: Cell, tmp_path: Path
) -> None:
    tar = carried(cell, tmp_path / "a.tar", keys=keyring.packed(cell))
    other = made(tmp_path / "other")
    own = other.secret_key()
    assert keyring.adopt(other, tar)
    assert keyring.adopt(other, tar)
    assert (other.secret_key(), other.older_keys()) == (own, [cell.secret_key()])


def test_a_backup_without_keys_says_so(cell: Cell, tmp_path: Path) -> None:
    tar = carried(cell, tmp_path / "a.tar", keys=None)
    fresh = made(tmp_path / "fresh")
    assert not keyring.adopt(fresh, tar)
    assert not (fresh.home / "secrets" / "secret_key").exists()
