"""Choosing the language of one's pages (页面语言), without scripts, for this browser and the account."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhibu.kit.actor import Actor
from zhibu.kit.language import BY_CODE
from zhibu.people import accounts
from zhibu.web.door import next_page

YEAR = 365 * 24 * 3600


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on: a cookie here, and for who has signed in everywhere."""
    language = request.POST.get("language", "")
    if language not in BY_CODE:
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    if actor.person_id is not None:
        accounts.choose_language(actor=actor, language=language)
    answer = redirect(next_page(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return answer
