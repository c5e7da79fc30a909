"""Names are found and ordered as their bearers say them, not as a dictionary reads the signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT
from strokes.strokes import data as stroke_counts

from zhibu.people.names import UnfitReading, keys_of, reading_of
from zhibu.people.stroke_shapes import SHAPES


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("单志远", "shan4"), ("曾以宁", "zeng1"), ("仇未央", "qiu2"), ("解晴", "xie4"),
        ("查青", "zha1"), ("区小满", "ou1"), ("朴善美", "piao2"), ("盖一鸣", "ge3"),
        ("任思齐", "ren2"), ("华念", "hua4"), ("翟墨", "zhai2"), ("缪云", "miao4"),
        ("种田", "chong2"), ("那日", "na1"), ("尉蓝", "wei4"), ("洗尘", "xian3"),
        ("冼星", "xian3"), ("要强", "yao1"), ("占山", "zhan1"), ("卜算", "bu3"),
        ("宁静", "ning2"), ("甯远", "ning4"), ("葛优然", "ge3"), ("覃雨", "qin2"),
        ("阚泽", "kan4"), ("撒贝", "sa3"), ("薄雪", "bo2"), ("曲水", "qu1"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_a_surname(name: str, surname: str) -> None:
    assert keys_of(name).pinyin.split()[0] == surname


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("欧阳晴", "ou1 yang2 qing2"),
        ("令狐安", "ling2 hu2 an1"),
        ("尉迟明", "yu4 chi2 ming2"),
        ("万俟文", "mo4 qi2 wen2"),
        ("单于北", "chan2 yu2 bei3"),
        ("长孙若", "zhang3 sun1 ruo4"),
        ("乐正言", "yue4 zheng4 yan2"),
        ("诸葛青", "zhu1 ge3 qing1"),
    ],
)
def test_a_compound_surname_is_read_as_one(name: str, reading: str) -> None:
    assert keys_of(name).pinyin == reading


def test_initials_find_names_of_every_kind() -> None:
    found = {
        n: keys_of(n).initials for n in ("陆知夏", "阿依努尔·买买提", "Anna Wang", "单增·次仁")
    }
    assert found == {
        "陆知夏": "lzx",
        "阿依努尔·买买提": "aynemmt",
        "Anna Wang": "aw",
        "单增·次仁": "dzcr",
    }


def test_strokes_order_by_surname_then_by_the_next_sign() -> None:
    names = ["魏然", "许静仪", "丁一", "周若棠", "王晨", "梁以安", "马可", "王一"]
    ordered = sorted(names, key=lambda n: keys_of(n).strokes)
    assert ordered == ["丁一", "马可", "王一", "王晨", "许静仪", "周若棠", "梁以安", "魏然"]


def test_surnames_with_as_many_strokes_are_ordered_by_how_they_begin() -> None:
    """横竖撇点折: as the lists of leading persons are printed."""
    for listed in (
        ["丁", "卜", "刁"],
        ["于", "万", "马"],
        ["王", "韦", "尤", "车", "贝", "牛", "毛", "公", "方", "尹", "孔", "邓"],
        ["石", "龙", "叶", "田", "史", "白", "包", "冯", "兰", "司", "边"],
        ["吉", "成", "吕", "朱", "乔", "任", "华", "向", "庄", "刘", "关", "江", "汤", "许", "孙"],
        ["严", "苏", "杜", "李", "杨", "吴", "何", "余", "汪", "沈", "宋", "张", "陆", "陈", "邵"],
        ["武", "范", "林", "罗", "金", "周", "郑", "孟"],
        ["赵", "胡", "柳", "段", "侯", "姜", "祝", "姚", "贺"],
    ):
        names = [f"{surname}某" for surname in listed]
        assert sorted(names, key=lambda n: keys_of(n).strokes) == names


def test_every_surname_written_out_has_as_many_strokes_as_it_should() -> None:
    # 范 is eight strokes by the standard; the table of numbers counts its head as four.
    other = {c for c, shapes in SHAPES.items() if len(shapes) != stroke_counts[c]}
    assert other == {"范"}
    assert all(set(shapes) <= set("12345") for shapes in SHAPES.values())


def test_pinyin_orders_by_sound_then_tone() -> None:
    names = ["卢平", "鲁平", "陆平", "李平", "黎平"]
    ordered = sorted(names, key=lambda n: keys_of(n).pinyin)
    assert ordered == ["黎平", "李平", "卢平", "鲁平", "陆平"]


@pytest.mark.parametrize("typed", ["Qín Lè", "qin2 le4", " QIN2  LE4 "])
def test_a_reading_may_be_typed_with_marks_or_numbers(typed: str) -> None:
    assert reading_of("覃乐", typed) == "qin2 le4"


def test_a_corrected_reading_stands_over_the_guess() -> None:
    own = keys_of("覃乐", reading=reading_of("覃乐", "tán lè"))
    assert (keys_of("覃乐").initials, own.initials, own.pinyin) == ("ql", "tl", "tan2 le4")


@pytest.mark.parametrize("typed", ["tan2", "tan2 le4 yi1", "tan2 9", "谭 乐"])
def test_a_reading_that_does_not_fit_the_name_is_refused(typed: str) -> None:
    with pytest.raises(UnfitReading):
        reading_of("覃乐", typed)


def test_taking_the_correction_back_leaves_the_guess() -> None:
    assert reading_of("覃乐", "  ") == ""


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
TEXTS = st.text(HAN, min_size=1, max_size=4)
WITH_PHRASES = st.tuples(TEXTS, st.sampled_from(sorted(PHRASES_DICT)[::7]), TEXTS).map("".join)


@given(TEXTS | WITH_PHRASES)
def test_reading_sign_by_sign_says_what_the_dictionary_says(text: str) -> None:
    name = f"林{text}"  # a surname with one reading, so the whole is running text
    spelled = lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)
    assert keys_of(name).pinyin == " ".join(spelled)
