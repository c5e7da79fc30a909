"""The launcher says which package is missing, and prepares nothing twice."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zhibu.ops.cell import ROOT

TOOLS = ("sh", "dirname", "readlink", "cat", "sha256sum", "cut", "id", "getent", "mkdir", "date")
NO_VENV = "#!/bin/sh\ncase $2 in *venv*) exit 1 ;; esac\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the launcher and a PATH with the system's plain tools, but no Python."""
    shutil.copy(ROOT / "zhibu", tmp_path / "zhibu")
    shutil.copy(ROOT / "requirements.txt", tmp_path / "requirements.txt")
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def launched(place: Path, *words: str, home: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(place / "zhibu"), *words],
        capture_output=True,
        text=True,
        env={"PATH": str(place / "bin"), "HOME": home},
    )


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_without_python_it_names_the_packages(place: Path) -> None:
    done = launched(place, "demo")
    assert done.returncode == 2
    assert "没有找到 Python 3.11" in done.stderr
    assert "apt install python3 python3-venv" in done.stderr
    assert "No Python 3.11 or newer was found" in done.stderr


def test_an_old_python_is_none(place: Path) -> None:
    program(place / "bin" / "python3", "#!/bin/sh\nexit 1\n")
    assert "没有找到 Python 3.11" in launched(place, "demo").stderr


def test_without_venv_it_names_the_package(place: Path) -> None:
    program(place / "bin" / "python3", NO_VENV)
    done = launched(place, "demo")
    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr
    assert not (place / ".venv").exists()


def test_a_prepared_environment_is_used_as_it_is(place: Path) -> None:
    said = place / "said"
    program(
        place / ".venv" / "bin" / "python",
        f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} "$@"\necho "$@" >{said}\n',
    )
    lock = (place / "requirements.txt").read_bytes()
    stamp = hashlib.sha256(f"{sys.version}\n".encode() + lock).hexdigest()
    (place / ".venv" / ".requirements.digest").write_text(stamp + "\n")

    assert launched(place, "doctor", "--data", "/x y").returncode == 0
    assert said.read_text() == "-m zhibu.ops doctor --data /x y\n"


def test_a_changed_lock_prepares_again(place: Path) -> None:
    tries = place / "tries"
    program(
        place / ".venv" / "bin" / "python",
        f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} "$@"\necho "$3" >>{tries}\n',
    )
    program(place / "bin" / "python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (place / ".venv" / ".requirements.digest").write_text("older\n")

    assert launched(place, "doctor").returncode == 0
    assert launched(place, "doctor").returncode == 0
    assert tries.read_text().count("install\n") == 1


def test_the_locks_name_no_addresses_and_hash_everything() -> None:
    for lock in ROOT.glob("requirements*.txt"):
        lines = lock.read_text().splitlines()
        assert not any("://" in line or line.startswith("-") for line in lines)
        pinned = [n for n, line in enumerate(lines) if "==" in line]
        assert pinned
        assert all("--hash=sha256:" in lines[n + 1] for n in pinned)


def test_ci_runs_what_a_developer_runs() -> None:
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("exec ./zhibu test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
