"""The audit trail's page: found, checked; nobody changes it (审计记录)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs.queries import organisation_for_reading, root, standing
from zhibu.people import policies
from zhibu.people.audit import actions, extract, queries
from zhibu.people.audit.forms import AuditForm
from zhibu.people.audit.queries import Asked, kind_in_words
from zhibu.people.jobs import walk_chain

A_PAGE = 50
SPAN_CHOICES = 400  # organisations listed to choose from; above that a college is the smallest


def _asked(request: MemberRequest, form: AuditForm) -> Asked:
    """The part asked for in the address; faults fall back to what is usual. Raises DoesNotExist."""
    form.is_valid()
    values = form.cleaned_data
    first, last = queries.lately()
    body = values.get("org")
    return Asked(
        since=values.get("since") or first,
        until=values.get("until") or last,
        who=(values.get("who") or "").strip(),
        act=values.get("act") or "",
        kind=values.get("kind") or "",
        number=values.get("number") or "",
        body=organisation_for_reading(body, seen_by=request.actor).path if body else "",
    )


@require_safe
@member_view
def audit(request: MemberRequest) -> HttpResponse:
    """Who did what, when, to which record; the reading itself is noted."""
    require(policies.see_audit(request.actor))
    form = AuditForm(request.GET)
    asked = _asked(request, form)
    actions.see_audit(actor=request.actor, asked=asked)
    page = Paginator(queries.notes_for(asked), A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    wish = urlencode([("c", line) for line in asked.lines()])
    context = {
        "asked": asked,
        "lines": queries.lines_of(found),
        "page": page,
        "shown": AuditForm(
            initial={**form.cleaned_data, "since": asked.since, "until": asked.until}
        ),
        "bodies": _bodies(),
        "about": kind_in_words(found[0]) if found and asked.number else "",
        "narrowed": bool(asked.who or asked.act or asked.kind or asked.number or asked.body),
        "unfolded": bool(asked.act or asked.body) or (asked.since, asked.until) != queries.lately(),
        "check": queries.last_check(),
        "takes": f"{reverse('people:take_out', args=[extract.KIND, root().pk])}?{wish}",
    }
    return render(request, "people/audit.html", context)


def _bodies() -> list[tuple[int, str]]:
    """Organisations to choose from, from the root downwards, without groups. One query."""
    rows = standing().exclude(kind="group").values_list("pk", "name", "kind")
    found = list(rows)
    if len(found) > SPAN_CHOICES:
        found = [row for row in found if row[2] in {"school_committee", "college_committee"}]
    return [(pk, name) for pk, name, _kind in found]


@require_POST
@member_view
def check(request: MemberRequest) -> HttpResponse:
    """Walk the whole chain (核对完整性); the result stands on the page when it is done."""
    actions.check_audit(actor=request.actor)
    walk_chain.defer()
    say(request, _("已开始核对，结果会出现在这一页。"))
    return redirect("people:audit")
