"""Minutes hold every fact where it belongs, in Word and in PDF alike."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.meetings.papers.examples import BARE, LONG_NAME, MINUTES, NAMES, at
from tests.meetings.papers.reading import (
    Golden,
    document_xml,
    pages,
    pages_read,
    pdf_words,
    word_lines,
)

from zhibu.meetings.papers import minutes_docx, minutes_pdf
from zhibu.meetings.papers.model import (
    Absence,
    Followup,
    Ground,
    Item,
    MinutesPaper,
    Speech,
    Tally,
)
from zhibu.meetings.papers.words import paragraphs


def test_the_word_file_is_as_kept(golden: Golden) -> None:
    golden("minutes.docx.xml", document_xml(minutes_docx(MINUTES)))


def test_the_pdf_says_what_is_kept_on_as_many_pages(golden: Golden) -> None:
    golden("minutes.pdf.txt", pages_read(minutes_pdf(MINUTES)))


def test_the_same_facts_give_the_same_bytes() -> None:
    assert minutes_docx(MINUTES) == minutes_docx(MINUTES)
    assert minutes_pdf(MINUTES) == minutes_pdf(MINUTES)


def test_every_fact_stands_on_its_own_line() -> None:
    lines = word_lines(minutes_docx(MINUTES))
    assert lines[:12] == [
        "中国共产党江临大学计算机学院",
        "本科生第一支部委员会",
        "支部党员大会、主题党日记录",
        "一、基本情况",
        "会议类型：支部党员大会、主题党日",
        "会议主题：学习新修订的发展党员工作细则，讨论接收预备党员",
        "时间：2026年11月12日（星期四）14:30—16:10",
        "地点：信息楼B302党员活动室",
        "主持人：周若溪",
        "记录人：孙砚秋",
        "编号：2026-11-003",
        "版次：第2版",
    ]
    assert lines[12:18] == [
        "二、出席情况",
        "应到29人，实到26人，请假2人，未到1人，列席2人；其中有表决权：应到24人，实到22人。",
        "出席：" + "、".join(NAMES) + "。",
        "请假：曹植之、严寒。",
        "未到：华一鸣。",
        "列席：入党积极分子刘念、学院组织员高远。",
    ]


def test_a_vote_on_several_persons_is_a_table_and_a_rejection_stays_one() -> None:
    lines = word_lines(minutes_docx(MINUTES))
    assert "姓名|事项|应到|实到|赞成|不赞成|弃权|书面\n意见|结果" in lines
    assert "刘念|接收为预备党员|24|22|21|0|2|1|通过" in lines
    assert "唐晚|接收为预备党员|24|22|11|9|3|1|未通过" in lines


def test_late_entry_correction_and_confirmation_are_told() -> None:
    lines = word_lines(minutes_docx(MINUTES))
    assert lines[-5:] == [
        "补录：本记录由孙砚秋于2026年11月13日09:05补录。补录原因：会议当晚停电，次日按纸质记录录入。",
        "更正：本件为第2版，由孙砚秋于2026年11月14日10:00更正，此前各版存档备查。"
        "更正原因：列席人员漏记一人。",
        "主持人（签名）：",
        "记录人（签名）：",
        "本记录第2版由周若溪于2026年11月14日10:30确认。",
    ]


def test_a_draft_says_that_it_is_one() -> None:
    assert (
        word_lines(minutes_docx(replace(MINUTES, confirmed_at=None)))[-1]
        == "本记录尚未确认，为草稿。"
    )


def test_a_sitting_about_which_nothing_is_known_is_still_a_paper() -> None:
    assert word_lines(minutes_docx(BARE)) == [
        "江临大学第二支部",
        "会议记录",
        "一、基本情况",
        "会议类型：会议",
        "会议主题：—",
        "时间：2026年11月12日（星期四）19:00",
        "地点：—",
        "主持人：—",
        "记录人：—",
        "二、出席情况",
        "应到0人，实到0人；其中有表决权：应到0人，实到0人。",
        "出席：无。",
        "请假：无。",
        "未到：无。",
        "列席：无。",
        "主持人（签名）：",
        "记录人（签名）：",
        "本记录尚未确认，为草稿。",
    ]


def test_a_sitting_over_midnight_names_both_days() -> None:
    paper = replace(BARE, ends_at=BARE.starts_at + timedelta(hours=6))
    assert "时间：2026年11月12日（星期四）19:00—2026年11月13日01:00" in word_lines(
        minutes_docx(paper)
    )


def test_page_grid_and_faces_follow_the_standard() -> None:
    document = Document(BytesIO(minutes_docx(MINUTES)))
    (section,) = document.sections
    millimetres = [
        round(length.mm)
        for length in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin,
            section.left_margin, section.right_margin,
        )
        if length is not None
    ]  # fmt: skip
    assert millimetres == [210, 297, 37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    said = [grid.get(qn(name)) for name in ("w:type", "w:linePitch", "w:charSpace")]
    assert said == ["linesAndChars", "579", "-849"]
    body = document.styles["公文正文"].element
    assert body.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert body.rPr.find(qn("w:sz")).get(qn("w:val")) == "32"  # 3号, in half points
    title = document.styles["Title"].element
    assert title.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "方正小标宋简体"
    assert title.rPr.find(qn("w:sz")).get(qn("w:val")) == "44"  # 2号
    assert document.settings.odd_and_even_pages_header_footer is True
    assert section.footer.paragraphs[0].text == "— 1 —"


def test_the_file_names_nobody_but_the_branch() -> None:
    properties = Document(BytesIO(minutes_docx(MINUTES))).core_properties
    assert properties.author == properties.last_modified_by == MINUTES.organisation
    assert properties.revision == 2
    assert properties.created == at(10, 30, on=14).astimezone(properties.created.tzinfo)


def test_rare_characters_and_long_names_come_out_of_the_pdf() -> None:
    words = pdf_words(minutes_pdf(MINUTES))
    assert "𠮷川、䶮冰、" + LONG_NAME in words


def test_words_that_look_like_markup_stay_words() -> None:
    wicked = '#read("/etc/passwd") $x$ *重点* <w:t>&amp; \\ @a `b` =SUM(A1) {{ 7*7 }}'
    paper = replace(BARE, place=wicked, items=(Item(wicked, report=wicked),))
    assert f"地点：{wicked}" in word_lines(minutes_docx(paper))
    assert "地点：" + "".join(wicked.split()) in pdf_words(minutes_pdf(paper))


SIGNS = st.text(st.characters(codec="utf-8"), max_size=60)
NAME = st.text(st.sampled_from("张王李赵𠮷䶮·欧阳艾力"), min_size=1, max_size=14)
LONG = st.text(st.sampled_from("会议讨论了下一步的安排，并商定。\n"), max_size=3000)
COUNT = st.integers(0, 400)
ITEM = st.builds(
    Item,
    SIGNS,
    required=st.booleans(),
    reporter=NAME | st.just(""),
    report=LONG,
    speeches=st.lists(st.builds(Speech, NAME, SIGNS), max_size=4).map(tuple),
    resolution=SIGNS,
    tally=st.none()
    | st.builds(Tally, COUNT, COUNT, COUNT, COUNT, st.none() | COUNT, st.none() | COUNT),
)
PAPERS = st.builds(
    MinutesPaper,
    organisation=NAME,
    kinds=st.lists(st.sampled_from(["党课", "主题党日", "支部党员大会"]), unique=True).map(tuple),
    title=SIGNS,
    starts_at=st.just(at(14)),
    ends_at=st.none() | st.just(at(15)),
    place=SIGNS,
    chair=NAME,
    recorder=NAME,
    should_attend=COUNT,
    present_names=st.lists(NAME, max_size=300).map(tuple),
    eligible_with_vote=COUNT,
    present_with_vote=COUNT,
    absences=st.lists(st.builds(Absence, NAME, st.sampled_from(Ground)), max_size=300).map(tuple),
    observers=st.lists(NAME, max_size=5).map(tuple),
    items=st.lists(ITEM, max_size=4).map(tuple),
    followups=st.lists(st.builds(Followup, SIGNS, NAME), max_size=3).map(tuple),
)


@settings(max_examples=40)
@given(PAPERS)
def test_any_sitting_makes_a_word_file_with_every_name_in_its_place(paper: MinutesPaper) -> None:
    lines = word_lines(minutes_docx(paper))
    assert "出席：" + ("、".join(paper.present_names) or "无") + "。" in lines
    for ground in Ground:
        assert f"{ground}：" + ("、".join(paper.absent_names(ground)) or "无") + "。" in lines
    heads = [line for line in lines if re.match(r"（[一二三四]）", line)]
    assert len(heads) >= len(paper.items)
    for item in paper.items:
        for paragraph in paragraphs(item.report)[1:]:
            assert paragraph in lines


@settings(max_examples=8)
@given(PAPERS)
def test_any_sitting_makes_a_pdf(paper: MinutesPaper) -> None:
    made = minutes_pdf(paper)
    assert "".join(f"主持人：{paper.chair}".split()) in pdf_words(made)


def test_the_pdf_says_line_by_line_what_the_word_file_says() -> None:
    words = pdf_words(minutes_pdf(MINUTES))
    place = 0
    for line in word_lines(minutes_docx(MINUTES)):
        for part in line.split("|"):
            wanted = "".join(part.split())
            found = words.find(wanted, place)
            assert found >= 0, f"{wanted} does not follow in the PDF"
            place = found + len(wanted)
    assert words[place:] == ""


def test_three_hundred_people_take_as_many_pages_as_they_need() -> None:
    crowd = tuple(f"{NAMES[n % 26]}{n}" for n in range(300))
    made = pages(minutes_pdf(replace(MINUTES, present_names=crowd, should_attend=303)))
    assert len(made) == 6
    assert all(f"—{number}—" in "".join(page.split()) for number, page in enumerate(made, 1))
