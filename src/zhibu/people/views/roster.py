"""The roster of a branch, or of everything below a body (党员名册)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.components import Tab
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs.models import ORGANISER_POSTS, Organisation, Post
from zhibu.orgs.policies import see_history
from zhibu.orgs.queries import organisation_for_reading, own_branch, standing_names
from zhibu.people import policies, queries
from zhibu.people.forms import RosterForm
from zhibu.people.models import StatusSpan
from zhibu.people.queries import DETAIL_POSTS, WIDE_POSTS, Member

PRINTED = 50  # more of them leave by two people, see ``people.extracts``


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the roster is asked for, after the gates."""

    body: Organisation
    day: date
    find: str
    kind: str
    order: str
    page: str
    by_number: bool


def _asked(request: MemberRequest) -> Asked:
    """The part asked for in the address; faults fall back to what is usual.

    Raises DoesNotExist (no such body), Refused.
    """
    form = RosterForm(request.GET)
    form.is_valid()
    values = form.cleaned_data
    actor = request.actor
    if values.get("org"):
        body = organisation_for_reading(values["org"], seen_by=actor)
    else:
        found = own_branch(actor)
        if found is None:
            raise Organisation.DoesNotExist
        body = found
    require(policies.see_roster(actor, body))
    day = values.get("day") or clock.today()
    if day < clock.today():
        require(see_history(actor, body))
    return Asked(
        body=body,
        day=day,
        find=values.get("find") or "",
        kind=values.get("kind") or "",
        order=values.get("order") or "pinyin",
        page=values.get("page") or "1",
        by_number=bool(policies.see_roster_details(actor, body)),
    )


def _choices(actor: Actor) -> list[tuple[int, str]]:
    """The bodies whose roster this actor may turn to, when there is more than one. One query."""
    wide = actor.paths_of(*(set(WIDE_POSTS) - {"organizer"}))
    return standing_names(wide) if wide else []


def _address(request: MemberRequest, **changes: str) -> str:
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _tabs(request: MemberRequest, asked: Asked) -> list[Tab]:
    """All, then each kind there is, the Party's own order."""
    counts = queries.kinds_under(
        under=asked.body.path, day=asked.day, find=asked.find, by_number=asked.by_number
    )
    tabs = [
        Tab(_("全部"), _address(request, kind=""), sum(counts.values()), current=not asked.kind)
    ]
    for kind in reversed(StatusSpan.Kind):
        if counts.get(kind) or asked.kind == kind:
            address = _address(request, kind=kind)
            tabs.append(
                Tab(str(kind.label), address, counts.get(kind, 0), current=asked.kind == kind)
            )
    return tabs


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line: the member, and whether its name leads to a page, or only to a slip."""

    member: Member
    number: int
    opens: bool
    slip: bool
    details: bool


def _lines(actor: Actor, members: list[Member], *, first: int) -> list[Line]:
    keepers, wide = actor.paths_of(*DETAIL_POSTS), actor.paths_of(*ORGANISER_POSTS)
    helpers = actor.paths_of(Post.OPERATOR)
    drawn = []
    for number, one in enumerate(members, start=first):
        path = one.organisation_path
        details = path in keepers or one.person_id == actor.person_id
        opens = details or any(path.startswith(above) for above in wide)
        slip = not opens and any(path.startswith(above) for above in helpers)
        drawn.append(Line(one, number, opens, slip, details))
    return drawn


@require_safe
@member_view
def roster(request: MemberRequest) -> HttpResponse:
    """The roster as of a day, a hundred lines a page."""
    asked = _asked(request)
    shown = queries.roster_page(
        under=asked.body.path,
        day=asked.day,
        find=asked.find,
        kind=asked.kind,
        order=asked.order,
        number=asked.page,
        by_number=asked.by_number,
    )
    actor = request.actor
    lines = _lines(actor, shown.lines, first=shown.page.start_index())
    context = {
        "asked": asked,
        "form": RosterForm(
            initial={
                "day": asked.day,
                "order": asked.order,
                "find": asked.find,
                "org": asked.body.pk,
            }
        ),
        "page": shown.page,
        "count": shown.count,
        "lines": lines,
        "tabs": _tabs(request, asked),
        "choices": _choices(actor),
        "today": clock.today(),
        "print_address": _address(request),
        "may": {
            "details": policies.see_roster_details(actor, asked.body),
            "history": see_history(actor, asked.body),
            "add": policies.add_person(actor, asked.body) if asked.body.is_branch else None,
            "bring": policies.import_roster(actor, asked.body),
            "carry": policies.export_roster(actor, asked.body),
            "group": policies.assign_group(actor, asked.body) if asked.body.is_branch else None,
            "slips": policies.print_slips(actor, asked.body),
        },
        "grouped": any(line.member.group for line in lines),
        "shut": sum(not line.member.has_account for line in lines),
        "is_empty": shown.count == 0 and not asked.find and not asked.kind,
    }
    return render(request, "people/roster.html", context)


@require_safe
@member_view
def print_roster(request: MemberRequest) -> HttpResponse:
    """The same part of the roster on A4, without pages."""
    asked = _asked(request)
    members = queries.members_of(
        under=asked.body.path,
        day=asked.day,
        find=asked.find,
        kind=asked.kind,
        order=asked.order,
        limit=PRINTED + 1,
        by_number=asked.by_number,
    )
    lines = _lines(request.actor, members[:PRINTED], first=1)
    context = {
        "asked": asked,
        "lines": lines,
        "details": policies.see_roster_details(request.actor, asked.body),
        "limit": PRINTED if len(members) > PRINTED else 0,
        "may_carry": policies.export_roster(request.actor, asked.body),
        "now": clock.now(),
    }
    return render(request, "people/roster_print.html", context)
