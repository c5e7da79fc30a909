"""Every check of the code (检查), in the order of the quickest answer, each with its time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from zhibu.ops import frontend, supervisor, words
from zhibu.ops.cell import ROOT
from zhibu.ops.steps import tell
from zhibu.ops.trouble import Trouble

CHROMIUM = Path("/usr/bin/chromium")
FONTS = Path("/usr/share/fonts")
WORKERS = "2"  # one a core: a third made the whole suite slower
QUICK = "not slow and not browser"


@dataclass(frozen=True, slots=True)
class Check:
    """One tool over the whole code."""

    name: str
    command: list[str]


def run(*, quick: bool, rewrite: list[str]) -> int:
    """Set up, then check; ends with pytest's own line, or what failed beside it. 0 when all passed.

    rewrite: pytest's options that write kept files anew, ``--update-golden`` and ``--update-slow``.
    """
    timed("检查工具 · test tools", lambda: frontend.install(ROOT / "requirements-dev.txt"))
    timed("前端 · front end", lambda: frontend.make_ready(install=frontend.install))
    timed("译文 · words", words.make_ready)
    marks = QUICK if quick else ""
    if not quick and not has_browser():
        marks = "not browser"
    longest, *others = checks()
    with ThreadPoolExecutor(max_workers=1) as beside:  # mypy goes on beside the first tests
        types = beside.submit(passed, longest)
        failed = [check.name for check in others if not passed(check)]
        code = subprocess.run(pytest(marks, rewrite), cwd=ROOT, env=environment()).returncode
        failed += [] if types.result() else [longest.name]
    if failed:
        print(f"✗ {'、'.join(failed)}", flush=True)
    return code or (1 if failed else 0)


def checks() -> list[Check]:
    """Each check before the tests, the longest first."""
    tool = Path(sys.executable).parent
    makemigrations = ("makemigrations", "--check", "--dry-run")
    return [
        Check("mypy --strict", [str(tool / "mypy")]),
        Check("ruff check", [str(tool / "ruff"), "check", "-q", "."]),
        Check("ruff format", [str(tool / "ruff"), "format", "-q", "--check", "."]),
        Check("lint-imports", [str(tool / "lint-imports")]),
        Check(
            "makemigrations --check",
            supervisor.python("-W", "ignore::RuntimeWarning", "-m", "django", *makemigrations),
        ),
    ]


def pytest(marks: str, rewrite: list[str]) -> list[str]:
    command = supervisor.python("-m", "pytest", "-n", WORKERS)
    command += ["-m", marks] if marks else []
    return command + rewrite


def environment() -> dict[str, str]:
    """Tests take nothing from a running house, and compile each file once, not once a process."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k == "ZHIBU_POSTGRES_BIN" or not k.startswith(("ZHIBU_", "PYTHONDONTWRITE"))
    }
    return kept | {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "zhibu.web.settings",
        "ZHIBU_MODE": "test",
    }


def timed(name: str, part: Callable[[], None]) -> None:
    began = time.monotonic()
    part()
    print(f"✓ {name}  {time.monotonic() - began:.1f} s", flush=True)


def passed(check: Check) -> bool:
    """Run one check; its words are shown when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    well = done.returncode == 0
    words = "" if well else f"{done.stdout}{done.stderr}\n"
    mark = "✓" if well else "✗"
    print(f"{mark} {check.name}  {time.monotonic() - began:.1f} s\n{words}", end="", flush=True)
    return well


def has_browser() -> bool:
    """Chromium and a Chinese font, installed through apt when we may; else named and left out."""
    if missing_packages() and os.geteuid() == 0 and shutil.which("apt-get"):
        timed(f"apt install {' '.join(missing_packages())}", install_packages)
    still = " ".join(missing_packages())
    if still:
        tell(
            Trouble(
                "no-browser",
                zh=f"没有 {still}，浏览器测试这次不运行。安装：sudo apt install {still}",
                en=f"{still} missing: browser tests are left out this time. Install: sudo apt install {still}",
            )
        )
    return not still


def missing_packages() -> list[str]:
    """Debian's names of what the browser tests need and this machine lacks."""
    missing = [] if CHROMIUM.exists() else ["chromium"]
    return missing if any(FONTS.rglob("NotoSansCJK*")) else [*missing, "fonts-noto-cjk"]


def install_packages() -> None:
    """Through apt, asking nothing; a failure shows in what is still missing."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing_packages()]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, capture_output=True)
