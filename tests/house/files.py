"""The text of any answer: pages as they are, files unpacked (取出文字)."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pypdf
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse


def bytes_of(answer: HttpResponseBase) -> bytes:
    """The body, streamed or not."""
    if isinstance(answer, StreamingHttpResponse):
        parts = answer.streaming_content
        assert not hasattr(parts, "__aiter__")
        return b"".join(part if isinstance(part, bytes) else bytes(part) for part in parts)
    assert isinstance(answer, HttpResponse)
    return answer.content


def text_of(answer: HttpResponseBase) -> str:
    """All the words of an answer and of its file's name: what somebody could read in it."""
    body = bytes_of(answer)
    name = answer.headers.get("Content-Disposition", "")
    return f"{name}\n{text_in(body)}"


def text_in(body: bytes) -> str:
    """A page, every part of a Word or Excel file, every page of a PDF."""
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages)
    if body.startswith(b"PK") and is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as package:
            return "\n".join(package.read(n).decode("utf-8", "ignore") for n in package.namelist())
    return body.decode("utf-8", "ignore")
