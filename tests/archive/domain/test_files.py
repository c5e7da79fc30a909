"""Scans are what their content says; pictures lose place and device; marks are found."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.domain.words import docx
from tests.archive.uploads import exif, jpeg, lively_pdf, locked_pdf, pdf, png, segment

from zhibu.archive.domain.files import FileFault, MediaType, clean_name, cleaned, media_type_of
from zhibu.archive.domain.package import docx_lines
from zhibu.archive.domain.pdf import look
from zhibu.archive.domain.secrecy import mark_among, mark_in, refusal


def test_a_file_is_known_by_its_content() -> None:
    assert [media_type_of(body) for body in (pdf(), jpeg(), png())] == list(MediaType)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "file-empty"),
        (b"%PDF-" + bytes(10 << 20), "file-too-large"),
        (b"GIF89a", "not-a-scan"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-scan"),
        (docx("甲"), "not-a-scan"),
        (png()[:40], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (png(0, 4), "damaged"),
        (png(8000, 8000), "too-many-pixels"),
        (jpeg(9000, 9000), "too-many-pixels"),
        (jpeg()[:-2], "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
    ],
)
def test_what_is_no_scan_is_refused_with_a_sentence(body: bytes, code: str) -> None:
    with pytest.raises(FileFault) as caught:
        cleaned(body)
    assert caught.value.code == code
    assert str(caught.value.sentence).endswith("。")


def test_a_photo_keeps_which_way_is_up_and_forgets_where_it_was_taken() -> None:
    place = segment(0xE1, exif(6, b"GPS 30.1234N 114.5678E"))
    note = segment(0xFE, b"taken by somebody")
    kept = cleaned(jpeg(8, 8, place, note, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x/>")))
    assert b"GPS" not in kept
    assert b"somebody" not in kept
    assert b"adobe" not in kept
    assert kept.count(b"Exif\x00\x00MM") == 1
    assert cleaned(kept) == kept
    assert cleaned(jpeg(8, 8, segment(0xE1, exif(1)))) == jpeg()


def test_a_picture_without_notes_stays_as_it_is() -> None:
    assert cleaned(png()) == png()
    assert cleaned(jpeg()) == jpeg()
    assert cleaned(png(4, 4, (b"tEXt", b"Author\x00somebody"), (b"eXIf", exif(1)))) == png()


@settings(max_examples=150)
@given(
    st.binary(max_size=60),
    st.sampled_from(["png", "jpeg"]),
    st.integers(0, 200),
    st.integers(0, 30),
)
def test_damaged_pictures_are_kept_or_refused_never_more(
    junk: bytes, kind: str, at: int, span: int
) -> None:
    body = png() if kind == "png" else jpeg(8, 8, segment(0xE1, exif(3)))
    with suppress(FileFault):
        cleaned(body[:at] + junk + body[at + span :])


def test_names_are_fit_to_be_offered() -> None:
    assert clean_name("签到 表.pdf") == "签到 表.pdf"
    assert clean_name("..\\..\\etc/pass\x00wd\u202egpj.exe") == "etcpasswdgpj.exe"
    assert clean_name("") == "附件"
    assert clean_name("长" * 300 + ".jpeg") == "长" * 115 + ".jpeg"
    assert len(clean_name("长" * 300)) == 120


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★1年", "机密★"),
        ("通知\n绝 密 ★ 启用前\n正文", "绝密★"),
        ("秘密", "秘密"),
        ("　机　密　", "机密"),
        ("【绝密】", "绝密"),
        ("机密10年", "机密"),
        ("秘密☆", "秘密☆"),
        ("保守党的秘密，对党忠诚", ""),
        ("学习保密法，了解绝密、机密、秘密三级", ""),
        ("机密处理流程", ""),
        ("", ""),
    ],
)
def test_marks_are_told_from_ordinary_words(text: str, mark: str) -> None:
    assert mark_in(text) == mark


def test_a_refusal_says_that_nothing_was_kept_and_what_is_lawful() -> None:
    sentence = str(refusal("机密★"))
    assert "没有保存" in sentence
    assert "涉密设备" in sentence


def test_marks_are_found_in_a_word_file_wherever_they_stand() -> None:
    assert mark_among(docx_lines(docx("甲", table=(("机密★", ""),)))) == "机密★"
    assert mark_among(docx_lines(docx("甲", header="秘密"))) == "秘密"
    assert docx_lines(b"PK nothing") == []


def test_pdfs_are_looked_into() -> None:
    assert next(look(pdf("SIGN"))) == ("", "")
    assert next(look(pdf("x", pages=61))) == ("too-many-pages", "")
    assert next(look(locked_pdf())) == ("locked", "")
    assert next(look(lively_pdf())) == ("lively", "")
    assert next(look(b"%PDF-1.7\nnothing more")) == ("damaged", "")


@settings(max_examples=25)
@given(st.data())
def test_a_damaged_pdf_never_crashes_the_look(data: st.DataObject) -> None:
    body = bytearray(WHOLE)
    for _change in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=12))
    assert isinstance(next(look(bytes(body)))[0], str)


WHOLE = pdf("SIGN")
