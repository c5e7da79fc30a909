"""The systemd units of docs/operation as systemd reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from zhibu.ops.cell import ROOT

UNITS = ("zhibu.service", "zhibu-backup.service", "zhibu-backup.timer")
ANALYZE = shutil.which("systemd-analyze")
pytestmark = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def said_of(folder: Path) -> list[str]:
    """What systemd has to say of the units; the program they start is put where it is looked for."""
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", *(str(folder / name) for name in UNITS)],
        capture_output=True,
        text=True,
    )
    return [line for line in done.stderr.splitlines() if "zhibu" in line]


def laid(folder: Path) -> Path:
    """Copies that start a program which is there, and ask for no user of another machine."""
    for name in UNITS:
        text = (ROOT / "docs" / "operation" / name).read_text()
        (folder / name).write_text(text.replace("/opt/zhibu/zhibu", str(ROOT / "zhibu")))
    return folder


def test_systemd_has_nothing_to_say_of_them(tmp_path: Path) -> None:
    assert said_of(laid(tmp_path)) == []


def test_a_word_systemd_does_not_know_is_found(tmp_path: Path) -> None:
    unit = laid(tmp_path) / "zhibu.service"
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KillMood=mixed"))
    assert [line for line in said_of(tmp_path) if "KillMood" in line] != []
