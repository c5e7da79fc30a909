"""The host's pages: the count, the code, the list, the big screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.gatherings import actions, domain, policies, queries
from zhibu.gatherings.actions.host import home_path
from zhibu.gatherings.actions.places import topic_of
from zhibu.gatherings.domain import Attendance
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.gatherings.views.own import door_is_open, page_above
from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import hour
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.live import address_of
from zhibu.kit.verdict import require
from zhibu.people.queries import members_of

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def _hosted(request: MemberRequest, gathering_id: int) -> Gathering:
    """The gathering, for somebody who may host it."""
    here = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    require(policies.take_attendance(request.actor, here))
    return here


# ---- pieces


def _count(here: Gathering) -> dict[str, Any]:  # Any: what a template reads
    heads = queries.head_count(here.pk)
    half = heads.voters // 2
    return {
        "gathering": here,
        "heads": heads,
        "half": half,
        "past_half": heads.voters_present > half,
        "short": half + 1 - heads.voters_present,
    }


def _code(request: MemberRequest, here: Gathering) -> dict[str, Any]:  # Any: as above
    now = clock.now()
    step = domain.step_of(now)
    digits = domain.live_code(here.secret, step)
    path = reverse("gatherings:check_in", args=[here.pk])
    return {
        "gathering": here,
        "door_open": door_is_open(here),
        "early": here.state == Gathering.State.OPEN and now < here.check_in_opens_at,
        "digits": f"{digits[:3]} {digits[3:]}",
        "seconds": domain.seconds_left(now),
        "address": f"{_origin(request)}{path}",
        "square": f"{_origin(request)}{path}?c={domain.square_code(here.secret, step)}",
    }


def _origin(request: MemberRequest) -> str:
    """Where phones reach this house: on a hall's network not the host's own ``localhost``."""
    host = request.get_host()
    name, _colon, port = host.rpartition(":") if ":" in host else (host, "", "")
    if settings.MODE == "local" and name in LOOPBACK:
        host = f"{urlsplit(settings.LIVE_URL).hostname}:{port}"
    return f"{request.scheme}://{host}"


def _absent(attendance: Attendance, find: str) -> dict[str, Any]:  # Any: as above
    text = find.strip().lower()
    absent = [p for p in attendance if not p.present]
    shown = [p for p in absent if text in p.name or p.initials.startswith(text)]
    return {
        "find": find,
        "absent": absent,
        "shown": shown if text else absent,
        "absent_eligible": attendance.eligible_count - attendance.present_eligible,
        "on_leave": sum(p.leave in {"asked", "excused", "standing"} for p in absent),
        "ready": sum(p.eligible and p.leave in {"none", "refused"} for p in absent),
    }


def _lists(here: Gathering, find: str) -> dict[str, Any]:  # Any: as above
    attendance = queries.attendance_of(here.pk)
    return {
        "gathering": here,
        "door_open": here.state == Gathering.State.OPEN and clock.now() >= here.check_in_opens_at,
        "after_start": clock.now() > here.starts_at,
        "ways": dict(Attendee.Way.choices),
        "asked": [p for p in attendance if p.leave == Attendee.Leave.ASKED and not p.present],
        "here": sorted(attendance.present, key=lambda p: p.present_at or clock.now(), reverse=True),
        **_absent(attendance, find),
    }


# ---- pages


@require_safe
@member_view
def host(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """The host's page: how many are here, the code to show, who is not here yet."""
    here = _hosted(request, gathering_id)
    context = _code(request, here) | _count(here) | _lists(here, request.GET.get("find", ""))
    context["live"] = address_of(topic_of(here.pk))
    context["above"] = page_above(request, gathering_id)
    context["code_shown"] = door_is_open(here)
    context["may_excuse"] = bool(policies.excuse(request.actor, here, 0))
    return render(request, "gatherings/host.html", context)


