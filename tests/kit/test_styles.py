"""The style sheets keep their own rules: layers, tokens, nothing fetched from outside."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from zhibu.kit.components import asset_address
from zhibu.web.settings import BUILD

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
SHEETS = sorted((FRONTEND / "css").rglob("*.css"))
SCRIPTS = sorted((FRONTEND / "js").glob("*.js"))
SCREEN = [s for s in SHEETS if s.name not in {"tokens.css", "paper.css", "print.css"}]


def bare(sheet: Path) -> str:
    """The sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)


def test_there_are_sheets_and_scripts_to_judge() -> None:
    assert len(SHEETS) > 20
    assert len(SCRIPTS) > 8


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_nothing_is_fetched_from_a_style_sheet(sheet: Path) -> None:
    assert re.findall(r"url\(|https?:", bare(sheet)) == []


def test_the_layers_come_in_their_order() -> None:
    app = bare(FRONTEND / "css" / "app.css")
    assert "@layer tokens, ground, frame, components, utilities, print;" in app


def test_every_sheet_is_part_of_the_build_and_lies_in_a_layer() -> None:
    app = bare(FRONTEND / "css" / "app.css")
    imported = re.findall(r'@import "\./([\w/.-]+)" layer\((\w+)\);', app)
    assert {name for name, _ in imported} == {
        str(s.relative_to(FRONTEND / "css"))
        for s in SHEETS
        if s.name not in {"app.css", "paper.css"}
    }


@pytest.mark.parametrize("sheet", SCREEN, ids=lambda s: s.name)
def test_colours_and_sizes_come_from_the_tokens(sheet: Path) -> None:
    plain = bare(sheet)
    if sheet.name == "checkin.css":  # a code to scan is dark on white in both themes
        plain = plain.replace("#1e1a15", "").replace("#fff", "")
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(", plain) == []
    assert re.findall(r"border-radius: (?!var\(--r\)|50%|0)", plain) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_weights_are_four_and_nothing_leans(sheet: Path) -> None:
    plain = bare(sheet)
    assert set(re.findall(r"font-weight: (\w+)", plain)) <= {"400", "500", "600", "700"}
    assert re.findall(r"italic|oblique", plain) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.name)
def test_scripts_write_no_markup_and_keep_nothing_in_the_browser(script: Path) -> None:
    text = script.read_text("utf-8")
    forbidden = r"innerHTML|insertAdjacentHTML|outerHTML|\beval\(|new Function|localStorage|sessionStorage|indexedDB|\.style\b"
    assert re.findall(forbidden, text) == []


def test_templates_of_the_house_hold_no_inline_style_or_script() -> None:
    templates = sorted((FRONTEND.parent / "src" / "zhibu").rglob("templates/**/*.html"))
    assert len(templates) > 30
    faults = [
        f"{page.name}: {found}"
        for page in templates
        for found in re.findall(
            r"<style|\bstyle=|<script(?![^>]* src=)|\bon[a-z]+=\"|javascript:|hx-on|js:",
            page.read_text("utf-8"),
        )
    ]
    assert faults == []


def test_the_first_view_is_light() -> None:
    """Style and script together, compressed, stay under 40 kB."""
    total = 0
    for name in ("app.css", "app.js"):
        address = asset_address(name)
        assert address is not None, "前端还没有构建"
        built = BUILD / address.removeprefix("/static/")
        total += len(gzip.compress(built.read_bytes(), 6))
    assert 0 < total < 40_000
