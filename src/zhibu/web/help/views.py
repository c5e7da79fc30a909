"""The help pages; everybody may read all of them, signed in or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.kit.actor import Actor
from zhibu.kit.language import spoken
from zhibu.web.help import GUIDES


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """One's own tasks, then the other roles."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    own = [guide for guide in GUIDES.values() if guide.of(actor)]
    others = [guide for guide in GUIDES.values() if guide not in own]
    return render(request, "web/help.html", {"own": own, "others": others})


@require_safe
def guide(request: HttpRequest, role: str) -> HttpResponse:
    """All tasks of one role, each with its steps."""
    try:
        found = GUIDES[role]
    except KeyError as unknown:
        raise Http404 from unknown
    return render(request, "web/help_guide.html", {"guide": found, "language": spoken().code})
