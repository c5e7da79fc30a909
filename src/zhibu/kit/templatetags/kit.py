"""The component tags: ``{% load kit %}``. Each is a typed function and one template, no query inside.

Signatures with examples stand in docs/rooms/kit.md; every component has a place on the gallery page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.http import QueryDict
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.kit import components as parts
from zhibu.kit import dates, fields, language, regulations, terms
from zhibu.kit.period import Period

register = template.Library()
Values = dict[str, Any]  # what a component's template reads

STATE_WORDS = {
    "done": gettext_noop("已完成"),
    "draft": gettext_noop("草稿待确认"),
    "wait": gettext_noop("等待中"),
    "miss": gettext_noop("缺"),
    "na": gettext_noop("不适用"),
    "bad": gettext_noop("尚不可"),
}
PHONE_TABS = 5  # the most a bar of 360 px can hold
for _name in (
    "day",
    "full_day",
    "weekday",
    "week_day",
    "hour",
    "day_hour",
    "stamp",
    "month",
    "short_month",
    "chinese_month",
    "chinese_day",
    "named",
):
    register.filter(_name, getattr(dates, _name))


# ---- the frame


@register.simple_tag
def asset(name: str, *, optional: bool = False) -> str:
    """The address of a built file (构建产物): ``{% asset "app.css" %}``.

    Raises ImproperlyConfigured, saying what to do, when the front end has not been built; with
    ``optional=True`` the answer is then empty, for pages that must stand even so.
    """
    address = parts.asset_address(name)
    if address is None and not optional:
        raise ImproperlyConfigured(
            "前端还没有构建。请在 frontend 目录运行 npm ci 和 npm run build，或用 ./zhibu 启动。"
            " / The front end is not built: run npm ci && npm run build in frontend/, or start by ./zhibu."
        )
    return address or ""


@register.inclusion_tag("kit/once.html")
def once() -> Values:
    """The key that makes a post count once (幂等键); stands beside ``{% csrf_token %}``."""
    return {"key": uuid4().hex}


@register.simple_tag
def page_language() -> str:
    """The tag of the language this page speaks, for ``<html lang>``: ``zh-Hans``."""
    return language.spoken().tag


@register.simple_tag
def house_name() -> str:
    """The name over every page: 支部, in English Zhibu."""
    return language.house_name()


@register.inclusion_tag("kit/language_choice.html", takes_context=True)
def language_choice(context: Context) -> Values:
    """The languages a reader may choose (页面语言), each by its own name; comes back to this page."""
    request = context.get("request")
    try:
        url = reverse("web:language")
    except NoReverseMatch:
        url = ""
    return {
        "url": url if request else "",
        "here": request.get_full_path() if request and request.method == "GET" else "",
        "languages": language.LANGUAGES,
        "current": language.spoken(),
        "csrf_token": context.get("csrf_token"),
    }


class EchoBlock(Node):
    """Writes a block of the page a second time, as plain words."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString | str:
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        return " ".join(strip_tags(block.render(context)).split()) if block else ""


@register.tag
def echo_block(parser: Parser, token: Token) -> EchoBlock:
    """``{% echo_block title %}``: the words of a block once more, for ``<title>``."""
    return EchoBlock(token.split_contents()[1])


@register.inclusion_tag("kit/navigation.html")
def navigation(
    places: Sequence[Any],
) -> Values:  # Any: whatever has label, url, icon, current, on_phone
    """The one navigation (主导航): tabs on phones, a rail on desks; what has no tab lies in a tray."""
    tabs_left = [p for p in places if p.on_phone]
    room = PHONE_TABS if len(tabs_left) == len(places) <= PHONE_TABS else PHONE_TABS - 1
    shown = tabs_left[:room]
    tray = [p for p in places if p not in shown]
    return {"places": places, "tray": tray, "tray_current": any(p.current for p in tray)}


@register.inclusion_tag("kit/back.html")
def back(url: str, label: str) -> Values:
    """The way back over a title (返回): ``{% back url "本月" %}``."""
    return {"url": url, "label": label}


@register.inclusion_tag("kit/act.html")
def act(  # noqa: PLR0913  one tag says all about the one red button
    label: str,
    *,
    why: str = "",
    form: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    off: bool = False,
    desk_why: bool = False,
) -> Values:
    """The one red button of a screen (主按钮) and the line that says what follows from it.

    form: id of the form it sends; href: a link instead; off: shown but not yet to be pressed,
    ``why`` then says what is missing; desk_why: keep ``why`` from phones, where room is dear.
    """
    return {
        "label": label,
        "why": why,
        "form": form,
        "href": href,
        "name": name,
        "value": value,
        "off": off,
        "desk_why": desk_why,
    }


# ---- marks and words


def _plain(words: object) -> str:
    """Bare text, never "safe" text: the two are equal as keys, and only one may be kept."""
    return str.__str__(str(words))


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    return render_to_string("kit/icon.html", {"strokes": parts.drawings()[name], "label": label})


