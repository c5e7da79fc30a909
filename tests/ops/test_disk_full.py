"""A disk without room: a clear sentence, nothing by half, nothing acknowledged lost; then it goes on."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.db import OperationalError
from psycopg.errors import DiskFull
from tests.ops.houses import plain_environment, small_disk, zhibu
from tests.proof import Proof, many
from tests.web.test_errors import answer_to

from zhibu.kit import disk
from zhibu.kit.stored import Store
from zhibu.ops.cell import ROOT

TURNS = many(1, 12)
NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.slow
def test_a_house_on_a_full_disk_says_so_keeps_what_it_has_and_goes_on(proof: Proof) -> None:
    with small_disk("300m") as place:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.ops.filling", str(place), str(TURNS), str(proof.seed)],
            cwd=ROOT,
            env=plain_environment()
            | {"DJANGO_SETTINGS_MODULE": "zhibu.web.settings", "ZHIBU_MODE": "test"},
            capture_output=True,
            text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    proof.figure("填满磁盘", TURNS)
    for name, count in found["counts"].items():
        proof.figure(name, count)
    proof.figure("已答复的事", found["acknowledged"])
    proof.figure("丢失、重复或一半", len(found["faults"]))
    assert found["faults"] == []
    assert found["counts"]["没有空间，拒绝"] > 0
    assert found["counts"]["页面说明磁盘满"] > 0


@pytest.mark.slow
def test_a_backup_without_room_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with small_disk("300m") as place:
        done = zhibu("backup", str(tmp_path / "a.age"), "--data", str(place / "cell"))
    assert done.returncode == 2
    assert "至少需要 500 MB。请先腾出空间；没有任何改动。" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_room_leaves_no_part_of_it(settings: object) -> None:
    with small_disk("64k") as place:
        settings.FILES = place  # type: ignore[attr-defined]  # pytest-django's settings
        store = Store("scans")
        with pytest.raises(OSError) as full:
            store.keep(BytesIO(b"x" * (1 << 20)))
        assert disk.is_full(full.value)
        assert [path for path in place.rglob("*") if path.is_file()] == []
        assert store.read(store.keep(b"scan")) == b"scan"


@pytest.mark.parametrize("fault", [NO_ROOM, ValueError("could not be kept")])
def test_the_page_of_a_full_disk_says_what_to_do(fault: Exception) -> None:
    fault.__cause__ = None if fault is NO_ROOM else DiskFull("could not extend file")
    status, page = answer_to(fault)
    assert (status, "腾出空间后再交一次" in page) == (507, True)


def test_a_database_that_is_away_on_a_full_disk_is_said_as_full(
    monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    fault = OperationalError("connection refused")
    assert answer_to(fault)[0] == 503
    monkeypatch.setattr(disk, "NOTHING_LEFT", 1 << 60)
    assert answer_to(fault)[0] == 507
    assert not disk.has_no_room(Path("/nowhere/at/all"))
