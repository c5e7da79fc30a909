"""``/healthz``, ``/readyz`` and ``/metrics``: for this machine, or with the token; for others absent.

A middleware and no addresses of the site: a monitor asks by the machine's own name, which is none of
the house's, and has no session.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from zhibu.web.operation.figures import as_text, figures, readiness

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
# A request that came through a proxy says so; then the address of the proxy proves nothing.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO")


def is_let_in(request: HttpRequest) -> bool:
    """Straight from this machine, or with the token of ``ZHIBU_METRICS_TOKEN``."""
    token = settings.METRICS_TOKEN
    given = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if any(name in request.META for name in FORWARDED):
        return False
    return _is_here(request.META.get("REMOTE_ADDR", ""))


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def healthz() -> HttpResponseBase:
    """This process answers; nothing is asked of anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponseBase:
    """Whether pages may be sent here: 200, or 503 naming what is not well."""
    found = readiness()
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def metrics() -> HttpResponseBase:
    """The figures as Prometheus reads them."""
    return HttpResponse(as_text(figures()), content_type=PROMETHEUS)


ANSWERS: dict[str, Callable[[], HttpResponseBase]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}


class ForTheMachine:
    """Answers the three before anything else looks at the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = ANSWERS.get(request.path)
        if answer is None or request.method not in {"GET", "HEAD"} or not is_let_in(request):
            return self.get_response(request)
        return answer()


class TrueAddress:
    """Behind the https proxy of this machine, who asks is whom the proxy names, not the proxy.

    Without it all of the campus would be one network to the limits of signing in. Only in production,
    where nothing but the proxy reaches us; the proxy replaces what a browser claims.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if settings.HTTPS and named and _is_here(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = named
        return self.get_response(request)
