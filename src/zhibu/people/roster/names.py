"""Names of people as rosters write them (姓名): padded, dotted, annotated, rare."""

from __future__ import annotations

import re
import unicodedata

from zhibu.kit.sheets.words import INVISIBLE, is_nothing, tidy
from zhibu.people.roster.reading import NOTHING, Read, refused

LONGEST = 60
DOT = "·"

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_DOTS = "•‧・．.●∙⋅᛫˙⸱ꞏ⦁◦｡。"
_PLAIN = re.compile(f"[{_HAN}]{{2,5}}")
_HAN_ONLY = re.compile(f"[{_HAN}]+")
_DOTTED = re.compile(f"(?<=[{_HAN}A-Za-z])\\s*[{re.escape(_DOTS)}{DOT}]+\\s*(?=[{_HAN}])")
_HAN_SPACE = re.compile(f"(?<=[{_HAN}{DOT}])\\s+(?=[{_HAN}{DOT}])|(?<={DOT})\\s+|\\s+(?={DOT})")
_NOTE = re.compile(r"\s*[(\[<【〔《{]\s*([^)\]>】〕》}]*)[)\]>】〕》}]\s*$")
_SEX_NOTE = re.compile(f"([{_HAN}]{{2,4}})\\s+([男女])$")
_LETTERS = re.compile(
    f"[{_HAN}A-Za-z\u00c0-\u024f\u0400-\u04ff\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af{DOT} '’.\\-]+"
)
_PARTED = re.compile(f"[{_HAN}]{{2,}} [{_HAN}]{{2,}}")
_HYPHENED = re.compile(f"[{_HAN}]\\s*[-‐‑‒–—―]+\\s*[{_HAN}]")
_MASK = re.compile(r"[*＊×xX○●?？]")
# Characters GB18030 of 2000 put into the private area and GB18030-2022 gave their own places.
_GIVEN_PLACES = str.maketrans(
    {
        "\ue81e": "\u9fb4", "\ue826": "\u9fb5", "\ue82b": "\u9fb6", "\ue82c": "\u9fb7", "\ue832": "\u9fb8",
        "\ue843": "\u9fb9", "\ue854": "\u9fba", "\ue864": "\u9fbb", "\ue863": "\u4dae", "\ue815": "\u2e81",
        "\ue819": "\u2e84", "\ue81a": "\u3473", "\ue81b": "\u3447", "\ue81c": "\u2e88", "\ue81d": "\u2e8b",
        "\ue81f": "\u359e", "\ue820": "\u361a", "\ue821": "\u360e", "\ue822": "\u2e8c", "\ue823": "\u2e97",
        "\ue824": "\u396e", "\ue825": "\u3918", "\ue827": "\u39cf", "\ue828": "\u39df", "\ue829": "\u3a73",
        "\ue82a": "\u39d0", "\ue82d": "\u3b4e", "\ue82e": "\u3c6e", "\ue82f": "\u3ce0", "\ue830": "\u2ea7",
        "\ue833": "\u2eaa", "\ue834": "\u4056", "\ue835": "\u415f", "\ue836": "\u2eae", "\ue837": "\u4337",
        "\ue838": "\u2eb3", "\ue839": "\u2eb6", "\ue83a": "\u2eb7", "\ue83c": "\u43b1", "\ue83d": "\u43ac",
        "\ue83e": "\u2ebb", "\ue83f": "\u43dd", "\ue840": "\u44d6", "\ue841": "\u4661", "\ue842": "\u464c",
        "\ue844": "\u4723", "\ue845": "\u4729", "\ue846": "\u477c", "\ue847": "\u478d", "\ue848": "\u2eca",
        "\ue849": "\u4947", "\ue84a": "\u497a", "\ue84b": "\u497d", "\ue84c": "\u4982", "\ue84d": "\u4983",
        "\ue84e": "\u4985", "\ue84f": "\u4986", "\ue850": "\u499f", "\ue851": "\u499b", "\ue852": "\u49b7",
        "\ue853": "\u49b6", "\ue856": "\u4ca3", "\ue857": "\u4c9f", "\ue858": "\u4ca0", "\ue859": "\u4ca1",
        "\ue85a": "\u4c77", "\ue85b": "\u4ca2", "\ue85c": "\u4d13", "\ue85d": "\u4d14", "\ue85e": "\u4d15",
        "\ue85f": "\u4d16", "\ue860": "\u4d17", "\ue861": "\u4d18", "\ue862": "\u4d19",
    }
)  # fmt: skip


def read_name(text: str) -> Read:
    """A name in the one form the house keeps: no padding, the middle dot, notes left out.

    Never completes or repairs: masked, cut, or unreadable names are refused.
    """
    if _PLAIN.fullmatch(text) and unicodedata.is_normalized("NFKC", text) and not is_nothing(text):
        return Read(text)
    raw = text.translate(INVISIBLE).strip()
    if is_nothing(tidy(raw)):
        return NOTHING
    if "\ufffd" in raw:
        return refused("name-unreadable")
    whole = tidy(raw.translate(_GIVEN_PLACES)).strip("'‘’“”\"，,、;；:：")
    bare, note = _without_note(whole)
    name, dotted = _one_form(bare)
    trouble = _trouble(name)
    if trouble is not None:
        return trouble
    if _PARTED.fullmatch(bare) and len(name) > 5:
        return Read(
            bare.replace(" ", DOT),
            warning="name-space-as-dot",
            params={"name": bare.replace(" ", DOT)},
        )
    if note:
        return Read(name, warning="name-note-dropped", params={"name": name, "note": note})
    if dotted and name != raw:
        return Read(name, tidied="name-dot")
    return Read(name, tidied="name-space" if name != raw else "")


def _without_note(whole: str) -> tuple[str, str]:
    match = _NOTE.search(whole)
    if match is not None and match.start() > 0:
        return whole[: match.start()], match[1]
    match = _SEX_NOTE.fullmatch(whole)
    if match is not None:
        return match[1], match[2]
    return whole, ""


def _one_form(bare: str) -> tuple[str, bool]:
    """The name with one dot and no padding, and whether its dot was written otherwise."""
    dotted = _DOTTED.sub(DOT, bare)
    name = _HAN_SPACE.sub("", dotted).strip()
    return name, dotted != bare


def _trouble(name: str) -> Read | None:
    if any("\ue000" <= letter <= "\uf8ff" or letter >= "\U000f0000" for letter in name):
        return refused("name-private-character")
    if any(letter.isdigit() for letter in name):
        return refused("name-has-digits")
    if "?" in name or "□" in name or "■" in name or "〓" in name:
        return refused("name-unreadable")
    if "*" in name or (_MASK.search(name) and _HAN_ONLY.search(name) and not name.isascii()):
        return refused("name-masked")
    if _HYPHENED.search(name):
        return refused("name-not-a-name")
    if len(name) > LONGEST:
        return refused("name-too-long", limit=LONGEST)
    letters = name.replace(DOT, "").replace(" ", "")
    if len(letters) < 2:
        return refused("name-too-short" if letters else "name-not-a-name")
    if not _LETTERS.fullmatch(name) or name.startswith(DOT) or name.endswith(DOT):
        return refused("name-not-a-name")
    return None
