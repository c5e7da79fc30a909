"""DC-04: no time on a page, no place on the map, no camera; beside every code a manual way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from zhibu.web.selfcheck import code
from zhibu.web.selfcheck.code import ColumnOf

ROOT = Path(__file__).parents[2]
WATCHING = re.compile(
    r"geolocation|getUserMedia|sendBeacon|scrollY|pageYOffset|mousemove|timeOnPage|requestIdle"
)


def watching_scripts(folder: Path) -> list[str]:
    """Scripts of ours that could watch a reader."""
    return sorted(f.name for f in folder.glob("*.js") if WATCHING.search(f.read_text()))


def test_dc_04_no_table_keeps_time_on_a_page_or_a_place() -> None:
    assert len(code.columns()) > 200
    assert code.columns_like(code.TIME_ON_PAGE) + code.columns_like(code.PLACE) == []
    assert code.columns_like(code.FACES) == []


def test_dc_04_no_script_watches_and_the_browser_is_told_so(client: Client, db: None) -> None:
    assert watching_scripts(ROOT / "frontend" / "js") == []
    policy = client.get("/sign-in").headers["Permissions-Policy"]
    assert policy == "camera=(), geolocation=(), microphone=()"


def test_dc_04_attendance_has_a_manual_way_beside_the_code() -> None:
    names = {a.name for a in code.addresses()}
    assert {"gatherings:check_in", "gatherings:here", "gatherings:sheet"} <= names


def test_dc_04_a_column_for_time_or_place_and_a_watching_script_are_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    planted = (ColumnOf("web.Visit", "dwell_seconds"), ColumnOf("gatherings.Attendee", "latitude"))
    monkeypatch.setattr(code, "columns", lambda: planted)
    assert code.columns_like(code.TIME_ON_PAGE) == ["web.Visit.dwell_seconds"]
    assert code.columns_like(code.PLACE) == ["gatherings.Attendee.latitude"]
    (tmp_path / "spy.js").write_text("navigator.geolocation.watchPosition(send)")
    assert watching_scripts(tmp_path) == ["spy.js"]
