"""From an action's answer to an answer of the web: one place for 401, 403, 404, 409 and 422."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of somebody who has signed in; ``actor`` is set by the middleware."""

    actor: Actor
    htmx: bool


View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def problem(request: HttpRequest, *, status: int, title: str, sentence: str) -> HttpResponse:
    """One designed error answer: a fragment for htmx, a page otherwise."""
    template = "kit/_problem.html" if request.headers.get("HX-Request") else "kit/problem.html"
    return render(request, template, {"title": title, "sentence": sentence}, status=status)


def answered(view: View[P]) -> View[P]:
    """Turn what actions raise into answers: 404, 403, 409, 422. Everything else stays an error."""

    @wraps(view)
    def inner(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as absent:
            raise Http404 from absent
        except Refused as refused:
            return problem(
                request, status=403, title=_("没有这项权限"), sentence=refused.verdict.sentence
            )
        except Conflict as conflict:
            return problem(request, status=409, title=_("状态已经变了"), sentence=str(conflict))
        except Invalid as invalid:
            return problem(request, status=422, title=_("有内容要改"), sentence=str(invalid))

    return inner


def member_view(view: View[P]) -> View[P]:
    """A page for people who have signed in; others are sent to sign in and come back."""

    @wraps(view)
    def inner(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.person_id is None:
            return redirect_to_login(request.get_full_path())
        return answer(request, *args, **kwargs)

    answer = answered(view)
    inner.signed_in = True  # type: ignore[attr-defined]  # the self-check tells by it what is public
    return inner


def leaves_no_name(
    when: Callable[[HttpRequest], bool],
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Posts of this page that must not be kept under anybody's name, not even their key (不留名).

    when: whether this very post is such a one.
    """

    def marked(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        view.leaves_no_name = when  # type: ignore[attr-defined]  # read by PostOnce
        return view

    return marked
