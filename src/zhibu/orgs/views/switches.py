"""Policy switches of a body: what is on, on what ground, until when (政策开关)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.kit import clock
from zhibu.kit.components import Fact, say
from zhibu.kit.dates import full_day
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.language import listed
from zhibu.kit.verdict import require
from zhibu.orgs import actions, policies, queries
from zhibu.orgs.actions.switches import last_day_of_switch
from zhibu.orgs.forms import SwitchEndForm, SwitchForm
from zhibu.orgs.models import Organisation, Switch
from zhibu.orgs.pages import Errand, errand_page
from zhibu.orgs.switches import NEVER_BENDS, REGISTRY, SwitchSpec, Words, rooms_here, specs_of

GET_POST = ["GET", "POST"]
BODIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """One switch of a branch today. held: what is set now; ahead: what begins later.

    on: whether it is in force, by being set or by following another. missing: label of the switch
    it waits for.
    """

    spec: SwitchSpec
    held: Switch | None
    ahead: Switch | None
    on: bool
    missing: Words

    @property
    def follows(self) -> Words:
        """Label of the switch because of which alone this one is on."""
        return REGISTRY[self.spec.follows].label if self.on and self.held is None else ""

    @property
    def value(self) -> str:
        """A number that was set; empty for on and off."""
        return str(self.held.value) if self.held and self.spec.is_number else ""

    @property
    def act(self) -> str:
        """What the button says; empty where there is nothing to set."""
        if self.held or self.ahead or self.missing:
            return ""
        return _("关闭") if self.follows else _("打开")


def _lines(switches: list[Switch], day: date) -> list[SwitchLine]:
    """Every switch of the rooms there are, with what is set for the whole body."""
    whole = [s for s in switches if not s.subject]
    held = {s.key: s for s in whole if s.since <= day < s.until}
    ahead = {s.key: s for s in whole if s.since > day}
    lines = []
    for spec in specs_of(rooms_here()):
        own = held.get(spec.key)
        on = bool(own.value) if own else bool(spec.follows) and spec.follows in held
        missing = REGISTRY[spec.needs].label if spec.needs and spec.needs not in held else ""
        lines.append(SwitchLine(spec, own, ahead.get(spec.key), on, missing))
    return lines


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history. ended: set when it was ended before its time."""

    switch: Switch
    label: Words

    @property
    def value(self) -> str:
        """What it was set to, in words."""
        value = self.switch.value
        return (_("打开") if value else _("关闭")) if isinstance(value, bool) else str(value)


def _past(switches: list[Switch], day: date) -> list[Past]:
    return [Past(s, _label(s.key)) for s in switches if s.until <= day]


def _label(key: str) -> Words:
    return REGISTRY[key].label if key in REGISTRY else key


@require_safe
@member_view
def switches(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """What is on here; of a body above the branches, what is on below it."""
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.see_switches(request.actor, body))
    today = clock.today()
    context: dict[str, Any] = {"body": body, "today": today, "never": NEVER_BENDS}
    if not body.is_branch:
        return render(request, "orgs/switches_below.html", context | _below(request, body, today))
    found = queries.switches_of(organisation_id)
    context |= {
        "lines": _lines(found, today),
        "past": _past(found, today),
        "may": policies.set_switch(request.actor, body),
    }
    return render(request, "orgs/switches.html", context)


def _below(request: MemberRequest, body: Organisation, today: date) -> dict[str, Any]:
    """Fifty settings a page, and how many there are of each switch."""
    page = Paginator(queries.switches_below(body.path, day=today), BODIES_A_PAGE).get_page(
        request.GET.get("page")
    )
    on = queries.switched_on_below(body.path, day=today)
    return {
        "page": page,
        "rows": [(one, _label(one.key)) for one in page],
        "counts": [
            Fact(str(spec.label), on.get(spec.key, 0), _("个支部"))
            for spec in specs_of(rooms_here())
        ],
    }


def _spec(key: str) -> SwitchSpec:
    """A switch of a room that is there, set for a whole body. Raises Http404."""
    spec = REGISTRY.get(key)
    if spec is None or spec.room not in rooms_here() or spec.per != "branch":
        raise Http404
    return spec


@require_http_methods(GET_POST)
@member_view
def set_switch(request: MemberRequest, organisation_id: int, key: str) -> HttpResponse:
    """Turn one switch, with its ground and its end (打开政策开关)."""
    spec = _spec(key)
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.set_switch(request.actor, body))
    today = clock.today()
    now = queries.switch_value(key, organisation_id=organisation_id, day=today)
    until = _until(body, spec, today)
    form = SwitchForm(request.POST or None, initial={"since": today, "until": until})
    form.of(spec)
    if request.method == "POST" and taken(
        form,
        lambda values: actions.set_switch(
            actor=request.actor,
            organisation_id=organisation_id,
            key=key,
            **({"value": not now} | values),
        ),
    ):
        words = {"switch": spec.label, "day": full_day(form.cleaned_data["until"])}
        say(request, _("“%(switch)s”已设定，%(day)s 自动回到默认。") % words)
        return redirect("orgs:switches", organisation_id=organisation_id)
    act = _("关闭") if spec.follows and now else _("打开")
    errand = Errand(
        title=f"{act}“{spec.label}”",
        act=act,
        back=reverse("orgs:switches", args=[organisation_id]),
        back_label=_("政策开关"),
        explain=str(spec.always),
        why=_("到期自动回到默认；随时可以提前结束。"),
        sub=str(body),
    )
    return errand_page(request, errand, form)


def _until(body: Organisation, spec: SwitchSpec, today: date) -> date:
    """The end of the term, or of the switch it needs where that ends sooner."""
    latest = last_day_of_switch(body, today)
    if not spec.needs:
        return latest
    needed = queries.switches_between(
        body.pk, key=spec.needs, subject="", since=today, until=latest
    ).first()
    return min(latest, needed.until) if needed else latest


@require_http_methods(GET_POST)
@member_view
def end_switch(request: MemberRequest, organisation_id: int, switch_id: int) -> HttpResponse:
    """End one before its time (提前结束)."""
    switch = queries.switch_for_reading(switch_id, seen_by=request.actor)
    require(policies.end_switch(request.actor, switch.organisation))
    form = SwitchEndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.end_switch(actor=request.actor, switch_id=switch_id, **values),
    ):
        say(request, _("已结束，回到默认。"))
        return redirect("orgs:switches", organisation_id=switch.organisation_id)
    label = _label(switch.key)
    others = [str(_label(s.key)) for s in queries.switches_leaning_on(switch, day=clock.today())]
    errand = Errand(
        title=_("结束“%(switch)s”") % {"switch": label},
        act=_("结束"),
        back=reverse("orgs:switches", args=[switch.organisation_id]),
        back_label=_("政策开关"),
        explain=_("同时结束：%(others)s。") % {"others": listed(others)} if others else "",
        why=_("已有的记录都保留，只是不再使用。"),
        sub=str(switch.organisation),
    )
    return errand_page(request, errand, form)