@lru_cache(maxsize=2048)
def _state(kind: str, words: str) -> SafeString:
    return render_to_string("kit/state.html", {"kind": kind, "words": words})


# A list may show hundreds of these two: what has been drawn once is kept.


@register.simple_tag
def icon(name: str, *, label: object = "") -> SafeString:
    """A drawing of the one sprite (图标); silent unless ``label`` gives it words."""
    return _icon(_plain(name), _plain(label))


@register.simple_tag
def state(kind: str, words: object = "") -> SafeString:
    """A state as shape, word and colour (状态): done draft wait miss na bad."""
    return _state(_plain(kind), _plain(words) or _(STATE_WORDS[kind]))


@register.simple_tag
def options(choices: Iterable[tuple[object, str]], chosen: object = "") -> SafeString:
    """The lines of a long choice (选项): ``{% options bodies 7 %}``, pairs of a value and its words.

    Joined here: five hundred of them, drawn node by node, took a third of a page's time.
    """
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, " selected" if value == chosen else "", words) for value, words in choices),
    )


@register.inclusion_tag("kit/clause.html")
def clause(regulation: str, article: object = regulations.WHOLE) -> Values:
    """A clause beside the rule it supports (条文): ``{% clause "branch_work" 11 %}``.

    KeyError when docs/regulations.toml does not hold it.
    """
    found = regulations.clause(regulation, str(article))
    try:
        url = reverse("web:clause", args=[found.regulation, found.article])
    except NoReverseMatch:
        url = ""
    return {"clause": found, "url": url}


@lru_cache(maxsize=512)
def _term(key: str, words: str, here: str) -> SafeString:
    return render_to_string(
        "kit/term.html", {"words": words, "all": reverse("web:terms"), "key": key}
    )


@register.simple_tag
def term(key: str, words: object = "") -> SafeString:
    """An official term that opens its clause (用语): ``{% term "theme_day" %}``.

    key: of ``zhibu.kit.terms``, KeyError when it is none; words: what stands in the text instead of
    its name.
    """
    return _term(key, _plain(words) or terms.TERMS[key].name, language.spoken().code)


@register.simple_tag
def term_of(key: object, words: object) -> SafeString:
    """The same for what may or may not be a term, such as the key of a duty; else the plain words."""
    known = terms.TERMS.get(str(key))
    return term(known.key, words) if known else escape(_plain(words))


@register.inclusion_tag("kit/terms.html")
def terms_here(keys: str) -> Values:
    """The terms a page or a box rests on, in one quiet line: ``{% terms_here "eligible vote_right" %}``."""
    return {"keys": keys.split()}


@register.inclusion_tag("kit/contest.html")
def contest(kind: str, subject_id: int, *, about: str = "") -> Values:
    """The way to contest one thing (有异议): ``{% contest "points.credit" credit.pk about=credit.title %}``.

    kind: of an ``AppealKind`` on the wiring page. Nothing where nothing can be contested.
    """
    try:
        url = reverse("appeals:raise_appeal", args=[kind, subject_id])
    except NoReverseMatch:
        url = ""
    return {"url": url, "about": about}


@register.inclusion_tag("kit/voice.html", takes_context=True)
def voice(context: Context) -> Values:
    """The foot of every page: the way to complain or suggest (提意见建议, DC-11), with the page it stands
    on, and to the help and the terms; nothing where there is none."""
    request = context.get("request")
    try:
        url = reverse("appeals:give")
    except NoReverseMatch:
        url = ""
    if url and request is not None:
        url = f"{url}?{urlencode({'from': request.path})}"
    try:
        ways = {"help_url": reverse("web:help"), "terms_url": reverse("web:terms")}
    except NoReverseMatch:
        ways = {}
    return {"url": url} | ways


@register.inclusion_tag("kit/qr.html")
def qr(text: str, label: str) -> Values:
    """A square to scan (二维码): ``{% qr address "签到二维码" %}``."""
    return {"drawing": parts.qr_drawing(text), "label": label}


# ---- figures


@register.inclusion_tag("kit/facts.html")
def facts(items: Sequence[parts.Fact]) -> Values:
    """Figures side by side (数据栏): a list of ``Fact(label, value, unit)``."""
    return {"items": items}


