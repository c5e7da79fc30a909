"""Looking into an uploaded PDF (PDF 扫描件), inside a child process with limits only."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from zhibu.archive.domain.secrecy import mark_among

MOST_PAGES = 60
LOOKED_AT = 12  # pages read for marks: they stand on the first ones
MOST_OBJECTS = 20_000
DEEPEST = 40
LIVELY = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"}


def look(body: bytes) -> Iterator[tuple[str, str]]:
    """What speaks against keeping a PDF: (code, mark), or ("", "") when nothing does."""
    try:
        paper = pypdf.PdfReader(BytesIO(body), strict=False)
        if paper.is_encrypted:
            yield "locked", ""
            return
        count = len(paper.pages)
        if not 1 <= count <= MOST_PAGES:
            yield "too-many-pages" if count else "damaged", ""
            return
        if _is_lively(paper):
            yield "lively", ""
            return
        for number in range(min(count, LOOKED_AT)):
            mark = mark_among(paper.pages[number].extract_text().splitlines())
            if mark:
                yield "marked-secret", mark
                return
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
    ):
        yield "damaged", ""
        return
    yield "", ""


def _is_lively(paper: pypdf.PdfReader) -> bool:
    """Scripts, programs, other files inside: a scan has none."""
    numbers = {number for part in paper.xref.values() for number in part} | set(paper.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        return True
    return any(
        _says_lively(paper.get_object(IndirectObject(number, 0, paper)), depth=0)
        for number in sorted(numbers)
    )


def _says_lively(value: object, *, depth: int) -> bool:
    """Whether an object, or one written inside it, names something that acts."""
    if depth > DEEPEST:
        return True
    if isinstance(value, DictionaryObject):
        keys = {str(key) for key in value}
        kinds = {str(value.get(name, "")) for name in ("/S", "/Type", "/Subtype")}
        inner = [value.raw_get(key) for key in value]
        return bool((keys | kinds) & LIVELY) or any(
            _says_lively(part, depth=depth + 1) for part in inner
        )
    if isinstance(value, ArrayObject):
        return any(_says_lively(part, depth=depth + 1) for part in list.__iter__(value))
    return False
