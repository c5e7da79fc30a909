"""The frame of every page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.template import Context, Template
from django.template.loader import render_to_string

PAGE = """{% extends "kit/base.html" %}{% load kit %}
{% block title %}<span>本 月</span> {% state "draft" %}{% endblock %}
{% block main %}<p>正文</p>{% endblock %}"""


def page(**values: Any) -> str:
    """A page of the house with these values of the frame."""
    return str(Template(PAGE).render(Context(values)))


def place(label: str, *, on_phone: bool = True, current: bool = False) -> SimpleNamespace:
    return SimpleNamespace(label=label, url="/", icon="doc", current=current, on_phone=on_phone)


def test_the_title_is_written_twice_from_one_block() -> None:
    html = page()
    assert "<title>本 月 草稿待确认 · 支部</title>" in html
    assert '<h1><span>本 月</span> <span class="state state--draft">' in html


def test_a_page_says_its_language_and_has_a_way_past_the_menu() -> None:
    html = page()
    assert '<html lang="zh-Hans">' in html
    assert '<a class="skip" href="#main">' in html
    assert '<main id="main"' in html


def test_the_chosen_theme_stands_on_the_page_and_the_system_is_followed_without_one() -> None:
    assert '<html lang="zh-Hans" data-theme="dark">' in page(theme="dark")
    assert 'content="light dark"' in page()


def test_without_places_there_is_no_navigation() -> None:
    assert 'class="nav"' not in page(nav=[])


def test_five_places_are_five_tabs() -> None:
    html = page(nav=[place(f"第{n}处") for n in range(5)])
    assert html.count('class="nav__place"') == 5
    assert "nav__more" not in html


def test_what_has_no_room_on_a_phone_lies_in_a_tray_that_needs_no_script() -> None:
    places = [place(f"第{n}处", current=n == 5) for n in range(6)]
    html = page(nav=places)
    tray = html.split("<details", 1)[1]
    assert 'summary aria-current="true"' in tray
    assert [f"第{n}处" in tray for n in range(6)] == [False] * 4 + [True] * 2


def test_htmx_writes_no_style_and_asks_nobody_else() -> None:
    assert '{"includeIndicatorCSS":false,"mode":"same-origin"}' in page()


def test_a_problem_keeps_the_menu_for_those_signed_in_and_stands_alone_for_others() -> None:
    said: dict[str, Any] = {
        "title": "没有这项权限",
        "sentence": "只有书记可以确认。",
        "nav": [place("本月")],
    }
    inside = render_to_string("kit/problem.html", said | {"signed_in": True})
    outside = render_to_string("kit/problem.html", said | {"signed_in": False})
    assert ['class="nav"' in inside, 'class="nav"' in outside] == [True, False]
    assert [said["sentence"] in text for text in (inside, outside)] == [True, True]


def test_a_problem_for_htmx_is_a_fragment() -> None:
    html = render_to_string(
        "kit/_problem.html", {"title": "状态已经变了", "sentence": "已经确认。"}
    )
    assert html.startswith('<div class="sum" role="alert">')
    assert "<html" not in html


def test_designed_answers_stand_without_a_context() -> None:
    for name, words in [("404.html", "没有找到这一页"), ("403.html", "没有这项权限")]:
        assert f"<h1>{words}</h1>" in render_to_string(name)


def test_a_sheet_to_print_has_a_title_and_no_script() -> None:
    html = Template(
        '{% extends "kit/print_base.html" %}{% block title %}签到表{% endblock %}'
    ).render(Context())
    assert "<title>签到表 · 支部</title>" in html
    assert "<script" not in html
