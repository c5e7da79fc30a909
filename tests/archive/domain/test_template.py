"""A school's template: every error explained with its place, every word filled where it stands."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.domain.words import changed, docx, lines_of, packed, parts_of, torn

from zhibu.archive.domain.manual import manual
from zhibu.archive.domain.package import TemplateRefused
from zhibu.archive.domain.sample import sample_template
from zhibu.archive.domain.template import Checked, check, fill
from zhibu.archive.domain.vocabulary import MINUTES, Value, every, sample_values

VALUES: dict[str, Value] = {
    "时间": "2026年11月12日",
    "地点": "甲<乙>&丙\n二层",
    "编号": "",
    "出席名单": ["𠮷川", "阿依努尔·买买提"],
    "议程": [
        {
            "标题": "学习",
            "性质": "规定动作",
            "发言": [{"发言人": "陈末", "要点": "好"}],
            "决议": "",
        },
        {"标题": "参观", "性质": "灵活项目", "发言": [], "决议": "同意"},
    ],
    "议定事项": [
        {"事项": "张贴", "负责人": "沈一舟"},
        {"事项": "联系", "负责人": "韩露"},
    ],
}


def faults(body: bytes) -> list[tuple[str, str]]:
    return [(p.code, str(p.place)) for p in check(body, MINUTES).problems]


def filled(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> list[str]:
    return lines_of(fill(docx(*paragraphs, table=table), MINUTES, VALUES))


def test_the_sample_passes_and_fills() -> None:
    body = sample_template()
    assert check(body, MINUTES) == Checked((), (), 56)
    lines = lines_of(fill(body, MINUTES, sample_values(MINUTES.entries)))
    assert not any(sign in line for line in lines for sign in ("{{", "{%", "}}", "%}"))
    assert body == sample_template()


def test_values_stand_where_their_names_stood() -> None:
    assert filled("时间：{{ 时间 }}。", "在 {{地点}} 开") == [
        "时间：2026年11月12日。",
        "在 甲<乙>&丙\n二层 开",
    ]


def test_english_names_work_too() -> None:
    body = docx("{{ time }} {%p x")
    assert faults(body) == [("torn-tag", "正文第 1 段")]
    assert lines_of(fill(docx("{{ time }}"), MINUTES, {"time": "14:30"})) == ["14:30"]


def test_paragraphs_repeat_and_depend() -> None:
    assert filled(
        "{%p for 项 in 议程 %}",
        "{{ loop.index }}. {{ 项.标题 }}{% if 项.性质 == “灵活项目” %}（灵活）{% else %}（规定）{% endif %}",
        "{%p for 言 in 项.发言 %}",
        "{{ 言.发言人 }}：{{ 言.要点 }}",
        "{%p endfor %}",
        "{%p if 项.决议 %}",
        "决议：{{ 项.决议 }}",
        "{%p endif %}",
        "{%p endfor %}",
        "完",
    ) == ["1. 学习（规定）", "陈末：好", "2. 参观（灵活）", "决议：同意", "完"]


def test_a_plain_for_alone_in_its_paragraph_repeats_paragraphs() -> None:
    assert filled("{% for 名 in 出席名单 %}", "{{ 名 }}", "{% endfor %}") == [
        "𠮷川",
        "阿依努尔·买买提",
    ]


def test_names_repeat_inside_a_paragraph_and_join() -> None:
    assert filled(
        "出席：{% for 名 in 出席名单 %}{{ 名 }}{% if not loop.last %}、{% endif %}{% endfor %}。",
        "{{ 出席名单|join(“、”) }}，{{ 出席名单|length }}人，编号{{ 编号|default(“无”) }}",
    ) == ["出席：𠮷川、阿依努尔·买买提。", "𠮷川、阿依努尔·买买提，2人，编号无"]


def test_a_row_repeats_when_it_opens_and_closes_itself() -> None:
    rows = (
        ("事项", "负责人"),
        ("{%tr for 事 in 议定事项 %}{{ 事.事项 }}", "{{ 事.负责人 }}{%tr endfor %}"),
    )
    assert filled("前", table=rows) == ["前", "事项|负责人", "张贴|沈一舟", "联系|韩露"]


def test_rows_between_a_row_that_opens_and_one_that_closes_repeat() -> None:
    rows = (
        ("{%tr for 事 in 议定事项 %}", ""),
        ("{{ 事.事项 }}", "{{ 事.负责人 }}"),
        ("", "——"),
        ("{%tr endfor %}", ""),
    )
    assert filled("前", table=rows) == ["前", "张贴|沈一舟", "|——", "联系|韩露", "|——"]


def test_a_table_whose_rows_all_go_goes_too() -> None:
    rows = (("{%tr for 事 in 合规核对 %}{{ 事.事项 }}", "{%tr endfor %}"),)
    assert filled("前", table=rows) == ["前"]


def test_headers_are_filled() -> None:
    made = fill(docx("{{ 时间 }}", header="{{ 时间 }} 记录"), MINUTES, VALUES)
    assert Document(BytesIO(made)).sections[0].header.paragraphs[0].text == "2026年11月12日 记录"


def test_a_torn_tag_is_mended_and_mentioned() -> None:
    body = torn("时间：{", "{ 时", "间 }", "} 起")
    checked = check(body, MINUTES)
    assert checked.is_usable
    assert [(hint.code, str(hint.place)) for hint in checked.hints] == [("mended", "正文第 1 段")]
    assert lines_of(fill(body, MINUTES, VALUES)) == ["时间：2026年11月12日 起"]


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        (["好", "{{ 时问 }}"], ("unknown-name", "正文第 2 段")),
        (["{{ 标题 }}"], ("outside-its-list", "正文第 1 段")),
        (["{{ 议程 }}"], ("list-as-text", "正文第 1 段")),
        (["{{ 时间.年 }}"], ("no-fields", "正文第 1 段")),
        (["{%p for 项 in 议程 %}", "{{ 项.题目 }}", "{%p endfor %}"], ("unknown-name", "正文第 2 段")),
        (["{%p for 项 in 议程 %}", "{{ 项.标题 }}"], ("not-closed", "正文第 1 段")),
        (["{{ 时间 }}", "{%p endfor %}"], ("stray-end", "正文第 2 段")),
        (["{% for 项 in 议程 %}{{ 项.标题 }}"], ("not-closed", "正文第 1 段")),
        (["{%p for 项 in 时间 %}", "{%p endfor %}"], ("not-a-list", "正文第 1 段")),
        (["{%p for 议程 %}", "{%p endfor %}"], ("loop-form", "正文第 1 段")),
        (["{%p else %}", "{{ 时间 }}"], ("stray-else", "正文第 1 段")),
        (["题 {%p if 编号 %} 尾", "{{ 时间 }}"], ("needs-own-paragraph", "正文第 1 段")),
        (["{%tr for 项 in 议程 %}", "{{ 时间 }}"], ("row-tag-outside-table", "正文第 1 段")),
        (["{% include '甲' %}"], ("unknown-statement", "正文第 1 段")),
        (["｛｛ 时间 ｝｝"], ("wide-braces", "正文第 1 段")),
        (["{{ 时间", "}}"], ("torn-tag", "正文第 1 段")),
        (["{{ }}"], ("empty-tag", "正文第 1 段")),
        (["{{ 时间 + 1 }}"], ("not-allowed", "正文第 1 段")),
        (["{{ 时间.__class__ }}"], ("no-fields", "正文第 1 段")),
        (["{{ lipsum() }}"], ("not-allowed", "正文第 1 段")),
        (["{{ '甲' * 1000000000 }}"], ("not-allowed", "正文第 1 段")),
        (["{{ 时间|attr('甲') }}"], ("unknown-filter", "正文第 1 段")),
        (["{{ 时间|join('、') }}"], ("join-needs-names", "正文第 1 段")),
        (["{{ 时 间 }}"], ("not-readable", "正文第 1 段")),
        (["{{ " + "甲" * 300 + " }}"], ("tag-too-long", "正文第 1 段")),
        (["没有标签"], ("no-tags", "整份文件")),
    ],
)  # fmt: skip
def test_each_error_is_named_with_its_place(paragraphs: list[str], fault: tuple[str, str]) -> None:
    assert fault in faults(docx(*paragraphs))
    with pytest.raises(TemplateRefused):
        fill(docx(*paragraphs), MINUTES, VALUES)


def test_a_near_name_is_proposed() -> None:
    (problem,) = check(docx("{{ 主特人 }}"), MINUTES).problems
    assert str(problem.sentence) == "词表里没有“主特人”。是不是“主持人”？"
    assert problem.snippet == "{{ 主特人 }}"


def test_a_field_without_its_loop_is_told_how_to_be_reached() -> None:
    (problem,) = check(docx("{{ 发言人 }}"), MINUTES).problems
    assert str(problem.sentence) == (
        "“发言人”属于清单“发言”，要放在 {%p for 项 in 发言 %} 与 {%p endfor %} 之间，写成 {{ 项.发言人 }}。"
    )


def test_an_error_in_a_table_names_row_and_cell() -> None:
    rows = (("时间", "{{ 时间 }}"), ("地点", "{{ 低点 }}"))
    assert faults(docx("好", table=rows)) == [("unknown-name", "第 1 个有标签的表格第 2 行第 2 格")]


def test_a_row_that_only_marks_may_hold_nothing_else() -> None:
    rows = (("{%tr for 事 in 议定事项 %}序号", ""), ("{{ 事.事项 }}", ""), ("{%tr endfor %}", ""))
    assert ("row-content-lost", "第 1 个有标签的表格第 1 行第 1 格") in faults(
        docx("好", table=rows)
    )


def with_part(name: str, content: bytes = b"x") -> bytes:
    return changed(docx("{{ 时间 }}"), name, lambda _old: content)


def with_link(kind: str, target: str, *, outside: bool) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    row = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}"{mode}/></Relationships>'
    ).encode()
    return changed(
        docx("{{ 时间 }}"),
        "word/_rels/document.xml.rels",
        lambda old: old.replace(b"</Relationships>", row),
    )


def bomb() -> bytes:
    """A kilobyte-sized file that unpacks to more than it may."""
    return with_part("word/media/image1.png", bytes(201 << 20))


REFUSED_FILES = {
    "file-empty": b"",
    "not-a-docx": b"PK\x05\x06" + bytes(18),
    "old-or-locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "damaged": docx("{{ 时间 }}")[:2000],
    "macros": with_part("word/vbaProject.bin"),
    "embedded": with_part("word/embeddings/oleObject1.bin"),
    "outside": with_link("attachedTemplate", "https://example.edu/a.dotm", outside=True),
    "entities": changed(
        docx("{{ 时间 }}"),
        "word/document.xml",
        lambda old: old.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1),
    ),
    "active-field": changed(
        docx("{{ 时间 }}"),
        "word/document.xml",
        lambda old: old.replace(b"<w:t>", b"<w:instrText>DDEAUTO cmd</w:instrText><w:t>", 1),
    ),
    "file-too-large": bytes((10 << 20) + 1),
    "bomb": bomb(),
}


@pytest.mark.parametrize("code", REFUSED_FILES)
def test_files_that_are_no_template_are_refused_with_a_sentence(code: str) -> None:
    (problem,) = check(REFUSED_FILES[code], MINUTES).problems
    assert problem.code == code
    assert str(problem.sentence).endswith("。")


def test_macro_types_other_offices_and_text_are_refused() -> None:
    macro = changed(
        docx("{{ 时间 }}"),
        "[Content_Types].xml",
        lambda old: old.replace(b"document.main+xml", b"document.macroEnabled.main+xml"),
    )
    assert faults(macro) == [("macros", "整份文件")]
    assert faults(b"%PDF-1.7") == [("not-a-docx", "整份文件")]
    sheet = changed(
        docx("{{ 时间 }}"), "[Content_Types].xml", lambda old: old.replace(b"wordproc", b"spread")
    )
    assert faults(sheet)[0][0] in {"not-a-word-file", "not-a-docx"}


def test_a_web_link_in_the_text_is_harmless() -> None:
    assert check(with_link("hyperlink", "https://example.edu/", outside=True), MINUTES).is_usable
    assert faults(with_link("image", "file:///etc/passwd", outside=True)) == [
        ("outside", "整份文件")
    ]


def test_a_word_template_becomes_an_ordinary_document() -> None:
    body = changed(
        docx("{{ 时间 }}"),
        "[Content_Types].xml",
        lambda old: old.replace(b"document.main+xml", b"template.main+xml"),
    )
    types = parts_of(fill(body, MINUTES, VALUES))["[Content_Types].xml"]
    assert b"wordprocessingml.document.main+xml" in types


def test_loops_within_loops_cannot_fill_the_disk() -> None:
    names: dict[str, Value] = {"出席名单": [str(n) for n in range(300)]}
    text = (
        "".join(f"{{% for {v} in 出席名单 %}}" for v in "甲乙丙") + "{{ 甲 }}" + "{% endfor %}" * 3
    )
    with pytest.raises(TemplateRefused, match="过大"):
        fill(docx(text), MINUTES, names)


def test_every_word_of_the_vocabulary_has_a_tag_that_passes() -> None:
    paragraphs: list[str] = []
    for inside, entry in every(MINUTES.entries):
        for name in entry.names:
            lists = [f"{f'v{n - 1}.' if n else ''}{group}" for n, group in enumerate(inside)]
            owner = f"v{len(inside) - 1}." if inside else ""
            paragraphs += [f"{{%p for v{n} in {group} %}}" for n, group in enumerate(lists)]
            paragraphs += [f"{{% if {owner}{name} %}}有{{% endif %}}"]
            paragraphs += ["{%p endfor %}"] * len(inside)
    assert faults(docx(*paragraphs)) == []


def test_the_manual_is_as_kept(request: pytest.FixtureRequest) -> None:
    page = Path(__file__).parents[3] / "docs" / "templates.md"
    if request.config.getoption("--update-golden"):
        page.write_text(manual(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == manual()


PIECES = st.lists(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{%p ", "{%tr ", " for ", " in ", "议程", "时间", " if ", " endfor ", " endif ",
         " else ", "项", ".", "|", "join", "(", ")", "“、”", "\n", "甲", "{#", "#}", "｛", "=="]
    ),
    max_size=24,
).map("".join)  # fmt: skip


@settings(max_examples=80)
@given(st.lists(PIECES, min_size=1, max_size=4), PIECES)
def test_whatever_is_written_is_filled_or_explained(paragraphs: list[str], cell: str) -> None:
    body = docx(*paragraphs, table=((cell, "{{ 时间 }}"),))
    checked = check(body, MINUTES)
    if checked.is_usable:
        lines_of(fill(body, MINUTES, VALUES))
    else:
        assert all(str(problem.sentence) for problem in checked.problems)


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_file_never_crashes_the_check(data: st.DataObject) -> None:
    parts = parts_of(SAMPLE)
    name = data.draw(st.sampled_from(sorted(parts)))
    body = bytearray(parts[name])
    for _change in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(0, len(body) - 1)))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    parts[name] = bytes(body)
    check(packed(parts), MINUTES)


@settings(max_examples=40)
@given(st.data())
def test_a_file_cut_or_flipped_never_crashes_the_check(data: st.DataObject) -> None:
    body = bytearray(SAMPLE)
    for _change in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    check(bytes(body[: data.draw(st.integers(0, len(body)))]), MINUTES)


SAMPLE = sample_template()


def test_a_filled_paper_is_a_whole_package() -> None:
    with zipfile.ZipFile(BytesIO(fill(SAMPLE, MINUTES, sample_values(MINUTES.entries)))) as package:
        assert package.testzip() is None
        assert b"zhibu" not in package.read("word/document.xml")
