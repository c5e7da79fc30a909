"""Reading any workbook somebody hands in, safely (读取表格). No domain, no tables, no Django."""

from zhibu.kit.sheets.bounded import ChildDied, read_workbook, stream
from zhibu.kit.sheets.cells import EMPTY, Cell, CellError, Row, Shown, Typed, number_text, text_of
from zhibu.kit.sheets.limits import ORDINARY, ROSTER, Limits
from zhibu.kit.sheets.model import Merge, Sheet, Workbook, letters
from zhibu.kit.sheets.reading import read_here
from zhibu.kit.sheets.refusal import SENTENCES, FileRefused

__all__ = [
    "EMPTY",
    "ORDINARY",
    "ROSTER",
    "SENTENCES",
    "Cell",
    "CellError",
    "ChildDied",
    "FileRefused",
    "Limits",
    "Merge",
    "Row",
    "Sheet",
    "Shown",
    "Typed",
    "Workbook",
    "letters",
    "number_text",
    "read_here",
    "read_workbook",
    "stream",
    "text_of",
]
