"""Secrecy marks (密级标志): a file that carries one is not read any further and not kept."""

from __future__ import annotations

import re
from itertools import islice

from zhibu.kit.sheets.cells import Row
from zhibu.kit.sheets.model import Workbook
from zhibu.kit.sheets.refusal import FileRefused
from zhibu.kit.sheets.words import squeeze

_MARK = re.compile(
    r"^[\[【(（]?(绝密|机密|秘密)[\]】)）]?(?:$|[★☆*※◆].{0,12}$)|(绝密|机密|秘密)[★☆]"
)
_ROWS = 40


def refuse_marked(workbook: Workbook) -> None:
    """Raise FileRefused when a sheet's name or one of its first or last rows bears a mark."""
    for sheet in workbook.sheets:
        for words in _places(sheet.name, sheet.rows):
            match = _MARK.search(squeeze(words))
            if match is not None:
                raise FileRefused("marked-secret", mark=match[1] or match[2])


def _places(name: str, rows: list[Row]) -> list[str]:
    texts = [name]
    for row in (*islice(rows, _ROWS), *rows[-5:]):
        texts.extend(
            cell for cell in row if isinstance(cell, str) and len(cell) < 40 and "密" in cell
        )
    return texts
