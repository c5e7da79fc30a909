"""Slips printed for a branch, or made for one person; shown once (登录条)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import accounts, policies, queries
from zhibu.people.accounts import PrintedSlip
from zhibu.people.views.ways import page_after

GET_POST = ["GET", "POST"]


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """One slip as it is cut out: the link it carries, whole."""

    slip: PrintedSlip
    address: str


def _sheet(request: MemberRequest, printed: list[PrintedSlip]) -> list[SlipSheet]:
    return [
        SlipSheet(one, request.build_absolute_uri(reverse("web:slip", args=[one.token])))
        for one in printed
    ]


def _shown_once(
    request: MemberRequest, printed: list[PrintedSlip], *, title: str, back: str
) -> HttpResponse:
    """The slips; the answer is not kept, a repeat of the post leads to a page that says so."""
    context = {
        "slips": _sheet(request, printed),
        "title": title,
        "back": back,
        "host": request.get_host(),
        "made": clock.now(),
    }
    response = render(request, "people/slips_print.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    # Read by the middleware that keeps answers: links with tokens are never stored.
    response.shown_once_then = reverse("people:slips_shown")  # type: ignore[attr-defined]
    return response


@require_http_methods(GET_POST)
@member_view
def slips(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Slips for all of a branch who have not come in yet."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.print_slips(request.actor, body))
    if request.method == "POST":
        printed = accounts.print_slips(actor=request.actor, organisation_id=organisation_id)
        back = f"{reverse('people:roster')}?org={organisation_id}"
        return _shown_once(request, printed, title=str(body), back=back)
    members = queries.members_of(under=body.path)
    waiting = [m for m in members if not m.has_account and m.person_id != request.actor.person_id]
    context = {"body": body, "waiting": waiting, "came": len(members) - len(waiting)}
    return render(request, "people/slips.html", context)


@require_http_methods(GET_POST)
@member_view
def slip(request: MemberRequest, person_id: int) -> HttpResponse:
    """A new slip for one person, such as who forgot the password."""
    person = queries.person_for_page(person_id, seen_by=request.actor)
    require(policies.issue_slip(request.actor, person_id, queries.home_organisation(person_id)))
    if request.method == "POST":
        printed = accounts.issue_slip(actor=request.actor, person_id=person_id)
        back = page_after(request.actor, person_id)
        return _shown_once(request, [printed], title=person.name, back=back)
    account = getattr(person, "account", None)
    context = {
        "person": person,
        "opened": bool(account and account.opened_at),
        "back": page_after(request.actor, person_id),
    }
    return render(request, "people/slip.html", context)


@require_safe
@member_view
def slips_shown(request: MemberRequest) -> HttpResponse:
    """What a repeated post shows: the links were on the screen once."""
    return render(request, "people/slips_shown.html")


@require_POST
@member_view
def revoke_slip(request: MemberRequest, person_id: int) -> HttpResponse:
    """Make a lost slip void (作废登录条)."""
    accounts.revoke_slip(actor=request.actor, person_id=person_id)
    say(request, _("登录条已作废。"))
    return redirect(page_after(request.actor, person_id))
