"""The command that runs all checks: what it leaves out, what it takes from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhibu.ops import suite


def test_a_running_house_lends_the_tests_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBU_SECRET_KEY", "x")
    monkeypatch.setenv("ZHIBU_MODE", "production")
    monkeypatch.setenv("ZHIBU_POSTGRES_BIN", "/usr/lib/postgresql/15/bin")
    told = suite.environment()
    assert "ZHIBU_SECRET_KEY" not in told
    assert told["ZHIBU_MODE"] == "test"
    assert told["ZHIBU_POSTGRES_BIN"] == "/usr/lib/postgresql/15/bin"


def test_without_a_browser_the_packages_are_named_and_the_rest_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(suite, "CHROMIUM", tmp_path / "chromium")
    monkeypatch.setattr(suite, "FONTS", tmp_path)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert not suite.has_browser()
    assert "sudo apt install chromium fonts-noto-cjk" in capsys.readouterr().err


def test_with_both_there_is_nothing_to_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "chromium").touch()
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    monkeypatch.setattr(suite, "CHROMIUM", tmp_path / "chromium")
    monkeypatch.setattr(suite, "FONTS", tmp_path)
    assert suite.has_browser()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("marks", "rewrite", "said"),
    [
        ("", [], ["-n", suite.WORKERS]),
        (suite.QUICK, [], ["-n", suite.WORKERS, "-m", "not slow and not browser"]),
        ("", ["--update-golden"], ["-n", suite.WORKERS, "--update-golden"]),
    ],
)
def test_what_pytest_is_asked(marks: str, rewrite: list[str], said: list[str]) -> None:
    assert suite.pytest(marks, rewrite)[3:] == said
