"""The glossary: everybody may read it, with and without scripts, in three languages."""

from __future__ import annotations

import re

from django.test import Client

from zhibu.kit.terms import TERMS


def words(client: Client, url: str, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_glossary_lists_every_term_once(db: None, client: Client) -> None:
    page = words(client, "/terms")
    assert re.findall(r'<article class="told" id="(\w+)">', page) == [
        t.key for t in sorted(TERMS.values(), key=lambda t: t.pinyin)
    ]


def test_a_term_is_looked_for_on_the_server(db: None, client: Client) -> None:
    page = words(client, "/terms?find=zhuti")
    assert re.findall(r'<article class="told" id="(\w+)">', page) == ["theme_day"]
    assert "找到 1 条" in page
    assert "没有找到这个词" in words(client, "/terms?find=xyz")


def test_without_a_script_a_term_is_its_place_in_the_glossary(db: None, client: Client) -> None:
    assert client.get("/terms/theme_day").headers["Location"] == "/terms#theme_day"
    assert client.get("/terms/nothing").status_code == 404


def test_a_script_gets_the_piece_alone(db: None, client: Client) -> None:
    piece = words(client, "/terms/theme_day", hx_request="true")
    assert piece.startswith('<div class="told"><h2 id="told">主题党日</h2>')
    assert "教管条例" in piece
    assert "<html" not in piece
    law = words(client, "/clause/volunteering/25", hx_request="true")
    assert "不得强行指派志愿者" in law
    assert "<html" not in law


def test_english_shows_the_chinese_beside_its_name(db: None, client: Client) -> None:
    client.cookies["language"] = "en"
    piece = words(client, "/terms/theme_day", hx_request="true")
    assert 'Theme day <span class="told__source" lang="zh-Hans">主题党日</span>' in piece
