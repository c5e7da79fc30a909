"""Month themes, the library of cards, members' ideas, the checklist (主题)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit.components import say
from zhibu.kit.dates import month as month_name
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.language import listed
from zhibu.kit.period import add_months
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import actions, library, policies, queries
from zhibu.meetings.actions import ChecklistLine
from zhibu.meetings.domain.themes import CHECKLIST, MENU_TERMS, SUITS_TERMS, Card, Menu, Suits
from zhibu.meetings.forms import (
    CardForm,
    ChecklistForm,
    ProposalForm,
    ReasonForm,
    SinceForm,
    ThemeForm,
)
from zhibu.meetings.views.lists import month_from, parts_of, shelf_owner_for
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading

LENGTHS = (45, 60, 90)


def _themes_url(branch: Organisation, anchor: str = "") -> str:
    return f"{reverse('meetings:themes')}?b={branch.pk}{anchor}"


@require_safe
@member_view
def themes(request: MemberRequest) -> HttpResponse:
    """The coming months' themes, members' ideas, and the cards to choose from (主题)."""
    branch = shelf_owner_for(request)
    month = month_from(request.GET.get("m", ""))
    suits = next((s for s in Suits if s.value == request.GET.get("for")), None)
    longest = request.GET.get("max", "")
    shelf = queries.shelf_for(branch, month=month, suits=suits)
    cards = [
        card
        for card in shelf.cards
        if (suits is None or suits in card.suits)
        and (not longest.isdigit() or card.minutes <= int(longest))
    ]
    if request.GET.get("only") == "month":
        cards = [card for card in cards if month.month in card.months]
    return render(
        request,
        "meetings/themes.html",
        {
            "branch": branch,
            "tabs": parts_of("themes", branch),
            "month": month,
            "settled": queries.month_theme(branch, month=month),
            "suggested": library.month_theme(month.month),
            "months": [add_months(queries.this_month(), n) for n in range(-1, 5)],
            "ideas": queries.ideas_of(branch, seen_by=request.actor),
            "cards": [CardLine(card, shelf) for card in cards],
            "rested": shelf.rested,
            "suits": [(s.value, _(SUITS_TERMS[s])) for s in Suits],
            "lengths": LENGTHS,
            "chosen": request.GET,
            "form": ThemeForm(initial={"month": month}),
            "proposal": ProposalForm(),
            "may_theme": branch.is_branch and policies.set_month_theme(request.actor, branch),
            "may_list": policies.set_checklist(request.actor, branch),
            "may_card": policies.add_card(request.actor, branch),
            "may_plan": branch.is_branch and policies.plan_meeting(request.actor, branch),
            "has_voice": policies.propose_theme(request.actor, branch)
            and queries.is_party_member(request.actor.person_id),
        },
    )


class CardLine:
    """One card in the list, with what is known of it here."""

    def __init__(self, card: Card, shelf: queries.Shelf) -> None:
        self.card = card
        self.menu = _(MENU_TERMS[card.menu])
        self.suits = listed(_(SUITS_TERMS[s]) for s in Suits if s in card.suits)
        self.again = round(shelf.again[card.id] * 100) if card.id in shelf.again else None
        self.held = shelf.held.get(card.id)
        self.own = card.id in shelf.own


@require_POST
@member_view
def set_theme(request: MemberRequest) -> HttpResponse:
    """Settle the theme of a month."""
    branch = shelf_owner_for(request)
    form = ThemeForm(request.POST)
    if not form.is_valid():
        raise Invalid({"theme": _("请填写主题。")})
    values = form.cleaned_data
    actions.set_month_theme(actor=request.actor, organisation_id=branch.pk, **values)
    say(request, _("已定下%(month)s的主题。") % {"month": month_name(values["month"])})
    return redirect(f"{_themes_url(branch)}&m={values['month']:%Y-%m}")


# ---- ideas


@require_POST
@member_view
def propose(request: MemberRequest) -> HttpResponse:
    """An idea of one's own."""
    branch = shelf_owner_for(request)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        raise Invalid({"title": _("请填写建议的主题，不超过 60 字。")})
    row = actions.propose_theme(actor=request.actor, organisation_id=branch.pk, **form.cleaned_data)
    say(request, _("建议已提出。"), undo_url=reverse("meetings:withdraw_proposal", args=[row.pk]))
    return redirect(_themes_url(branch, "#ideas"))


