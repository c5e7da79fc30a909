"""A page without Django (裸取): the same statements and the same bytes from the same server, nothing else.

A WSGI application for granian; which pages it knows stands in the file BENCH_FLOOR names.
``python -m bench.bare ADDRESS PORT`` serves it as our own pages are served.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg

from bench.serving import serve

_here = threading.local()
_known: dict[str, dict[str, object]] = {}
Start = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, object], start: Start) -> Iterable[bytes]:
    """Run the page's statements, fetch all they give, answer with the page as it once was."""
    page = _pages().get(f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}".rstrip("?"))
    body = b""
    if page is not None:
        link = _link()
        for statement in page["statements"]:  # type: ignore[attr-defined]  # a list of texts
            cursor = link.execute(statement)
            if cursor.description is not None:
                cursor.fetchall()
        body = str(page["body"]).encode()
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _pages() -> dict[str, dict[str, object]]:
    if not _known:
        _known.update(json.loads(Path(os.environ["BENCH_FLOOR"]).read_text()))
    return _known


def _link() -> psycopg.Connection:
    """One kept connection a thread, planning each statement anew, as the pages have."""
    if not hasattr(_here, "link"):
        _here.link = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=None
        )
    return _here.link  # type: ignore[no-any-return]  # set above


if __name__ == "__main__":
    serve("bench.bare:application", sys.argv[1], int(sys.argv[2]))
