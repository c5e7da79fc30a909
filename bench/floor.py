"""The floor of a page (下限): our own pages, all they read read, but no template drawn.

The whole application answers, with its middleware, sessions, rights, queries and context; where a template
would be drawn, the page as it once was is given back. ``python -m bench.floor ADDRESS PORT`` serves it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.http import HttpRequest
from django.template.backends.django import Template
from django.template.context import make_context
from django.utils.safestring import SafeString

from bench.serving import serve
from zhibu.web.wsgi import application

__all__ = ["application"]


@contextmanager
def without_templates(kept: Mapping[str, str]) -> Iterator[None]:
    """A page that was kept is given back instead of being drawn; others are drawn."""
    draw = Template.render

    def given(
        self: Template, context: dict[str, object] | None = None, request: HttpRequest | None = None
    ) -> SafeString:
        body = kept.get(request.get_full_path()) if request is not None else None
        if body is None:
            return SafeString(draw(self, context, request))
        with make_context(context, request).bind_template(self.template):  # what the frame reads
            return SafeString(body)

    Template.render = given  # type: ignore[method-assign,assignment]  # that is the point
    try:
        yield
    finally:
        Template.render = draw  # type: ignore[method-assign]


if __name__ != "__main__" and "BENCH_FLOOR" in os.environ:
    _pages = json.loads(Path(os.environ["BENCH_FLOOR"]).read_text())
    _held = without_templates({path: page["body"] for path, page in _pages.items()})
    _held.__enter__()


if __name__ == "__main__":
    serve("bench.floor:application", sys.argv[1], int(sys.argv[2]))
