"""One person's page, and the errands on one person (个人页)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Verdict, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.pages import Errand, errand_page
from zhibu.orgs.queries import organisation_for_reading, standing
from zhibu.people import accounts, actions, policies, queries
from zhibu.people.fields import FIELDS, values_of
from zhibu.people.forms import AddPersonForm, MoveForm, PersonForm, StatusForm, VoteForm
from zhibu.people.models import Person, StatusSpan
from zhibu.people.views.ways import page_after

GET_POST = ["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stretch in one branch and group, as the page tells it."""

    words: str
    since: object
    until: object


def stays_of(person: Person) -> list[Stay]:
    """Memberships in words, the latest first."""
    return [
        Stay(f"{m.organisation}{' · ' + m.group.name if m.group else ''}", m.since, m.until)
        for m in person.memberships.all()
    ]


def _acts(actor: Actor, person: Person, home: Organisation) -> dict[str, Verdict]:
    """What this actor may do here, by the names of the permission table."""
    pk = person.pk
    return {
        "edit": policies.edit_person(actor, pk, home),
        "status": policies.change_status(actor, pk, home),
        "vote": policies.suspend_vote(actor, pk, home),
        "move": policies.move_member(actor, pk, home),
        "slip": policies.issue_slip(actor, pk, home),
        "revoke": policies.revoke_slip(actor, pk, home),
        "disable": policies.disable_account(actor, pk, home),
        "sessions": policies.end_sessions(actor, pk, home),
    }


@require_safe
@member_view
def person(request: MemberRequest, person_id: int) -> HttpResponse:
    """Somebody with fields and histories; who only manages them sees no fields."""
    actor = request.actor
    shown = queries.person_for_page(person_id, seen_by=actor)
    home = queries.home_organisation(person_id)
    require(policies.see_status_history(actor, person_id, home))
    details = queries.seen_persons(seen_by=actor).filter(pk=person_id).exists()
    if details:
        actions.note_look(actor=actor, person_id=person_id, what=_("个人页全部项目"))
    account = getattr(shown, "account", None)
    today = clock.today()
    status = next(
        (
            s
            for s in shown.statuses.all()
            if s.since <= today and (s.until is None or s.until > today)
        ),
        None,
    )
    context = {
        "person": shown,
        "home": home,
        "status": status,
        "details": details,
        "fields": [
            (spec.label, spec.shown(shown))
            for spec in FIELDS.values()
            if spec.own and spec.name != "name"
        ],
        "stays": stays_of(shown),
        "posts": shown.appointments.all(),
        "today": today,
        "account": account,
        "slip": account.slips.filter(used_at=None).first() if account else None,
        "may": _acts(actor, shown, home),
        "own": actor.person_id == person_id,
    }
    return render(request, "people/person.html", context)


def _errand(person: Person, *, title: str, act: str, why: str = "", explain: str = "") -> Errand:
    return Errand(
        title=title,
        act=act,
        why=why,
        explain=explain,
        sub=person.name,
        back=reverse("people:person", args=[person.pk]),
        back_label=person.name,
    )


