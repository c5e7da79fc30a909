"""XML without surprises (解析 XML): no document type, no entities, no outside references."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from zhibu.kit.sheets.refusal import FileRefused

Attributes = dict[str, str]


def _no_declarations(*_ignored: object) -> int:
    raise FileRefused("workbook-entities")


def parse(
    pieces: Iterable[bytes],
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed an XML part to handlers, names without their prefix. Raises FileRefused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _no_declarations
    parser.EntityDeclHandler = _no_declarations
    parser.ExternalEntityRefHandler = _no_declarations
    parser.StartElementHandler = lambda name, seen: start(name.rpartition(":")[2], seen)
    if end is not None:
        finish = end
        parser.EndElementHandler = lambda name: finish(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise FileRefused("workbook-damaged") from broken


def attribute(seen: Attributes, name: str) -> str:
    """An attribute whatever its prefix; empty when absent."""
    found = seen.get(name)
    if found is not None:
        return found
    for key, value in seen.items():
        if key.rpartition(":")[2] == name:
            return value
    return ""


def is_true(word: str) -> bool:
    """How XML writes true."""
    return word in ("1", "true", "on")
