"""What is done with a stranger's file in a child process with limits (见 ``kit.sheets.bounded``)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from zhibu.archive.domain.package import docx_lines
from zhibu.archive.domain.pdf import look
from zhibu.archive.domain.secrecy import mark_among
from zhibu.archive.domain.template import Checked, check
from zhibu.archive.domain.vocabulary import VOCABULARIES


def checked_apart(packed: bytes, kind: str) -> Iterator[tuple[Checked, str]]:
    """What was found in a template, and the secrecy mark it bears or nothing."""
    body = zlib.decompress(packed)
    yield check(body, VOCABULARIES[kind]), mark_among(docx_lines(body))


def looked_at_apart(packed: bytes) -> Iterator[tuple[str, str]]:
    """What speaks against keeping a PDF: (code, mark)."""
    yield from look(zlib.decompress(packed))