@register.inclusion_tag("kit/meter.html")
def meter(label: str, *, done: int, goal: int, unit: str = "") -> Values:
    """Progress to a goal (计量): ``{% meter "已回执" done=22 goal=31 unit="人" %}``."""
    return {
        "label": label,
        "done": done,
        "goal": goal,
        "unit": unit,
        "percent": min(100, done * 100 // goal) if goal else 100,
    }


@register.inclusion_tag("kit/quorum_bar.html")
def quorum_bar(
    *, present: int, eligible: int, needed: int, over: bool = True, base: str = ""
) -> Values:
    """Heads against a limit (到会人数与界限), an ink bar with a red tick.

    needed: the limit; over: it must be passed (须超过), else met (须达到); base: what all are called.
    """
    return {"bar": parts.Quorum(present, eligible, needed, over, base or _("应到"))}


@register.inclusion_tag("kit/progress.html")
def progress(
    label: str, *, done: int, total: int, seconds_left: int | None = None, stop_url: str = ""
) -> Values:
    """How far a long errand is (进度): count and time left, a way to stop, safe to leave."""
    return {"progress": parts.Progress(label, done, total, seconds_left, stop_url)}


@register.inclusion_tag("kit/month_ruler.html")
def month_ruler(
    month: Period, marks: Iterable[parts.Mark], *, label: str = "", today: date | None = None
) -> Values:
    """The month as a ruler (月历刻度): what was held, what is missing, today as the red line."""
    days = parts.ruler_days(month, marks, today)
    return {"days": days, "label": label or _("本月日程"), "storeys": any(d.raised for d in days)}


@register.simple_block_tag
def verdict_box(content: str, word: str, *, lawful: bool, of: str = "") -> SafeString:
    """A verdict (核验结论): one word, then what stands between the tags.

    ``{% verdict_box "合规" lawful=True %}<p>…</p>{% quorum_bar … %}{% endverdict_box %}``; of: the
    matter it is about, when there are several.
    """
    return render_to_string(
        "kit/verdict_box.html", {"content": content, "word": word, "lawful": lawful, "of": of}
    )


# ---- forms


@register.inclusion_tag("kit/field.html")
def field(
    bound: BoundField,
    *,
    hint: str = "",
    source: str = "",
    inline: bool = False,
    optional: bool = True,
) -> Values:
    """One field of a Django form (字段): label, hint, control, source, error.

    hint: else the field's help text; source: where a filled-in value came from; inline: choices
    in a line; optional: a field that may stay empty says so (选填).
    """
    return {
        "field": fields.drawn(bound, hint=hint, source=source, inline=inline, optional=optional)
    }


@register.inclusion_tag("kit/error_summary.html")
def error_summary(form: Form, *, kept: str | None = None) -> Values:
    """All faults of a form over it, each a link to its field (错误汇总). Empty when there is none.

    kept: what was kept, else that all was; ``kept=""`` where there was nothing to keep.
    """
    return {
        "faults": fields.faults_of(form),
        "kept": _("填好的内容都还在") if kept is None else kept,
    }


@register.inclusion_tag("kit/theme_choice.html", takes_context=True)
def theme_choice(context: Context) -> Values:
    """Light, dark or as the system (外观)."""
    chosen = context.get("theme") or ""
    return {
        "choices": [("", _("跟随系统")), ("light", _("浅色")), ("dark", _("深色"))],
        "chosen": chosen,
    }


@register.inclusion_tag("kit/columns.html")
def columns(chart: parts.Columns) -> Values:
    """Columns side by side, drawn on the server (柱图); the page has a table with the same numbers."""
    return {"chart": chart}


# ---- moving about, and what the house says back


@register.inclusion_tag("kit/tabs.html")
def tabs(items: Sequence[parts.Tab], *, label: str) -> Values:
    """Parts of one list as links (页签): a list of ``Tab(label, url, count, current)``."""
    return {"items": items, "label": label}


@register.inclusion_tag("kit/steps.html")
def steps(labels: str, *, now: int) -> Values:
    """Where one is in an errand (步骤): ``{% steps "选文件,对应列,预览,完成" now=2 %}``."""
    return {"items": parts.steps_of(labels.split(","), now)}


@register.inclusion_tag("kit/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], *, unit: str = "") -> Values:
    """Earlier and later pages of a list (分页). Keeps the rest of the address."""
    query = context["request"].GET if "request" in context else QueryDict()
    number = page.number
    return {
        "page": page,
        "unit": unit or _("项"),
        "before": parts.page_address(query, number - 1) if page.has_previous() else "",
        "after": parts.page_address(query, number + 1) if page.has_next() else "",
    }


@register.simple_block_tag
def empty_state(content: str, head: str, *, example: str = "") -> SafeString:
    """An empty page that teaches (空状态): a head, one line and one button inside, one example.

    ``{% empty_state "还没有记录" example="…" %}<p class="note">…</p><a class="btn">…</a>{% endempty_state %}``
    """
    return render_to_string(
        "kit/empty_state.html", {"content": content, "head": head, "example": example}
    )


@register.inclusion_tag("kit/toast.html", takes_context=True)
def toast(context: Context, said: object, *, undo_url: str = "") -> Values:
    """What has just been done, with its undo (提示与撤销): a text, or one of Django's messages."""
    made = (
        parts.toast_of(said)
        if hasattr(said, "extra_tags")
        else parts.Toast(str(said), undo_url, 10 if undo_url else 6)
    )
    return {"toast": made, "csrf_token": context.get("csrf_token")}


# ---- days


@register.simple_tag
def span(since: datetime, until: datetime) -> str:
    """2026年11月25日 19:00 至 20:24."""
    return dates.span(since, until)


@register.simple_tag
def days_between(since: date, until: date) -> str:
    """11月23日至29日; both days count."""
    return dates.days_between(since, until)
