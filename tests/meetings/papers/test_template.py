"""The school's own form gets the same facts as our own paper."""

from __future__ import annotations

from tests.meetings.papers.examples import BARE, MINUTES
from tests.meetings.papers.reading import Golden, word_lines

from zhibu.archive.domain import vocabulary
from zhibu.archive.domain.sample import sample_template
from zhibu.archive.domain.vocabulary import Entry, Value, Words
from zhibu.meetings.papers.template import check_minutes_template, fill_minutes, minutes_values


def test_the_sample_filled_is_as_kept(golden: Golden) -> None:
    made = word_lines(fill_minutes(sample_template(), MINUTES))
    golden("minutes-on-the-sample-template.docx.txt", "\n".join(made) + "\n")


def test_a_sitting_about_which_nothing_is_known_fills_the_sample_too() -> None:
    lines = word_lines(fill_minutes(sample_template(), BARE))
    assert lines[:5] == [
        "江临大学第二支部",
        "会议记录",
        "会议主题|",
        "会议类型|会议|编号|",
        "时间|2026年11月12日（星期四）19:00|地点|",
    ]
    assert lines[-1].startswith("主持人（签名）：")


def shape(entries: tuple[Entry, ...], values: dict[str, Value]) -> None:
    """Every word has a value of its kind under both names, all the way down."""
    assert set(values) == {name for entry in entries for name in entry.names}
    for entry in entries:
        value = values[entry.name]
        assert value == values[entry.english]
        if not isinstance(entry, Words):
            assert isinstance(value, str)
            continue
        assert isinstance(value, list)
        for member in value:
            if entry.fields:
                assert isinstance(member, dict)
                shape(entry.fields, member)
            else:
                assert isinstance(member, str)


def test_every_word_of_the_vocabulary_has_a_value_of_its_kind() -> None:
    for paper in (MINUTES, BARE):
        shape(vocabulary.MINUTES.entries, minutes_values(paper))


def test_both_denominators_and_the_outcome_are_words_of_their_own() -> None:
    values = minutes_values(MINUTES)
    assert [values[name] for name in ("应到人数", "实到人数", "有表决权应到", "有表决权实到")] == [
        "29",
        "26",
        "24",
        "22",
    ]
    items = values["议程"]
    assert isinstance(items, list)
    last = items[-1]
    assert isinstance(last, dict)
    assert [last[name] for name in ("赞成", "不赞成", "弃权", "结果")] == ["20", "1", "1", "通过"]


def test_a_faulty_form_is_explained_before_anything_is_filled() -> None:
    assert check_minutes_template(b"").problems[0].code == "file-empty"
