"""The scripts, in Chromium: what each adds to a page that already works without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page
from tests.browser.page import DESK, PHONE, SITE, axe_findings, chromium, opened, serve

from zhibu.kit.components import asset_address

pytestmark = pytest.mark.browser
SIX = [
    SimpleNamespace(label=f"第{n}处", url="/", icon="doc", current=False, on_phone=True)
    for n in range(6)
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def house(page: Page, main: str, **values: object) -> list[tuple[str, str]]:
    """A page of the house with this in its middle; answers what was posted, in order."""
    source = '{% extends "kit/base.html" %}{% load kit %}{% block title %}试{% endblock %}'
    source += "{% block main %}" + main + "{% endblock %}"
    return serve(page, str(Template(source).render(Context(values))), said="已保存 14:03")


def test_the_built_files_are_there() -> None:
    assert asset_address("app.js") is not None


def test_a_page_with_htmx_breaks_no_policy(browser: Browser) -> None:
    with opened(browser, PHONE) as seen:
        house(seen.page, "<p>正文</p>")
        assert seen.page.evaluate("htmx.version") == "4.0.1"
        assert seen.complaints == []


def test_a_draft_saves_itself_with_a_key_of_its_own(browser: Browser) -> None:
    form = """<form method="post" action="/send" data-draft="/draft">{% once %}
      <textarea name="points"></textarea><p data-draft-note></p></form>"""
    with opened(browser, PHONE) as seen:
        posted = house(seen.page, form)
        key = seen.page.input_value("[name=idempotency_key]")
        seen.page.fill("[name=points]", "讨论要点")
        seen.page.get_by_text("已保存 14:03").wait_for(timeout=5000)
        (path, body), *more = posted
        assert (path, more) == ("/draft", [])
        assert "讨论要点" in body
        assert key not in body


def test_a_draft_that_fails_says_so_and_keeps_the_words(browser: Browser) -> None:
    form = '<form data-draft="/draft"><input name="a"><p data-draft-note></p></form>'
    with opened(browser, PHONE) as seen:
        house(seen.page, form)
        seen.page.route(f"{SITE}/draft", lambda route: route.fulfill(status=500))
        seen.page.fill("[name=a]", "字")
        seen.page.get_by_text("还没有保存上").wait_for(timeout=5000)
        assert seen.page.input_value("[name=a]") == "字"


def test_a_toast_leaves_but_waits_for_a_pointer(browser: Browser) -> None:
    with opened(browser, DESK) as seen:
        seen.page.clock.install()
        house(seen.page, '{% toast "已确认 4 项" undo_url="/undo" %}')
        toast = seen.page.locator(".toast")
        toast.hover()
        seen.page.clock.run_for(12_000)
        assert toast.count() == 1
        seen.page.mouse.move(1, 1)
        seen.page.clock.run_for(4_000)
        assert toast.locator("[data-count]").inner_text() == "6"
        seen.page.clock.run_for(7_000)
        assert toast.count() == 0


def test_the_theme_shows_at_once_and_is_kept_in_a_cookie(browser: Browser) -> None:
    with opened(browser, DESK) as seen:
        house(seen.page, "{% theme_choice %}")
        seen.page.get_by_label("深色").check()
        assert seen.page.locator("html").get_attribute("data-theme") == "dark"
        assert [(c["name"], c["value"]) for c in seen.page.context.cookies()] == [("theme", "dark")]
        seen.page.get_by_label("跟随系统").check()
        assert seen.page.locator("html").get_attribute("data-theme") is None
        assert seen.page.context.cookies() == []


def test_the_tray_closes_by_escape_and_gives_the_focus_back(browser: Browser) -> None:
    with opened(browser, PHONE) as seen:
        house(seen.page, "<p>正文</p>", nav=SIX)
        seen.page.get_by_text("更多").click()
        assert seen.page.get_by_text("第5处").last.is_visible()
        seen.page.keyboard.press("Escape")
        assert seen.page.locator(".nav__more[open]").count() == 0
        assert seen.page.evaluate("document.activeElement.localName") == "summary"


def test_the_tray_opens_without_scripts(browser: Browser) -> None:
    with opened(browser, PHONE, scripts=False) as seen:
        house(seen.page, "<p>正文</p>", nav=SIX)
        seen.page.get_by_text("更多").click()
        assert seen.page.get_by_text("第5处").last.is_visible()


def test_a_form_goes_once_however_often_it_is_pressed(browser: Browser) -> None:
    with opened(browser, PHONE) as seen:
        posted = house(
            seen.page,
            '<form method="post" action="/send">{% once %}<button class="btn">签到</button></form>',
        )
        seen.page.evaluate(
            "const f = document.forms[0]; f.requestSubmit(f.querySelector('button'));"
            "f.requestSubmit(f.querySelector('button'))"
        )
        seen.page.wait_for_url(f"{SITE}/send")
        assert len(posted) == 1
        assert len(parse_qs(posted[0][1])["idempotency_key"]) == 1


def test_a_dialog_opens_in_place_and_is_a_page_without_scripts(browser: Browser) -> None:
    main = """<a class="btn" href="/ask" data-opens="d">解散</a>
      <dialog class="dialog" id="d"><h2>解散？</h2><button class="btn" type="button" data-closes>取消</button></dialog>"""
    with opened(browser, DESK) as seen:
        house(seen.page, main)
        seen.page.get_by_text("解散", exact=True).click()
        assert seen.page.locator("dialog[open]").count() == 1
        seen.page.get_by_text("取消").click()
        assert seen.page.locator("dialog[open]").count() == 0
    with opened(browser, DESK, scripts=False) as plain:
        house(plain.page, main)
        plain.page.get_by_text("解散", exact=True).click()
        assert plain.page.url == f"{SITE}/ask"


def test_live_figures_fill_their_places_and_stir_the_page(browser: Browser) -> None:
    main = '<div id="l" data-live="/live/7"><b data-field="present">0</b><progress data-field="present" max="31" value="0"></progress></div>'
    frame = f"data: {json.dumps({'present': 21})}\n\n"
    with opened(browser, DESK) as seen:
        seen.page.add_init_script(
            "addEventListener('live', () => document.body.toggleAttribute('stirred', true), true)"
        )
        house(seen.page, main)
        seen.page.route(
            f"{SITE}/live/7",
            lambda route: route.fulfill(body=frame, content_type="text/event-stream"),
        )
        seen.page.reload()
        seen.page.wait_for_selector("body[stirred]", state="attached")
        assert seen.page.locator("b").inner_text() == "21"
        assert seen.page.evaluate("document.querySelector('progress').value") == 21


def test_a_countdown_ends_with_its_event(browser: Browser) -> None:
    main = '<div data-countdown="30"><span data-count>30</span><progress max="30" value="30"></progress></div>'
    with opened(browser, DESK) as seen:
        seen.page.clock.install()
        seen.page.add_init_script("addEventListener('due', () => (window.due = true), true)")
        house(seen.page, main)
        seen.page.clock.run_for(10_000)
        assert seen.page.locator("[data-count]").inner_text() == "20"
        seen.page.clock.run_for(21_000)
        assert seen.page.evaluate("window.due") is True


def test_what_is_due_is_asked_for_again_until_the_answer_stands(browser: Browser) -> None:
    """The network of a hall that fails at the change of the code does not leave the old one there."""
    main = '<div data-countdown="30"><span data-count>30</span></div>'
    with opened(browser, DESK) as seen:
        seen.page.clock.install()
        seen.page.add_init_script(
            "addEventListener('due', () => (window.times = (window.times ?? 0) + 1), true)"
        )
        house(seen.page, main)
        seen.page.clock.run_for(37_000)
        assert seen.page.evaluate("window.times") == 3
        seen.page.evaluate("document.querySelector('[data-countdown]').remove()")
        seen.page.clock.run_for(30_000)
        assert seen.page.evaluate("window.times") == 3


def test_a_message_fetches_the_redrawn_piece(browser: Browser) -> None:
    main = """<div data-live="/live/7"><ul id="who" hx-get="/who" hx-swap="outerHTML"
      hx-trigger="live from:'closest [data-live]'"><li>旧</li></ul></div>"""
    piece = '<ul id="who"><li>许静仪</li></ul>'
    with opened(browser, DESK) as seen:
        house(seen.page, main)
        seen.page.route(
            f"{SITE}/live/7",
            lambda route: route.fulfill(body="data: {}\n\n", content_type="text/event-stream"),
        )
        seen.page.route(
            f"{SITE}/who",
            lambda route: route.fulfill(body=piece, content_type="text/html; charset=utf-8"),
        )
        seen.page.reload()
        seen.page.get_by_text("许静仪").wait_for(timeout=5000)
        assert seen.page.locator("#who li").all_inner_texts() == ["许静仪"]
        assert [c for c in seen.complaints if "policy" in c.lower()] == []


def test_a_refusal_is_shown_where_the_answer_would_be(browser: Browser) -> None:
    main = '<button class="btn" hx-post="/confirm" hx-target="#answer">确认</button><div id="answer"></div>'
    sentence = render_to_string(
        "kit/_problem.html", {"title": "状态已经变了", "sentence": "记录已经确认。"}
    )
    with opened(browser, PHONE) as seen:
        house(seen.page, main)
        seen.page.route(
            f"{SITE}/confirm",
            lambda route: route.fulfill(
                status=409, body=sentence, content_type="text/html; charset=utf-8"
            ),
        )
        seen.page.get_by_role("button", name="确认").click()
        seen.page.get_by_text("记录已经确认。").wait_for(timeout=5000)
        assert seen.page.locator("#answer .sum").count() == 1


TERM_PIECE = """<div class="told"><h2 id="told">主题党日</h2><p>每月一天。</p>
  <div class="btns"><button class="btn" type="button" data-closes autofocus>关闭</button></div></div>"""


def test_a_term_opens_over_the_text_and_gives_the_focus_back(browser: Browser) -> None:
    with opened(browser, PHONE) as seen:
        page = seen.page
        house(page, '<p>本月{% term "theme_day" %}</p>')
        page.route("**/terms/theme_day", lambda route: route.fulfill(body=TERM_PIECE))
        page.get_by_role("link", name="主题党日").press("Enter")
        dialog = page.get_by_role("dialog", name="主题党日")
        dialog.wait_for()
        assert page.evaluate("document.activeElement.textContent") == "关闭"
        assert axe_findings(page) == []
        page.keyboard.press("Escape")
        assert not dialog.is_visible()
        assert page.evaluate("document.activeElement.textContent") == "主题党日"
        assert seen.complaints == []


def test_a_term_that_does_not_come_leads_to_the_glossary(browser: Browser) -> None:
    with opened(browser, PHONE) as seen:
        house(seen.page, '<p>本月{% term "theme_day" %}</p>')
        seen.page.route("**/terms/theme_day", lambda route: route.abort())
        seen.page.get_by_role("link", name="主题党日").click()
        seen.page.wait_for_url("**/terms#theme_day")
