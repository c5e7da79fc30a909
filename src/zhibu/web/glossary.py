"""The official terms on one page, and one of them for who tapped it in a text (用语)."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu.kit import terms

LONGEST = 40  # characters looked for


def brief(request: HttpRequest) -> bool:
    """Asked by a script of a page, which shows the answer in place."""
    return request.headers.get("HX-Request") == "true"


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms by their first letter; ``?find=`` those that have the letters."""
    asked = request.GET.get("find", "").strip()[:LONGEST]
    found = terms.matching(asked)
    letters = [(letter, list(some)) for letter, some in groupby(found, lambda one: one.initial)]
    return render(
        request, "web/terms.html", {"letters": letters, "asked": asked, "found": len(found)}
    )


@require_safe
def term(request: HttpRequest, key: str) -> HttpResponse:
    """One term: its place in the glossary, or the piece a script shows over the text."""
    try:
        found = terms.TERMS[key]
    except KeyError as unknown:
        raise Http404 from unknown
    if not brief(request):
        return redirect(f"{reverse('web:terms')}#{key}")
    return render(request, "web/_term.html", {"term": found})
