"""What every request passes: safe headers, who acts, and a post answered once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from zhibu.kit.actor import NOBODY
from zhibu.kit.http import problem
from zhibu.kit.language import spoken
from zhibu.people import actions
from zhibu.people.queries import actor_for_account
from zhibu.trail import once
from zhibu.web import sessions

Answer = Callable[[HttpRequest], HttpResponseBase]
NO_NAME = "nobody"


def content_policy() -> str:
    """The one policy of every page. Source: security.md rule 23."""
    parts = urlsplit(settings.LIVE_URL)  # one origin behind a proxy: then there is none to name
    live = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self'{live}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ]
    )


class SafeHeaders:
    """The same protective headers on every answer; signed-in pages are not stored."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.policy = content_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.HTTPS:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


class WhoActs:
    """Sets ``request.actor`` with the rights of this moment; ends sessions whose time is over."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = NOBODY  # type: ignore[attr-defined]  # our own field of the request
        before = request.session.session_key
        account = request.user
        if account.is_authenticated:
            if before and request.session.session_key != before:  # signed by an earlier key of ours
                actions.move_sitting(before, request.session.session_key or "")
            if request.session.get("generation") == account.generation and account.is_active:
                actor = sessions.actor_in(request, actor_for_account(account))
                request.actor = actor  # type: ignore[attr-defined]
            else:
                request.session.flush()
        return self.get_response(request)


class InTheirLanguage:
    """Speaks the language chosen for the account, else the browser's choice, else its wish.

    Source: docs/decisions/0007-languages.md.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "language", "") if request.actor.person_id else ""  # type: ignore[attr-defined]  # set by WhoActs
        with override(chosen or get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", spoken().tag)
        patch_vary_headers(response, ("Accept-Language",))
        return response


class PostOnce:
    """Every post of ours carries a key; its effect and its answer stand in one transaction.

    A repeat shows the first answer; the same key with another content is refused. An answer of
    400 or above leaves nothing behind, the key included: the form can be sent again. Only an answer
    that says it ``stands`` is kept all the same (a wrong code has to be counted).
    Source: security.md rule 9.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.method != "POST" or getattr(view, "keyless", False):
            return None
        key = request.POST.get("idempotency_key") or request.headers.get("Idempotency-Key", "")
        if not 16 <= len(key) <= 64:
            return problem(
                request,
                status=400,
                title=_("这次提交不完整"),
                sentence=_("页面可能开得太久。请返回上一页，刷新后再提交；没有任何改动。"),
            )
        unnamed = getattr(view, "leaves_no_name", None)
        who = NO_NAME if unnamed and unnamed(request) else self._who(request)
        return self._answer_once(request, key, who, lambda: view(request, *args, **kwargs))

    def _answer_once(
        self, request: HttpRequest, key: str, who: str, run: Callable[[], HttpResponse]
    ) -> HttpResponseBase:
        try:
            with transaction.atomic():
                row = once.claim(key=key, who=who, path=request.path, digest=self._digest(request))
                if row.answer is not None:
                    return self._again(row.answer)
                response = run()
                if response.status_code >= 400 and not getattr(response, "stands", False):
                    transaction.set_rollback(True)
                elif not response.streaming:
                    once.settle(row, self._kept(response))
                return response
        except once.KeyReused:
            return problem(
                request,
                status=409,
                title=_("这次提交的内容和先前不同"),
                sentence=_("先前的提交已经收到，这一次没有采用。请刷新页面后再改。"),
            )

    @staticmethod
    def _who(request: HttpRequest) -> str:
        actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        return f"person:{actor.person_id}" if actor.person_id else NO_NAME

    @staticmethod
    def _digest(request: HttpRequest) -> str:
        body = hashlib.sha256()
        for name in sorted(request.POST):
            if name not in {"csrfmiddlewaretoken", "idempotency_key"}:
                body.update(repr((name, request.POST.getlist(name))).encode())
        for name in sorted(request.FILES):
            for upload in request.FILES.getlist(name):
                body.update(repr((name, upload.name, upload.size)).encode())
                for chunk in upload.chunks():
                    body.update(chunk)
                upload.seek(0)
        return body.hexdigest()

    @staticmethod
    def _kept(response: HttpResponse) -> dict[str, object]:
        """What is stored of an answer; one with secrets, shown once, is never stored itself."""
        if once_only := getattr(response, "shown_once_then", ""):
            return {"status": 303, "headers": {"Location": once_only}, "body": ""}
        headers = {k: v for k, v in response.headers.items() if k in {"Location", "Content-Type"}}
        text = response.content.decode() if len(response.content) <= 200_000 else ""
        return {
            "status": response.status_code,
            "headers": headers,
            "body": text,
        }

    @staticmethod
    def _again(answer: dict[str, Any]) -> HttpResponse:
        response = HttpResponse(answer["body"], status=answer["status"])
        for name, value in answer["headers"].items():
            response.headers[name] = value
        response.headers["Idempotent-Replay"] = "true"
        return response