@require_POST
@member_view
def withdraw(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take one's own idea back."""
    row = actions.withdraw_proposal(actor=request.actor, proposal_id=proposal_id)
    say(request, _("建议已撤回。"))
    return redirect(_themes_url(row.organisation, "#ideas"))


@require_POST
@member_view
def prefer(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Prefer this idea, or no longer."""
    row = actions.prefer_theme(
        actor=request.actor,
        proposal_id=proposal_id,
        prefer=request.POST.get("prefer") != "no",
    )
    return redirect(_themes_url(row.organisation, "#ideas"))


@require_POST
@member_view
def take(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take an idea as a month's theme."""
    month = month_from(request.POST.get("month", ""))
    theme = actions.take_proposal(actor=request.actor, proposal_id=proposal_id, month=month)
    say(request, _("已采纳为%(month)s的主题。") % {"month": month_name(month)})
    return redirect(f"{_themes_url(theme.organisation)}&m={month:%Y-%m}")


# ---- cards


@require_safe
@member_view
def card(request: MemberRequest, code: str) -> HttpResponse:
    """One card whole: purpose, steps, questions, who does what (主题卡)."""
    branch = shelf_owner_for(request)
    found = queries.card_by_code(code, organisation=branch)
    if found is None:
        raise ObjectDoesNotExist
    return render(
        request,
        "meetings/card.html",
        {
            "branch": branch,
            "card": found,
            "menu": _(MENU_TERMS[found.menu]),
            "suits": listed(_(SUITS_TERMS[s]) for s in Suits if s in found.suits),
            "months": listed(month_name(n) for n in sorted(found.months)),
            "resting": queries.is_resting(code, organisation=branch),
            "may_plan": branch.is_branch and policies.plan_meeting(request.actor, branch),
            "may_rest": policies.rest_card(request.actor, branch),
            "form": ReasonForm(),
        },
    )


@require_POST
@member_view
def rest(request: MemberRequest, code: str) -> HttpResponse:
    """Stop offering a card, or offer it again."""
    branch = shelf_owner_for(request)
    resting = request.POST.get("rest") != "no"
    actions.rest_card(
        actor=request.actor,
        organisation_id=branch.pk,
        code=code,
        reason=request.POST.get("reason", ""),
        resting=resting,
    )
    say(request, _("已停用，仍可查看。") if resting else _("已恢复。"))
    return redirect(f"{reverse('meetings:card', args=[code])}?b={branch.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def add_card(request: MemberRequest) -> HttpResponse:
    """A card of one's own."""
    branch = shelf_owner_for(request)
    require(policies.add_card(request.actor, branch))
    form = CardForm(request.POST or None, initial={"menu": Menu.DEBATE.value})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_card(actor=request.actor, organisation_id=branch.pk, card=form.made())
        except Invalid as invalid:
            for name, sentence in invalid.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            say(request, _("主题卡已添加。"))
            return redirect(f"{reverse('meetings:card', args=[row.code])}?b={branch.pk}")
    return render(
        request,
        "meetings/add_card.html",
        {"branch": branch, "form": form},
        status=422 if form.errors else 200,
    )


# ---- the checklist


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def checklist(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """What theme days below this body must hold (规定动作清单)."""
    organisation = organisation_for_reading(organisation_id, seen_by=request.actor)
    today = queries.this_month()
    now = queries.checklist_for(organisation, day=today)
    lines = {line.code: line for line in now}
    made = formset_factory(ChecklistForm, extra=0)
    forms = made(
        request.POST or None,
        prefix="line",
        initial=[_line_values(lines.get(base.code)) for base in CHECKLIST],
    )
    since = SinceForm(request.POST or None, initial={"since": add_months(today, 1)})
    if request.method == "POST" and forms.is_valid() and since.is_valid():
        _set_checklist(request, organisation, [f.cleaned_data for f in forms], since)
        say(request, _("清单已设定。"))
        return redirect("meetings:checklist", organisation_id)
    return render(
        request,
        "meetings/checklist.html",
        {
            "organisation": organisation,
            "rows": list(zip(CHECKLIST, forms, strict=True)),
            "forms": forms,
            "since": since,
            "own": queries.own_checklist(organisation, day=today),
            "may_set": policies.set_checklist(request.actor, organisation),
        },
        status=422 if since.errors else 200,
    )


def _line_values(line: Any) -> dict[str, str]:  # Any: a ChecklistItem or None
    return {"title": _(line.term), "content": _(line.content)} if line else {}


def _set_checklist(
    request: MemberRequest,
    organisation: Organisation,
    values: list[dict[str, Any]],
    since: SinceForm,
) -> None:
    lines = [
        ChecklistLine(base.code, v["title"], v["content"], base.manner)
        for base, v in zip(CHECKLIST, values, strict=True)
        if v.get("title")
    ]
    day: date = since.cleaned_data["since"]
    actions.set_checklist(
        actor=request.actor, organisation_id=organisation.pk, lines=lines, since=day
    )