@require_safe
@member_view
def hall(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """htmx: the count redrawn."""
    return render(request, "gatherings/_hall.html", _count(_hosted(request, gathering_id)))


@require_safe
@member_view
def code(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """htmx: the code of this half minute."""
    here = _hosted(request, gathering_id)
    require(policies.show_code(request.actor, here))
    return render(request, "gatherings/_code.html", _code(request, here))


@require_safe
@member_view
def absent(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """htmx: the list of those not here yet, narrowed by what is typed."""
    here = _hosted(request, gathering_id)
    return render(request, "gatherings/_absent.html", _lists(here, request.GET.get("find", "")))


@require_safe
@member_view
def arrived(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """htmx: leave asked for, and those who are here."""
    here = _hosted(request, gathering_id)
    context = _lists(here, "") | {"may_excuse": bool(policies.excuse(request.actor, here, 0))}
    return render(request, "gatherings/_arrived.html", context)


@require_safe
@member_view
def screen(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """The big screen (大屏): one square, six digits, one count; no name."""
    here = _hosted(request, gathering_id)
    require(policies.show_code(request.actor, here))
    context = _code(request, here) | _count(here) | {"live": address_of(topic_of(here.pk))}
    return render(request, "gatherings/screen.html", context)


@require_safe
@member_view
def board(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """htmx: the big screen redrawn, for a new code or a new count."""
    here = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    require(policies.show_code(request.actor, here))
    require(policies.see_live_count(request.actor, here))
    return render(request, "gatherings/_screen.html", _code(request, here) | _count(here))


@require_safe
@member_view
def attendance(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Who came, who had leave, who did not come: for the committee (DC-05)."""
    here = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    require(policies.see_attendance(request.actor, here))
    return render(
        request,
        "gatherings/attendance.html",
        {
            "gathering": here,
            "attendance": queries.attendance_of(gathering_id),
            "ways": dict(Attendee.Way.choices),
            "leaves": dict(Attendee.Leave.choices),
            "conflicts": queries.conflicts_of(gathering_id),
        },
    )


# ---- acts


def _host_page(request: MemberRequest, gathering_id: int, anchor: str) -> HttpResponse:
    """Back to the list; htmx gets the list, the count and those who are here, redrawn."""
    if request.htmx:
        here = _hosted(request, gathering_id)
        context = _lists(here, request.POST.get("find", "")) | _count(here)
        context["may_excuse"] = bool(policies.excuse(request.actor, here, 0))
        return render(request, "gatherings/_ticked.html", context)
    return redirect(f"{reverse('gatherings:host', args=[gathering_id])}#{anchor}")


def _people(values: Iterable[str]) -> list[int]:
    """Person ids as a form or an address names them; anything else is nobody."""
    return [int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 19]


@require_POST
@member_view
def here_now(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Tick one name, several, or everybody who has not asked for leave."""
    everybody = "everybody" in request.POST
    ticked = actions.take_attendance(
        actor=request.actor,
        gathering_id=gathering_id,
        person_ids=None if everybody else _people(request.POST.getlist("person")),
        late="late" in request.POST,
    )
    if everybody or not request.htmx:
        undo = reverse("gatherings:not_here", args=[gathering_id])
        query = "&".join(f"person={person_id}" for person_id in ticked)
        said = _("已登记 %(n)d 人到会。") % {"n": len(ticked)}
        say(request, said, undo_url=f"{undo}?{query}" if ticked else "")
    return _host_page(request, gathering_id, "absent")


@require_POST
@member_view
def not_here(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Take entries back; an undo names its people in the address."""
    named = _people(request.POST.getlist("person")) or _people(request.GET.getlist("person"))
    undone = actions.undo_attendance(
        actor=request.actor, gathering_id=gathering_id, person_ids=named
    )
    if not request.htmx:
        say(request, _("已改为未到：%(n)d 人。") % {"n": len(undone)})
    return _host_page(request, gathering_id, "absent")


@require_POST
@member_view
def excuse(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Decide about one person's leave."""
    people = _people(request.POST.getlist("person"))
    row = actions.excuse(
        actor=request.actor,
        gathering_id=gathering_id,
        person_id=people[0] if people else 0,
        leave=request.POST.get("leave", ""),
    )
    say(request, _("请假已登记：%(state)s。") % {"state": row.get_leave_display()})
    return redirect(f"{reverse('gatherings:host', args=[gathering_id])}#leave")


@require_safe
@member_view
def observers(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Find somebody of the branch who came without being on the list."""
    here = _hosted(request, gathering_id)
    find = request.GET.get("find", "").strip()
    found = members_of(under=home_path(here.organisation), find=find, limit=30) if find else []
    listed = {p.person_id: p for p in queries.attendance_of(gathering_id)} if found else {}
    return render(
        request,
        "gatherings/observers.html",
        {
            "gathering": here,
            "find": find,
            "found": [(member, listed.get(member.person_id)) for member in found],
        },
    )


@require_POST
@member_view
def add_observer(request: MemberRequest, gathering_id: int) -> HttpResponse:
    people = _people(request.POST.getlist("person"))
    row = actions.add_observer(
        actor=request.actor, gathering_id=gathering_id, person_id=people[0] if people else 0
    )
    undo = f"{reverse('gatherings:not_here', args=[gathering_id])}?person={row.person_id}"
    at = hour(row.present_at) if row.present_at else ""
    say(request, _("已登记列席，%(at)s。") % {"at": at}, undo_url=undo)
    return redirect("gatherings:host", gathering_id)