@require_http_methods(GET_POST)
@member_view
def add(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Put one person on the roster (录入人员)."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.add_person(request.actor, body))
    form = AddPersonForm(request.POST or None, initial={"since": clock.today(), "sex": "0"})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.add_person(
            actor=request.actor, organisation_id=organisation_id, **values
        ),
    ):
        say(request, _("已录入%(name)s。") % {"name": form.cleaned_data["name"]})
        return redirect(f"{reverse('people:roster')}?org={organisation_id}")
    context = {
        "form": form,
        "title": _("录入一人"),
        "sub": body.name,
        "back": f"{reverse('people:roster')}?org={organisation_id}",
        "back_label": _("党员名册"),
        "act": _("录入"),
        "why": _("录入之后可以制发登录条。"),
    }
    return render(request, "people/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
@member_view
def edit(request: MemberRequest, person_id: int) -> HttpResponse:
    """Keep the fields of a person right (改人员信息)."""
    held = queries.person_for_reading(person_id, seen_by=request.actor)
    require(policies.edit_person(request.actor, person_id, queries.home_organisation(person_id)))
    form = PersonForm(request.POST or None, initial=values_of(held))
    if request.method == "POST" and taken(
        form,
        lambda values: actions.edit_person(actor=request.actor, person_id=person_id, **values),
    ):
        say(request, _("已保存。"))
        return redirect("people:person", person_id=person_id)
    context = {
        "form": form,
        "title": _("改人员信息"),
        "sub": held.name,
        "back": reverse("people:person", args=[person_id]),
        "back_label": held.name,
        "act": _("保存"),
        "why": _("改了哪几项会留痕，本人可以看到。"),
    }
    return render(request, "people/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
@member_view
def status(request: MemberRequest, person_id: int) -> HttpResponse:
    """Record a decision on what somebody is to the Party (登记人员类别)."""
    held = queries.person_for_page(person_id, seen_by=request.actor)
    require(policies.change_status(request.actor, person_id, queries.home_organisation(person_id)))
    now = held.statuses.all()[:1]
    initial = {
        "kind": now[0].kind if now else StatusSpan.Kind.FULL,
        "standing": now[0].standing if now else StatusSpan.Standing.NORMAL,
        "since": clock.today(),
    }
    form = StatusForm(request.POST or None, initial=initial)
    if request.method == "POST" and taken(
        form,
        lambda values: actions.change_status(actor=request.actor, person_id=person_id, **values),
    ):
        say(request, _("已登记。"))
        return redirect("people:person", person_id=person_id)
    errand = _errand(held, title=_("登记人员类别"), act=_("登记"), why=_("以前的类别留在沿革里。"))
    return errand_page(request, errand, form)


@require_http_methods(GET_POST)
@member_view
def vote(request: MemberRequest, person_id: int) -> HttpResponse:
    """Record that the right to vote rests, or is given back (表决权状态)."""
    held = queries.person_for_page(person_id, seen_by=request.actor)
    require(policies.suspend_vote(request.actor, person_id, queries.home_organisation(person_id)))
    form = VoteForm(request.POST or None, initial={"since": clock.today()})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.suspend_vote(actor=request.actor, person_id=person_id, **values),
    ):
        say(request, _("已登记。"))
        return redirect("people:person", person_id=person_id)
    return errand_page(request, _errand(held, title=_("表决权状态"), act=_("登记")), form)


@require_http_methods(GET_POST)
@member_view
def move(request: MemberRequest, person_id: int) -> HttpResponse:
    """Move somebody to another branch of one's subtree (支部间调整)."""
    held = queries.person_for_page(person_id, seen_by=request.actor)
    home = queries.home_organisation(person_id)
    require(policies.move_member(request.actor, person_id, home))
    form = MoveForm(request.POST or None, initial={"since": clock.today()})
    form.to(_targets(request.actor, home))
    if request.method == "POST" and taken(
        form,
        lambda values: actions.move_member(actor=request.actor, person_id=person_id, **values),
    ):
        say(request, _("已调整。"))
        return redirect("people:person", person_id=person_id)
    why = _("在原支部的职务同日结束；历史保留。")
    return errand_page(request, _errand(held, title=_("支部间调整"), act=_("调整"), why=why), form)


def _targets(actor: Actor, home: Organisation) -> list[Organisation]:
    """Branches of the actor's subtree, but the one left."""
    paths = actor.paths_of("organizer", "college_organiser", "university_organiser")
    found = {o.pk: o for path in paths for o in standing(under=path) if o.is_branch}
    found.pop(home.pk, None)
    return list(found.values())


@require_POST
@member_view
def end_sessions(request: MemberRequest, person_id: int) -> HttpResponse:
    """Sign somebody out everywhere (结束登录)."""
    accounts.end_sessions(actor=request.actor, person_id=person_id)
    say(request, _("这个账号已在所有设备上退出。"))
    return redirect(page_after(request.actor, person_id))


@require_POST
@member_view
def reset_second(request: MemberRequest, person_id: int) -> HttpResponse:
    """Take away the second proofs of somebody who lost the device (重设第二道验证)."""
    actions.reset_second_factor(actor=request.actor, person_id=person_id)
    say(request, _("第二道验证已清除，登录已结束；本人下次登录后重新设置。"))
    return redirect(page_after(request.actor, person_id))


@require_POST
@member_view
def disable(request: MemberRequest, person_id: int) -> HttpResponse:
    """Shut an account (停用账号)."""
    accounts.disable_account(actor=request.actor, person_id=person_id)
    say(request, _("账号已停用，登录已结束。"), undo_url=reverse("people:enable", args=[person_id]))
    return redirect(page_after(request.actor, person_id))


@require_POST
@member_view
def enable(request: MemberRequest, person_id: int) -> HttpResponse:
    """Open a shut account again (启用账号)."""
    accounts.enable_account(actor=request.actor, person_id=person_id)
    say(request, _("账号已启用。"))
    return redirect(page_after(request.actor, person_id))
