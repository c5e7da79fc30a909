"""Number formats (数字格式) that show other digits than are stored: ``00000000``, ``0.00``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"}

Renderer = Callable[[float], str]
Piece = tuple[str, str]  # ("digit", "0" | "#" | "?"), ("point", ".") or ("text", anything)

_DATE_LETTERS = frozenset("yYmMdDhHsSeEbB%@/")


def renderer(code: str) -> Renderer | None:
    """How this format writes a number, or None where the plain number says the same.

    Dates, percentages, fractions, exponents and conditions give None: they are not identifiers.
    """
    pieces = _pieces(code)
    if pieces is None:
        return None
    digits = [mark for kind, mark in pieces if kind == "digit"]
    if not digits:
        return None
    whole = _before_point(pieces)
    padded = whole.count("0") > 1
    decimals = len(digits) - len(whole)
    if "0" not in digits[len(whole) :]:
        decimals = 0
    written = any(kind == "text" and mark.strip() for kind, mark in pieces)
    if not (padded or decimals or written) or decimals != len(digits) - len(whole):
        return None
    return lambda value: _render(value, pieces, decimals)


def _before_point(pieces: list[Piece]) -> str:
    marks = ""
    for kind, mark in pieces:
        if kind == "point":
            break
        if kind == "digit":
            marks += mark
    return marks


def _pieces(code: str) -> list[Piece] | None:
    """The first section of a format, cut up; None when it is not a plain number format."""
    pieces: list[Piece] = []
    at, end = 0, len(code)
    while at < end:
        mark = code[at]
        if mark == ";":
            break
        if mark == '"':
            close = code.find('"', at + 1)
            if close < 0:
                return None
            pieces.append(("text", code[at + 1 : close]))
            at = close
        elif mark == "[":
            close = code.find("]", at)
            if close < 0 or code[at + 1 : at + 2] in ("<", ">", "=", "D", "h", "m", "s"):
                return None
            at = close
        elif mark in "\\!" and at + 1 < end:
            pieces.append(("text", code[at + 1]))
            at += 1
        elif mark in "_*":
            at += 1
        elif mark in "0#?":
            pieces.append(("digit", mark))
        elif mark == ".":
            pieces.append(("point", mark))
        elif mark == ",":
            pass
        elif mark in _DATE_LETTERS or code[at : at + 7].lower() == "general":
            return None
        else:
            pieces.append(("text", mark))
        at += 1
    return pieces


def _render(value: float, pieces: list[Piece], decimals: int) -> str:
    amount = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(amount):f}".partition(".")
    whole = whole.lstrip("0")
    shown: list[str] = []
    after = list(fraction)
    before = _fill(whole, _before_point(pieces))
    seen_point = False
    for kind, mark in pieces:
        if kind == "text":
            shown.append(mark)
        elif kind == "point":
            seen_point = True
            shown.append(mark)
        elif seen_point:
            shown.append(after.pop(0))
        else:
            shown.append(before.pop(0))
    sign = "-" if amount < 0 else ""
    return sign + "".join(shown).strip()


def _fill(whole: str, marks: str) -> list[str]:
    """The digits each placeholder takes, from the left; the first takes what is too many."""
    places = list(marks)
    digits = list(whole)
    filled: list[str] = []
    for mark in reversed(places):
        if digits:
            filled.append(digits.pop())
        else:
            filled.append("0" if mark == "0" else "")
    filled.reverse()
    if digits and filled:
        filled[0] = "".join(digits) + filled[0]
    return filled
