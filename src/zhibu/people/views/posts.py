"""Posts given and ended, people put into groups, accounts looked up (任职、编组、账号)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, deny, require
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.pages import Errand, errand_page
from zhibu.orgs.queries import groups_of, organisation_for_reading, term_on
from zhibu.people import actions, policies, queries
from zhibu.people.forms import AppointForm, EndForm
from zhibu.people.models import Person

GET_POST = ["GET", "POST"]
SHORT_LIST = 120


@require_http_methods(GET_POST)
@member_view
def appoint(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Record that somebody takes up a post (登记任职)."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    posts = [
        post
        for post in actions.posts_at(body.kind)
        if policies.appoint_officer(request.actor, 0, body, post)
    ]
    if not posts:
        post = actions.posts_at(body.kind)[0]
        require(policies.appoint_officer(request.actor, 0, body, post))
    today = clock.today()
    term = term_on(organisation_id, day=today)
    initial = {"since": today, "until": term.until if term else None}
    form = AppointForm(request.POST or None, initial=initial)
    form.among(_people_of(body), posts)

    def act(values: dict[str, Any]) -> None:
        number = values.pop("staff_no", None)
        if number is not None:
            values["person_id"] = _person_by_number(request, number)
        actions.appoint_officer(actor=request.actor, organisation_id=organisation_id, **values)

    if request.method == "POST" and taken(form, act):
        say(request, _("任职已登记，权限随即生效。"))
        return redirect("orgs:organisation", organisation_id=organisation_id)
    errand = Errand(
        title=_("登记任职"),
        act=_("登记"),
        sub=body.name,
        why=_("权限随任职开始，到期自行结束。登记新书记时，原书记同日结束。"),
        back=reverse("orgs:organisation", args=[organisation_id]),
        back_label=str(body),
    )
    return errand_page(request, errand, form)


def _people_of(body: Organisation) -> list[tuple[int, str]]:
    """Members to choose from; none where a list would be too long or there is nobody."""
    if not body.is_branch and body.kind != Organisation.Kind.GROUP:
        return []
    members = queries.members_of(under=body.path, limit=SHORT_LIST + 1)
    if len(members) > SHORT_LIST:
        return []
    return [(m.person_id, f"{m.name}（{m.kind_label}）") for m in members]


def _person_by_number(request: MemberRequest, number: str) -> int:
    """Who has this number, among those the actor manages. Raises Invalid."""
    found = queries.managed_persons(seen_by=request.actor).filter(staff_no=number.strip()).first()
    if found is None:
        raise Invalid({"staff_no": _("名册里没有这个学号或工号，请先录入或导入。")})
    return found.pk


@require_http_methods(GET_POST)
@member_view
def end_post(request: MemberRequest, organisation_id: int, appointment_id: int) -> HttpResponse:
    """Record the last day of a post (结束任职)."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    held = queries.appointment_of(appointment_id, organisation=body)
    require(policies.end_appointment(request.actor, held.person_id, held.organisation, held.post))
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.end_appointment(
            actor=request.actor, appointment_id=appointment_id, **values
        ),
    ):
        say(request, _("任职已结束登记。"))
        return redirect("orgs:organisation", organisation_id=organisation_id)
    errand = Errand(
        title=_("结束任职"),
        act=_("结束"),
        sub=f"{held.person.name}，{held.get_post_display()}",
        why=_("次日起不再有这个职务的权限；任职历史保留。"),
        back=reverse("orgs:organisation", args=[organisation_id]),
        back_label=str(body),
    )
    return errand_page(request, errand, form)


@require_http_methods(GET_POST)
@member_view
def groups(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Put the people of a branch into its groups, all on one sheet (编党小组)."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.assign_group(request.actor, body))
    members = queries.members_of(under=body.path)
    parts = groups_of(organisation_id)
    if request.method == "POST":
        known = {str(g.pk): g.pk for g in parts} | {"": None}
        places = {
            m.person_id: known[chosen]
            for m in members
            if (chosen := request.POST.get(f"g{m.person_id}")) in known
        }
        changed = actions.assign_group(
            actor=request.actor, organisation_id=organisation_id, places=places
        )
        say(request, _("已编入，改动 %(count)d 人。") % {"count": changed})
        return redirect("people:groups", organisation_id=organisation_id)
    sizes = {g.pk: sum(m.group_id == g.pk for m in members) for g in parts}
    context = {
        "body": body,
        "members": members,
        "groups": [(g, sizes[g.pk]) for g in parts],
        "loose": sum(m.group_id is None for m in members),
    }
    return render(request, "people/groups.html", context)


@require_safe
@member_view
def account_list(request: MemberRequest) -> HttpResponse:
    """Accounts by number or name, for those who shut them (账号)."""
    actor = request.actor
    if not actor.holds_anywhere(Post.SECURITY, Post.OPERATOR):
        require(deny("not-your-post", _("账号由系统运维员和安全管理员管理。")))
    find = request.GET.get("find", "").strip()
    people = queries.accounts_found(find, seen_by=actor) if find else []
    context = {"find": find, "found": [_found(request, person) for person in people]}
    return render(request, "people/accounts.html", context)


def _found(request: MemberRequest, person: Person) -> dict[str, object]:
    """One account as the list shows it, with what may be done to it."""
    home = queries.home_organisation(person.pk)
    account = getattr(person, "account", None)
    return {
        "person": person,
        "masked": "*" * max(0, len(person.staff_no) - 3) + person.staff_no[-3:],
        "is_active": account is None or account.is_active,
        "opened": bool(account and account.opened_at),
        "may": {
            "disable": policies.disable_account(request.actor, person.pk, home),
            "sessions": policies.end_sessions(request.actor, person.pk, home),
            "second": policies.reset_second_factor(request.actor, person.pk, home),
        },
    }
