"""The languages of the house (语言): pages speak the reader's, records are written in one.

Papers, records, notices and everything else that is kept or sent to several people is composed
``on_record``: in Simplified Chinese, whoever pressed the button. See docs/decisions/0007.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import get_language, override

OF_RECORD = "zh-hans"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code in the code, its tag in pages, its own name for itself."""

    code: str
    tag: str
    name: str


LANGUAGES = (
    Language("zh-hans", "zh-Hans", "简体中文"),
    Language("zh-hant", "zh-Hant", "繁體中文"),
    Language("en", "en", "English"),
)
BY_CODE = {language.code: language for language in LANGUAGES}


def spoken() -> Language:
    """The language of this page."""
    return BY_CODE.get(get_language() or OF_RECORD, BY_CODE[OF_RECORD])


def house_name() -> str:
    """What the house is called here; a branch is another word."""
    return "Zhibu" if in_english() else "支部"


def in_english() -> bool:
    """Whether dates, lists and numbers follow English manners here."""
    return spoken().code == "en"


def listed(parts: Iterable[object]) -> str:
    """Things of one kind in a row: ``主题党日、党课``, ``theme day, party class``."""
    return (", " if in_english() else "、").join(map(str, parts))


def strung(parts: Iterable[object]) -> str:
    """Clauses of one sentence: ``许静仪，书记``, ``Xu Jingyi, secretary``."""
    return (", " if in_english() else "，").join(map(str, parts))


def led(by: object, words: object) -> str:
    """A word that leads what follows: ``选举：通过``, ``Election: carried``."""
    return f"{by}{': ' if in_english() else '：'}{words}"


def aside(words: object, more: object) -> str:
    """Something more in brackets: ``党员大会（第一小组）``, ``general meeting (group 1)``."""
    return f"{words} ({more})" if in_english() else f"{words}（{more}）"


@contextmanager
def on_record() -> Iterator[None]:
    """Compose what is kept or sent in the language of record; also a decorator: ``@on_record()``."""
    with override(OF_RECORD):
        yield
