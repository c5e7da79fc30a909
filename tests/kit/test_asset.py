"""Addresses of built files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.template.loader import render_to_string
from pytest_django.fixtures import Settings


def built(folder: Path) -> Path:
    """A build with one style sheet."""
    manifest = folder / ".vite" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    entry = {"css/app.css": {"file": "assets/style-abc.css", "isEntry": True}}
    manifest.write_text(json.dumps(entry), "utf-8")
    return folder


def drawn(source: str) -> str:
    return Template("{% load kit %}" + source).render(Context())


def test_a_built_file_has_its_hashed_address(tmp_path: Path, settings: Settings) -> None:
    settings.BUILD = built(tmp_path)
    assert drawn('{% asset "app.css" %}') == "/static/assets/style-abc.css"


def test_a_new_build_is_seen_at_once(tmp_path: Path, settings: Settings) -> None:
    settings.BUILD = built(tmp_path)
    drawn('{% asset "app.css" %}')
    manifest = tmp_path / ".vite" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("abc", "def"), "utf-8")
    assert drawn('{% asset "app.css" %}') == "/static/assets/style-def.css"


def test_a_name_the_build_does_not_know_is_named(tmp_path: Path, settings: Settings) -> None:
    settings.BUILD = built(tmp_path)
    with pytest.raises(ImproperlyConfigured, match=r"前端构建里没有 charts\.js"):
        drawn('{% asset "charts.js" %}')


def test_without_a_build_a_sentence_says_what_to_do(tmp_path: Path, settings: Settings) -> None:
    settings.BUILD = tmp_path
    with pytest.raises(ImproperlyConfigured, match="npm ci 和 npm run build"):
        drawn('{% asset "app.css" %}')
    assert drawn('{% asset "app.css" optional=True %}') == ""


def test_the_page_of_our_own_fault_stands_without_build_and_without_context(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BUILD = tmp_path
    page = render_to_string("500.html")
    assert "这一页出了错" in page
    assert "stylesheet" not in page
