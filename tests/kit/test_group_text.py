"""Five lines and a link for a chat group."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.group_text import CUT, LONGEST, group_text, one_line

LINK = "https://dj.example.edu.cn/n/12/"
TEXT = st.text(max_size=200)


def test_head_facts_foot_and_the_link_below() -> None:
    said = group_text(
        head="【一般通知】12月2日前交党费",
        facts=["找周若棠。", "", " 交到  12 月。\n"],
        foot="研三支部 许静仪，11月25日：",
        link=LINK,
    )

    assert said.splitlines() == [
        "【一般通知】12月2日前交党费",
        "找周若棠。",
        "交到 12 月。",
        "研三支部 许静仪，11月25日：",
        LINK,
    ]


def test_what_is_over_is_cut_and_says_so() -> None:
    said = group_text(head="题", facts="一二三四", foot="末", link=LINK).splitlines()

    assert said == ["题", "一", "二", "三…", "末", LINK]


@given(head=TEXT, facts=st.lists(TEXT, max_size=8), foot=TEXT)
def test_never_more_than_five_lines_none_empty_none_long(
    head: str, facts: list[str], foot: str
) -> None:
    *lines, link = group_text(head=head, facts=facts, foot=foot, link=LINK).split("\n")

    assert link == LINK
    assert len(lines) <= 5
    assert all(0 < len(line) <= LONGEST for line in lines)


@given(text=TEXT)
def test_one_line_is_one_line_and_settled(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert (line.endswith(CUT) and len(line) == LONGEST) or line == " ".join(text.split())
