"""Both catalogues say everything the code says, with the same places for values, in their own script."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib
import pytest
from opencc import OpenCC
from tests.words import gather
from tests.words.extract import HAN, Text, everything, in_python, in_template
from tests.words.gather import ENGLISH, TRADITIONAL, known
from tests.words.literals import SAMPLES, STAYS, in_code, in_page, strays
from tests.words.traditional import traditional

from zhibu.ops import words

SOURCE = Path(__file__).parents[2] / "src" / "zhibu"
PLACES = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}")
# Chinese that an English text may hold: between quotation marks or brackets, names of samples, what
# is typed into a template of a school.
QUOTED = re.compile(r"“[^”]*”|\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|【[^】]*】|\|[^,. ]*")
SAMPLE_WORDS = re.compile(
    r"许静仪|周若棠|陆知夏|宋清和|何屿|学院党委〔2026〕\d+号批复|学院党委〔2026〕12号|项\.|研三支部|第一党小组|20 两人一组走访实验楼|、|学号，姓名，支部"
)


def faults(path: Path, texts: frozenset[Text] | set[Text]) -> list[str]:
    """What is missing, empty, fuzzy, left over, or has other places for values than its source."""
    said = []
    book = polib.pofile(str(path))
    by_id = {e.msgid: e for e in book}
    said += [f"missing: {t.singular}" for t in texts if t.singular not in by_id]
    said += [f"left over: {i}" for i in by_id.keys() - {t.singular for t in texts}]
    for e in book:
        forms = list(e.msgstr_plural.values()) if e.msgid_plural else [e.msgstr]
        if e.fuzzy or not all(forms):
            said.append(f"untranslated: {e.msgid}")
            continue
        wanted = sorted(PLACES.findall(e.msgid))
        if e.msgid_plural and len(forms) != int(book.metadata["Plural-Forms"][9]):
            said.append(f"plural forms: {e.msgid}")
        said += [
            f"places: {e.msgid} → {form}"
            for form in forms
            if sorted(PLACES.findall(form)) != wanted
        ]
    return said


def written(path: Path) -> list[tuple[str, str]]:
    """(source, what is said) of every form."""
    return [(source, form) for source, forms in known(path).items() for form in forms.values()]


@pytest.mark.parametrize("path", [ENGLISH, TRADITIONAL], ids=["en", "zh-Hant"])
def test_everything_is_said_with_the_same_places_for_values(path: Path) -> None:
    assert faults(path, everything()) == []


def test_traditional_chinese_is_what_the_corrected_conversion_gives() -> None:
    """So a character that reads wrong is mended in traditional.py, for every text at once."""
    plurals = {t.singular: t.plural for t in everything()}
    differs = [
        (source, form)
        for source, form in written(TRADITIONAL)
        if form != traditional(plurals.get(source) or source)
    ]
    assert differs == []


# Written alike in both, or chosen in traditional.py, though OpenCC knows an older form.
BOTH = set("准群里台床啟線戶衛周帳脫說")


@cache
def older() -> OpenCC:
    return OpenCC("s2t")


@cache
def is_simplified(one: str) -> bool:
    """Whether only simplified Chinese has this character."""
    return bool(HAN.match(one)) and one not in BOTH and one != older().convert(one)


def simplified_in(text: str) -> set[str]:
    """Characters that only simplified Chinese has."""
    return {one for one in text if is_simplified(one)}


def test_traditional_chinese_has_no_simplified_characters() -> None:
    found = {form: simplified_in(form) for _source, form in written(TRADITIONAL)}
    assert {form: left for form, left in found.items() if left} == {}


def chinese_in_english(text: str) -> str:
    return "".join(HAN.findall(SAMPLE_WORDS.sub("", QUOTED.sub("", text))))


def test_english_has_no_chinese_but_what_it_quotes() -> None:
    found = {form: chinese_in_english(form) for _source, form in written(ENGLISH)}
    assert {form: left for form, left in found.items() if left} == {}


def test_no_chinese_stands_outside_gettext_without_a_reason() -> None:
    assert strays() == []


def test_every_reason_is_for_a_file_that_is_there() -> None:
    assert [path for path in STAYS if not (SOURCE / path).exists()] == []
    assert [path for path in SAMPLES if not (SOURCE / path).exists()] == []


def test_words_of_scripts_are_the_same_three_times() -> None:
    scripts = SOURCE.parents[1] / "frontend" / "js"
    table = (scripts / "words.js").read_text()
    keys = [re.findall(r"^ {4}(\w+):", part, re.M) for part in table.split("  },")[:3]]
    assert keys[0] == keys[1] == keys[2] != []
    spoken = re.compile(r"[\"'`][^\"'`\n]*[\u4e00-\u9fff]")
    loud = [f.name for f in sorted(scripts.glob("*.js")) if spoken.search(f.read_text())]
    assert loud == ["words.js"]


# ---- the checks themselves, red on planted faults


def test_planted_faults_in_a_catalogue_are_found(tmp_path: Path) -> None:
    book = polib.POFile()
    book.metadata = gather.head("en")
    book.extend(
        [
            polib.POEntry(msgid="保存", msgstr=""),
            polib.POEntry(msgid="还有 %(n)d 天", msgstr="%(days)d days"),
            polib.POEntry(msgid="旧话", msgstr="Old"),
            polib.POEntry(msgid="改期", msgstr="Move", flags=["fuzzy"]),
            polib.POEntry(msgid="%(n)d 人", msgid_plural="%(n)d 人", msgstr_plural={0: "%(n)d"}),
        ]
    )
    path = tmp_path / "django.po"
    book.save(str(path))
    texts = {Text(t) for t in ("保存", "还有 %(n)d 天", "改期", "确认")} | {
        Text("%(n)d 人", "%(n)d 人")
    }
    assert faults(path, texts) == [
        "missing: 确认",
        "left over: 旧话",
        "untranslated: 保存",
        "places: 还有 %(n)d 天 → %(days)d days",
        "untranslated: 改期",
        "plural forms: %(n)d 人",
    ]


def test_planted_chinese_outside_gettext_is_found(tmp_path: Path) -> None:
    page = '<p>保存</p>{% translate "好" %}{# 注 #}{% back "/" "首页" %}{% act _("好") %}{% blocktranslate %}好{% endblocktranslate %}'
    assert in_page(page) == ["1: <p>保存</p>", '1: "首页"']
    code = tmp_path / "views.py"
    code.write_text('"""说明"""\nsay(_("好"), "不好")\nraise ValueError("坏")\nx = f"共 {n} 项"\n')
    assert in_code(code) == ["2: 不好", "4: 共 ", "4:  项"]


def test_planted_characters_are_found() -> None:
    assert simplified_in("黨支部发展") == {"发"}
    assert chinese_in_english("Save 保存, “保存”") == "保存"


def test_texts_of_templates_and_code_are_read(tmp_path: Path) -> None:
    page = '{% blocktranslate count n=x %}{{ n }} 项{% plural %}{{ n }} 项{% endblocktranslate %}{% translate "好" %}'
    assert set(in_template(page)) == {Text("%(n)s 项", "%(n)s 项"), Text("好")}
    code = tmp_path / "a.py"
    code.write_text('_("长"\n  "句")\nngettext("一", "多", n)\nnoop("标")\n')
    assert set(in_python(code)) == {Text("长句"), Text("一", "多"), Text("标")}


def test_a_catalogue_is_compiled_once_for_its_text(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    gather.write(source, "en", [polib.POEntry(msgid="好", msgstr="Good")])
    assert not words.is_compiled(source)
    words.make_ready(tmp_path)
    assert words.is_compiled(source)
    gather.write(source, "en", [polib.POEntry(msgid="好", msgstr="Well")])
    assert not words.is_compiled(source)
