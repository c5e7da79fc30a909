"""Formulas of a workbook reckoned for the page (公式估算): what forms use, nothing else.

The file itself keeps its formulas; Excel and WPS reckon them when it is opened. What is not known
here comes out as None and is shown as 公式, never as a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from openpyxl.cell.cell import MergedCell
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.workbook import Workbook

Value = float | int | str | None
Ground = tuple[str, int, int]  # sheet, row, column
DEEPEST, MOST_CELLS = 60, 20_000


class Unknown(Exception):
    """A formula this house cannot reckon."""


def _numbers(values: list[Value]) -> list[float]:
    return [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]


def _mean(values: list[Value]) -> float:
    found = _numbers(values)
    if not found:
        raise Unknown
    return sum(found) / len(found)


def _round(values: list[Value]) -> float:
    first, places = _numbers(values)
    scale = 10**places
    return float(int(abs(first) * scale + 0.5) / scale * (1 if first >= 0 else -1))


FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "SUM": lambda values: sum(_numbers(values)),
    "AVERAGE": _mean,
    "MAX": lambda values: max(_numbers(values), default=0),
    "MIN": lambda values: min(_numbers(values), default=0),
    "COUNT": lambda values: len(_numbers(values)),
    "COUNTA": lambda values: len([v for v in values if v not in (None, "")]),
    "ROUND": _round,
}
BINDS = {"^": 4, "*": 3, "/": 3, "+": 2, "-": 2, "&": 1}


@dataclass
class Reckoner:
    """Values of cells, formulas reckoned as they are asked for."""

    book: Workbook
    known: dict[Ground, Value] = field(default_factory=dict)
    under_way: set[Ground] = field(default_factory=set)
    read: int = 0

    def value_at(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value; ``公式`` for a formula that is not known here."""
        try:
            return self._value((sheet, row, column))
        except (Unknown, ArithmeticError, ValueError, TokenizerError, KeyError):
            return "公式"

    def _value(self, at: Ground) -> Value:
        if at in self.known:
            return self.known[at]
        if at in self.under_way or len(self.under_way) > DEEPEST:
            raise Unknown
        self.read += 1
        if self.read > MOST_CELLS:
            raise Unknown
        sheet, row, column = at
        cell = self.book[sheet].cell(row, column)
        value = None if isinstance(cell, MergedCell) else cell.value
        if cell.data_type == "f":
            self.under_way.add(at)
            try:
                value = _Reading(self, sheet, _tokens(str(value))).all()
            finally:
                self.under_way.discard(at)
        elif not isinstance(value, int | float | str | None):
            value = str(value)
        self.known[at] = value
        return value

    def of_range(self, sheet: str, words: str) -> list[Value]:
        """The values of ``A1``, ``A1:B9`` or ``'表 2'!A1``."""
        where, _, cells = words.rpartition("!")
        name = where.strip("'").replace("''", "'") or sheet
        if name not in self.book.sheetnames or not re.fullmatch(
            r"\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?", cells
        ):
            raise Unknown
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        assert left is not None
        assert right is not None
        assert top is not None
        assert bottom is not None
        if (right - left + 1) * (bottom - top + 1) > MOST_CELLS:
            raise Unknown
        return [
            self._value((name, row, column))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


def _tokens(formula: str) -> list[Token]:
    return [t for t in Tokenizer(formula).items if t.type != Token.WSPACE]


class _Reading:
    """One formula, read from the left by how strongly its signs bind."""

    def __init__(self, reckoner: Reckoner, sheet: str, tokens: list[Token]) -> None:
        self.reckoner, self.sheet, self.tokens, self.at = reckoner, sheet, tokens, 0

    def all(self) -> Value:
        value = self._sum(0)
        if self.at != len(self.tokens):
            raise Unknown
        return value

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _sum(self, weakest: int) -> Value:
        left = self._one()
        while (sign := self._next()) is not None and sign.type == Token.OP_IN:
            strength = BINDS.get(sign.value)
            if strength is None:
                raise Unknown
            if strength <= weakest:
                break
            self.at += 1
            left = _together(left, sign.value, self._sum(strength))
        return left

    def _one(self) -> Value:
        token = self._next()
        if token is None:
            raise Unknown
        self.at += 1
        if token.type == Token.OP_PRE:
            value = _number(self._sum(4))
            value = -value if token.value == "-" else value
        elif token.type == Token.PAREN and token.subtype == Token.OPEN:
            value = self._sum(0)  # type: ignore[assignment]  # a text in brackets stays one
            self.at += 1
        elif token.type == Token.FUNC and token.subtype == Token.OPEN:
            value = self._function(token.value.rstrip("(").upper())  # type: ignore[assignment]  # as above
        else:
            value = self._operand(token)  # type: ignore[assignment]  # as above
        while (after := self._next()) is not None and after.type == Token.OP_POST:
            self.at += 1
            value = _number(value) / 100
        return value

    def _operand(self, token: Token) -> Value:
        if token.type != Token.OPERAND:
            raise Unknown
        if token.subtype == Token.NUMBER:
            return float(token.value)
        if token.subtype == Token.TEXT:
            return str(token.value[1:-1].replace('""', '"'))
        if token.subtype == Token.RANGE and ":" not in token.value:
            return self.reckoner.of_range(self.sheet, token.value)[0]
        raise Unknown

    def _function(self, name: str) -> Value:
        if name == "IFERROR":
            return self._or_else()
        if name not in FUNCTIONS:
            raise Unknown
        values: list[Value] = []
        for part in self._parts():
            values += part
        return FUNCTIONS[name](values)

    def _parts(self) -> Iterator[list[Value]]:
        """The values of each argument, up to the closing bracket."""
        while (token := self._next()) is not None:
            if token.type == Token.FUNC and token.subtype == Token.CLOSE:
                self.at += 1
                return
            if token.type == Token.SEP:
                self.at += 1
            elif token.type == Token.OPERAND and token.subtype == Token.RANGE and self._is_alone():
                self.at += 1
                yield self.reckoner.of_range(self.sheet, token.value)
            else:
                yield [self._sum(0)]
        raise Unknown

    def _is_alone(self) -> bool:
        after = self.tokens[self.at + 1]
        return after.type in {Token.SEP, Token.FUNC}

    def _or_else(self) -> Value:
        """IFERROR(a, b): a where it can be reckoned, b where it divides by nought."""
        start = self.at
        try:
            first: Value = self._sum(0)
        except ArithmeticError:
            first = None
            self.at = start
            self._skip()
        self.at += 1  # the comma
        second = self._sum(0)
        self.at += 1  # the bracket
        return second if first is None else first

    def _skip(self) -> None:
        """To the comma of this very function."""
        deep = 0
        while (token := self._next()) is not None:
            if token.type == Token.SEP and deep == 0:
                return
            deep += {Token.OPEN: 1, Token.CLOSE: -1}.get(token.subtype, 0)
            self.at += 1
        raise Unknown


def _number(value: Value) -> float:
    if value in (None, ""):
        return 0.0
    if isinstance(value, str):
        raise Unknown
    assert value is not None
    return float(value)


def _together(left: Value, sign: str, right: Value) -> Value:
    if sign == "&":
        return f"{'' if left is None else left}{'' if right is None else right}"
    a, b = _number(left), _number(right)
    match sign:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
        case _:
            return float(a**b)
