"""Every component as it is drawn, against its golden fragment in tests/kit/golden.

``pytest tests/kit --update-golden`` rewrites them; read the difference before committing it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from zhibu.kit.components import (
    ColumnBar,
    Columns,
    Fact,
    Mark,
    Tab,
    drawings,
    say,
    toast_of,
)
from zhibu.kit.period import month
from zhibu.kit.templatetags import kit
from zhibu.web.gallery import SampleForm

GOLDEN = Path(__file__).parent / "golden"


def filled() -> SampleForm:
    """The sample with one fault in a line and one in a choice."""
    form = SampleForm({"place": "理科楼 A312", "joined": "2024.13", "kind": "p"}, None)
    form.fields.pop("roster")
    return form


def context() -> dict[str, Any]:
    """Values the fragments below draw."""
    return {
        "form": SampleForm(),
        "faulty": filled(),
        "facts": [Fact("应到", 31, "人"), Fact("有表决权实到", 24, "/ 26")],
        "month": month(2026, 2),
        "marks": [
            Mark(date(2026, 2, 4), "支委会", "done", "已完成"),
            Mark(date(2026, 2, 5), "党课", "draft", "草稿待确认"),
            Mark(date(2026, 2, 5), "党小组会", "miss", "待安排"),
        ],
        "today": date(2026, 2, 20),
        "chart": Columns(
            "主题党日",
            "次",
            (ColumnBar("9月", 4, "4"), ColumnBar("10月", 3, "3", gap=1, running=True)),
        ),
        "tabs": [Tab("全部", "?k=all", 31, current=True), Tab("预备党员", "?k=p", 5)],
        "page": Paginator(range(228), 50).page(2),
        "request": RequestFactory().get("/people/", {"q": "许", "page": "2"}),
        "nav": [
            SimpleNamespace(label=label, url=url, icon=icon, current=here, on_phone=phone)
            for label, url, icon, here, phone in [
                ("本月", "/", "week", True, True),
                ("会议与记录", "/meetings/", "doc", False, True),
                ("党员名册", "/people/", "people", False, False),
                ("我的", "/me", "me", False, True),
            ]
        ],
        "start": datetime(2026, 11, 25, 11, 0, tzinfo=UTC),
        "end": datetime(2026, 11, 25, 12, 24, tzinfo=UTC),
        "choices": [(1, "数学 <2> 班"), (2, "化学学院党委")],
        "csrf_token": "TOKEN",
        "theme": "dark",
    }


FRAGMENTS = {
    "once": "{% once %}",
    "columns": "{% columns chart %}",
    "navigation": "{% navigation nav %}",
    "back": '{% back "/meetings/" "会议与记录" %}',
    "act": '{% act "确认这份记录" form="confirm" why="只需确认一次。" %}',
    "act_link": '{% act "签到：支部党员大会" href="/c/1" %}',
    "act_off": '{% act "确认这份记录" off=True why="到会人数不足。" %}',
    "act_desk_why": '{% act "导入 224 行" name="go" value="1" desk_why=True why="30 天内可以撤回。" %}',
    "icon": '{% icon "draft" %}',
    "icon_with_words": '{% icon "lock" label="已确认" %}',
    "state": '{% state "done" %}',
    "state_in_other_words": '{% state "miss" "超期 57 天" %}',
    "options": "{% options choices 2 %}",
    "clause": '{% clause "branch_work" 11 %}',
    "contest": '{% contest "points.credit" 7 about="主题党日" %}',
    "voice": "{% voice %}",
    "house_name": "{% house_name %}",
    "term": '{% term "theme_day" %}',
    "term_of": '{% term_of "group_meeting" "党小组会（一组）" %}',
    "terms_here": '{% terms_here "eligible vote_right" %}',
    "clause_of_the_whole": '{% clause "government_apps" %}',
    "qr": '{% qr "A" "签到二维码" %}',
    "facts": "{% facts facts %}",
    "meter": '{% meter "已回执" done=22 goal=31 unit="人" %}',
    "meter_without_a_goal": '{% meter "已回执" done=0 goal=0 %}',
    "quorum_bar": "{% quorum_bar present=17 eligible=26 needed=13 %}",
    "quorum_bar_met": '{% quorum_bar present=16 eligible=18 needed=16 over=False base="有表决权" %}',
    "progress": '{% progress "导入进度" done=1240 total=3000 seconds_left=40 %}',
    "progress_that_can_stop": '{% progress "导入进度" done=0 total=120000 seconds_left=430 stop_url="/stop" %}',
    "month_ruler": '{% month_ruler month marks label="二月" today=today %}',
    "verdict_box": '{% verdict_box "合规" lawful=True %}<p>超过半数。</p>{% endverdict_box %}',
    "verdict_box_not_yet": '{% verdict_box "尚不可" lawful=False of="议题一" %}<p>还差 1 人。</p>{% endverdict_box %}',
    "field": '{% field form.place source="10 月的会议，可改" %}',
    "field_with_a_fault": "{% field faulty.joined %}",
    "field_choice": "{% field faulty.ground inline=True %}",
    "field_check": '{% field form.told hint="每人一条" %}',
    "field_area": "{% field form.points %}",
    "field_file": "{% field form.roster %}",
    "error_summary": "{% error_summary faulty %}",
    "error_summary_without_faults": "{% error_summary form %}",
    "theme_choice": "{% theme_choice %}",
    "tabs": '{% tabs tabs label="按人员类别" %}',
    "steps": '{% steps "选文件,对应列,预览" now=2 %}',
    "pager": '{% pager page unit="人" %}',
    "empty_state": '{% empty_state "还没有会议记录" example="11月25日，支部党员大会" %}<a class="btn" href="/x">安排</a>{% endempty_state %}',
    "toast": '{% toast "已保存" %}',
    "toast_with_undo": '{% toast "已确认 4 项" undo_url="/undo/4" %}',
    "span": "{% span start end %}",
    "days_between": "{% days_between start end %}",
}
# tests/kit/test_asset.py, tests/kit/test_base.py, tests/web/test_language.py
WITHOUT_A_FRAGMENT = {"asset", "echo_block", "page_language", "language_choice"}


def drawn(source: str) -> str:
    """The fragment, with a fixed key in place of the one made for it."""
    html = str(Template("{% load kit %}" + source).render(Context(context())))
    html = re.sub(r'(name="idempotency_key" value=")[0-9a-f]{32}', r"\1KEY", html)
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_component_is_drawn_as_its_golden_fragment(
    name: str, pytestconfig: pytest.Config
) -> None:
    golden = GOLDEN / f"{name}.html"
    html = drawn(FRAGMENTS[name])
    if pytestconfig.getoption("--update-golden", default=False):
        golden.write_text(html, "utf-8")
    assert html == golden.read_text("utf-8")


def test_every_tag_has_a_fragment() -> None:
    shown = set(re.findall(r"{% (\w+)", "".join(FRAGMENTS.values())))
    assert set(kit.register.tags) - WITHOUT_A_FRAGMENT <= shown


def test_every_golden_fragment_belongs_to_a_component() -> None:
    assert {p.stem for p in GOLDEN.glob("*.html")} == set(FRAGMENTS)


def test_two_forms_on_a_page_have_two_keys() -> None:
    template = Template("{% load kit %}{% once %}{% once %}")
    keys = re.findall(r'value="([0-9a-f]{32})"', template.render(Context()))
    assert len(set(keys)) == 2


def test_an_unknown_icon_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError):
        drawn('{% icon "unicorn" %}')


def test_every_state_has_a_drawing() -> None:
    assert {"done", "draft", "wait", "miss", "na", "bad"} <= set(drawings())


def test_what_is_written_by_people_is_escaped() -> None:
    source = "{% load kit %}{% verdict_box w lawful=True %}{{ w }}{% endverdict_box %}{% state 'na' w %}{% toast w %}{% empty_state w example=w %}{% endempty_state %}"
    html = Template(source).render(Context({"w": "<b>粗</b>"}))
    assert ["<b>" in html, html.count("&lt;b&gt;粗&lt;/b&gt;")] == [False, 6]


def test_a_message_carries_its_undo(rf: RequestFactory) -> None:
    request = rf.get("/")
    kept: list[Any] = []
    request._messages = SimpleNamespace(  # type: ignore[attr-defined]  # where Django keeps them
        add=lambda level, text, tags: kept.append(SimpleNamespace(message=text, extra_tags=tags))
    )
    say(request, "已确认 4 项", undo_url="/undo/4")
    say(request, "已保存")
    toasts = [toast_of(_Message(m.message, m.extra_tags)) for m in kept]
    assert [(t.text, t.undo_url, t.seconds) for t in toasts] == [
        ("已确认 4 项", "/undo/4", 10),
        ("已保存", "", 6),
    ]


class _Message:
    """Django's message: its text by str(), its tags beside."""

    def __init__(self, text: str, extra_tags: str) -> None:
        self.text, self.extra_tags = text, extra_tags

    def __str__(self) -> str:
        return self.text


def test_a_field_of_a_form_with_a_prefix_keeps_its_parts_together() -> None:
    class Small(forms.Form):
        name = forms.CharField(label="名称", help_text="全称")

    form = Small({}, prefix="a")
    html = Template("{% load kit %}{% field form.name %}").render(Context({"form": form}))
    described = re.findall(r'aria-describedby="([^"]+)"', html)[0].split()
    assert described == re.findall(r'<(?:p|div)[^>]* id="(id_a-name_\w+)"', html)
