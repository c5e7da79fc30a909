"""Names as rosters write them, and the one form the house keeps."""

from __future__ import annotations

import pytest

from zhibu.people.roster.names import read_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张三", "张三"),
        ("张　三", "张三"),
        (" 张 \u3000 三\n", "张三"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("阿依努尔•买买提", "阿依努尔·买买提"),
        ("阿依努尔‧买买提", "阿依努尔·买买提"),
        ("阿依努尔・买买提", "阿依努尔·买买提"),
        ("阿依努尔．买买提", "阿依努尔·买买提"),
        ("阿依努尔.买买提", "阿依努尔·买买提"),
        ("阿依努尔●买买提", "阿依努尔·买买提"),
        ("阿依努尔 · 买买提", "阿依努尔·买买提"),
        ("阿依努尔。买买提", "阿依努尔·买买提"),
        ("迪丽热巴·迪力木拉提·艾合买提江·吐尔逊", "迪丽热巴·迪力木拉提·艾合买提江·吐尔逊"),
        ("𠮷野", "𠮷野"),
        ("刘䶮", "刘䶮"),
        ("刘\ue863", "刘䶮"),
        ("⽅⽂", "方文"),
        ("王\u200b芳", "王芳"),
        ("'李四", "李四"),
        ("John Smith", "John Smith"),
        ("Ａｌｉ Ｂａｂａ", "Ali Baba"),
        ("O'Neil", "O'Neil"),
        ("扎西", "扎西"),
    ],
)
def test_a_name_is_kept_in_one_form(written: str, name: str) -> None:
    read = read_name(written)
    assert (read.value, read.code, read.warning) == (name, "", "")


@pytest.mark.parametrize(
    ("written", "name", "warning"),
    [
        ("张三（书记）", "张三", "name-note-dropped"),
        ("张三(女)", "张三", "name-note-dropped"),
        ("张三[预备]", "张三", "name-note-dropped"),
        ("李红　女", "李红", "name-note-dropped"),
        ("阿依努尔 买买提", "阿依努尔·买买提", "name-space-as-dot"),
    ],
)
def test_what_is_left_out_or_supplied_is_said(written: str, name: str, warning: str) -> None:
    read = read_name(written)
    assert (read.value, read.warning) == (name, warning)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("张", "name-too-short"),
        ("张三2", "name-has-digits"),
        ("２０２１", "name-has-digits"),
        ("张*", "name-masked"),
        ("张×三", "name-masked"),
        ("张某某○", "name-masked"),
        ("张?", "name-unreadable"),
        ("张\ufffd", "name-unreadable"),
        ("张□", "name-unreadable"),
        ("张\ue000三", "name-private-character"),
        ("张三、李四", "name-not-a-name"),
        ("张三/李四", "name-not-a-name"),
        ("张三-书记", "name-not-a-name"),
        ("空缺！", "name-not-a-name"),
        ("张" * 61, "name-too-long"),
    ],
)
def test_what_cannot_be_a_whole_name_is_refused(written: str, code: str) -> None:
    assert read_name(written).code == code


@pytest.mark.parametrize("written", ["", "　", "无", "—", "/", "N/A", "暂无"])
def test_words_for_nothing_are_nothing(written: str) -> None:
    read = read_name(written)
    assert (read.value, read.code) == (None, "")
