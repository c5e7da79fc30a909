"""Help: every page and button it names is there, in each language; pictures are there and small."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from tests.browsing import signed_in
from tests.cast import Branch
from tests.words.extract import Text, in_python, in_template, python_files
from tests.words.gather import ENGLISH
from tests.words.traditional import traditional
from typer.main import get_command

from zhibu.kit.language import LANGUAGES
from zhibu.ops.cli import app
from zhibu.people.models import Person
from zhibu.web.help import GUIDES, Guide, Picture, Task
from zhibu.web.help.model import parts

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhibu"
HELP = SOURCE / "web" / "help"
PICTURES = SOURCE / "web" / "static" / "help"
MOST_BYTES = 1_500_000
_PLACE = re.compile(r"%\\\((\w+)\\\)[sd]")

TASKS = [(guide, task) for guide in GUIDES.values() for task in guide.tasks]
STEPS = [(task, step) for _guide, task in TASKS for step in task.steps]


def quoted(step: str, kind: str = "key") -> list[str]:
    return [part.words for part in parts(step) if part.kind == kind]


@cache
def of_the_pages() -> dict[str, str]:
    """Every text of the product but the help's own, with its English."""
    english = {e.msgid: e.msgstr or e.msgstr_plural.get(1, "") for e in polib.pofile(str(ENGLISH))}
    said: set[Text] = set()
    for file in python_files():
        if HELP not in file.parents:
            said.update(in_python(file))
    for template in SOURCE.rglob("templates/**/*.html"):
        said.update(in_template(template.read_text()))
    return {text.singular: english.get(text.singular, "") for text in said}


@cache
def patterns() -> list[tuple[re.Pattern[str], str, str]]:
    """The texts with places for values, ready to be met: 确认 %(n)s 项 meets 确认 4 项."""
    return [
        (re.compile(_PLACE.sub(r"(?P<\1>\\d+)", re.escape(text))), text, english)
        for text, english in of_the_pages().items()
        if text.count("%(") == 1 and not text.startswith("%(")
    ]


def meant(words: str) -> set[str]:
    """What the pages say in English where the help quotes this; empty where no page says it."""
    said = {of_the_pages()[words]} if words in of_the_pages() else set()
    for pattern, _text, english in patterns():
        if found := pattern.fullmatch(words):
            said.add(english % {k: int(v) for k, v in found.groupdict().items()})
    return said


def wrong(step: str) -> list[str]:
    """What a step quotes that no page says, in Chinese; then where its English names other words."""
    faults = [f"{words} stands on no page" for words in quoted(step) if not meant(words)]
    with override("en"):
        here = quoted(gettext(step))
    if len(here) != len(quoted(step)):
        return [*faults, f"{step}: {here}"]
    left = list(here)
    for words in quoted(step):
        of_this = [one for one in left if one in meant(words)]
        if not of_this:
            faults.append(f"{words} is {meant(words)} in English, not among {left}")
        else:
            left.remove(of_this[0])
    return faults


def test_every_page_the_help_names_exists() -> None:
    assert [t.page for _g, t in TASKS if t.page and not reverse(t.page)] == []
    assert len({(g.key, t.key) for g, t in TASKS}) == len(TASKS)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda g: g.key)
def test_every_word_the_help_quotes_stands_on_a_page_in_each_language(guide: Guide) -> None:
    assert [fault for task in guide.tasks for step in task.steps for fault in wrong(step)] == []
    hant = [words for task in guide.tasks for step in task.steps for words in quoted(step)]
    with override("zh-hant"):
        shown = [
            words for task in guide.tasks for step in task.steps for words in quoted(gettext(step))
        ]
    assert shown == [traditional(words) for words in hant]


def test_planted_words_are_found() -> None:
    assert wrong("点“点这个按钮”。") == [
        "点这个按钮 stands on no page",
        "点这个按钮 is set() in English, not among ['点这个按钮']",
    ]
    assert meant("请假") == {"Ask for leave"}
    assert meant("全部看过，确认 4 项") == {of_the_pages()["全部看过，确认 %(n)s 项"] % {"n": 4}}


def test_every_command_the_help_names_exists() -> None:
    commands = get_command(app)
    names = set(commands.commands)  # type: ignore[attr-defined]  # a group has commands
    named = [c.split()[1] for _t, step in STEPS for c in quoted(step, "code") if c[:2] == "./"]
    assert set(named) - names == set()
    assert {"backup", "doctor", "restore"} <= set(named)


def pictures() -> list[Picture]:
    return [task.picture for _guide, task in TASKS if task.picture]


def test_every_picture_is_there_in_each_language_and_no_other() -> None:
    wanted = {f"{p.name}.{language.code}.webp" for p in pictures() for language in LANGUAGES}
    assert {file.name for file in PICTURES.iterdir()} == wanted
    assert sum(file.stat().st_size for file in PICTURES.iterdir()) < MOST_BYTES


# ---- the pages


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def roles(html: str) -> list[str]:
    """The roles whose tasks are listed, in order."""
    return re.findall(r'<section class="sec" aria-labelledby="h-(\w+)">', html)


def test_a_visitor_reads_what_members_do(db: None, client: Client) -> None:
    html = page(client, "/help")
    assert roles(html) == ["member", "others", "more"]
    assert 'href="/help/member#check-in"' in html


def test_ones_own_roles_come_first(branch: Branch, client: Client) -> None:
    assert roles(page(signed_in(branch.secretary_person, client), "/help")) == [
        "secretary",
        "member",
        "others",
        "more",
    ]


def test_an_organiser_reads_of_the_college_first(branch: Branch, client: Client) -> None:
    branch.organiser()
    organiser = Person.objects.get(name="方闻笛")
    assert roles(page(signed_in(organiser, client), "/help")) == ["college", "others", "more"]


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda g: g.key)
def test_a_guide_lists_its_tasks_in_order(db: None, client: Client, guide: Guide) -> None:
    html = page(client, f"/help/{guide.key}")
    assert re.findall(r'<section class="sec task" id="([\w-]+)"', html) == [
        task.key for task in guide.tasks
    ]
    assert client.get("/help/nobody").status_code == 404


def test_the_foot_of_every_page_leads_to_the_help(db: None, client: Client) -> None:
    assert '<a href="/help">帮助</a> <a href="/terms">用语</a>' in page(client, "/sign-in")


def test_a_task_has_steps_and_a_guide_few_tasks() -> None:
    assert [t.key for _g, t in TASKS if not 1 <= len(t.steps) <= 4] == []
    assert max(len(g.tasks) for g in GUIDES.values()) <= 8
    assert isinstance(TASKS[0][1], Task)
