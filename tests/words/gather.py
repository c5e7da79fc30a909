"""Bring both catalogues up to the code: ``.venv/bin/python -m tests.words.gather``.

New texts are added, those no longer used are dropped. Traditional Chinese is converted anew from the
source by OpenCC and the corrections of ``traditional.py``; what differs by hand stands there. English
is left empty for a person to write: the suite is red until it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import polib
from tests.words.extract import Text, everything
from tests.words.traditional import traditional

from zhibu.ops.words import LOCALE

ENGLISH, TRADITIONAL = (LOCALE / name / "LC_MESSAGES" / "django.po" for name in ("en", "zh_Hant"))
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hant": "nplurals=1; plural=0;"}


def head(language: str) -> dict[str, str]:
    return {
        "Project-Id-Version": "zhibu",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }


def entry(text: Text, *, forms: int, said: dict[int, str]) -> polib.POEntry:
    """One entry; a text with a plural has as many forms as its language."""
    flags = ["python-format"] if "%(" in text.singular else []
    if not text.plural:
        return polib.POEntry(msgid=text.singular, msgstr=said.get(0, ""), flags=flags)
    return polib.POEntry(
        msgid=text.singular,
        msgid_plural=text.plural,
        msgstr_plural={n: said.get(n, "") for n in range(forms)},
        flags=flags,
    )


def known(path: Path) -> dict[str, dict[int, str]]:
    """What the catalogue says now, by its Chinese."""
    if not path.exists():
        return {}
    return {
        e.msgid: dict(e.msgstr_plural) if e.msgid_plural else {0: e.msgstr}
        for e in polib.pofile(str(path))
    }


def write(path: Path, language: str, entries: Iterable[polib.POEntry]) -> None:
    words = polib.POFile(wrapwidth=0)
    words.metadata = head(language)
    words.extend(entries)
    path.parent.mkdir(parents=True, exist_ok=True)
    words.save(str(path))


def gather() -> list[str]:
    """Write both catalogues; the Chinese of what has no English yet."""
    texts = sorted(everything())
    english = known(ENGLISH)
    write(ENGLISH, "en", (entry(t, forms=2, said=english.get(t.singular, {})) for t in texts))
    write(
        TRADITIONAL,
        "zh_Hant",
        (entry(t, forms=1, said={0: traditional(t.plural or t.singular)}) for t in texts),
    )
    return [t.singular for t in texts if not all(english.get(t.singular, {0: ""}).values())]


if __name__ == "__main__":
    missing = gather()
    print(f"{len(missing)} without English")
    sys.exit(1 if missing else 0)
