"""Sentences made where nothing may import Django (语句): a text, its values, one way to say it.

A ``domain`` returns them; pages say them in the reader's language with ``said(gettext)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Value = int | str


def noop(text: str) -> str:
    """Mark a text for translation and leave it as it is; import it ``as _``."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence for people. ``str()`` is the Chinese; ``text`` is the key for translators."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        return self.said(noop)

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of ``translate`` (such as gettext)."""
        text = translate(self.text)
        return text % dict(self.values) if self.values else text


def say(text: str, /, **values: Value) -> Sentence:
    """``say(_("还差 %(missing)d 人到会。"), missing=3)``."""
    return Sentence(text, tuple(values.items()))
