"""Corrections asked for and answered, one's own reading, who looked (更正、读音、查阅)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.kit.components import say
from zhibu.kit.dates import full_day
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs.pages import Errand, errand_page
from zhibu.people import actions, policies, queries
from zhibu.people.fields import FIELDS
from zhibu.people.forms import AnswerForm, AskForm, ReadingForm, read_value
from zhibu.people.models import CorrectionRequest

GET_POST = ["GET", "POST"]


@require_http_methods(GET_POST)
@member_view
def ask(request: MemberRequest) -> HttpResponse:
    """Ask to have something about oneself corrected (提出更正)."""
    actor = request.actor
    person_id = actor.person_id or 0
    form = AskForm(request.POST or None, initial={"field": request.GET.get("field", "")})
    asked: list[CorrectionRequest] = []
    if request.method == "POST" and taken(
        form,
        lambda values: asked.append(
            actions.ask_correction(actor=actor, person_id=person_id, **values)
        ),
    ):
        say(request, _("已提出，%(day)s前答复。") % {"day": full_day(asked[0].due_on)})
        return redirect("people:my_corrections")
    due = actions.answer_due()
    words = _("由支部书记或组织委员在 5 个工作日内答复，最迟 %(day)s%(mark)s。")
    errand = Errand(
        title=_("提出更正"),
        act=_("提出"),
        why=words % {"day": full_day(due.day), "mark": _("（暂定）") if due.provisional else ""},
        back=reverse("web:about_me"),
        back_label=_("关于我的信息"),
    )
    return errand_page(request, errand, form)


@require_safe
@member_view
def my_corrections(request: MemberRequest) -> HttpResponse:
    """What I asked for, and the answers (我的更正申请)."""
    asked = [
        (one, FIELDS[one.field].label if one.field in FIELDS else one.field)
        for one in queries.corrections_of(request.actor.person_id or 0)
    ]
    return render(request, "people/my_corrections.html", {"asked": asked})


@require_safe
@member_view
def corrections(request: MemberRequest) -> HttpResponse:
    """Corrections waiting for an answer of this actor (更正申请)."""
    waiting = queries.open_corrections(seen_by=request.actor)
    lines = [
        (one, FIELDS[one.field].label if one.field in FIELDS else one.field) for one in waiting
    ]
    return render(request, "people/corrections.html", {"lines": lines})


@require_http_methods(GET_POST)
@member_view
def answer(request: MemberRequest, request_id: int) -> HttpResponse:
    """Answer one (答复更正)."""
    asked = queries.correction_for_reading(request_id, seen_by=request.actor)
    home = queries.home_organisation(asked.person_id)
    require(policies.answer_correction(request.actor, asked, home))
    spec = FIELDS[asked.field]
    form = AnswerForm(
        request.POST or None, initial={"value": read_value(spec, asked.asked), "accepted": "1"}
    )
    if not spec.own:
        del form.fields["value"]
    if request.method == "POST" and taken(
        form,
        lambda values: actions.answer_correction(
            actor=request.actor, request_id=request_id, **values
        ),
    ):
        say(request, _("已答复%(name)s。") % {"name": asked.person.name})
        return redirect("people:corrections")
    context = {"asked": asked, "label": spec.label, "own": spec.own, "form": form}
    return render(request, "people/answer.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
@member_view
def reading(request: MemberRequest) -> HttpResponse:
    """How my name is read (姓名读音)."""
    person = queries.person_for_self(request.actor)
    form = ReadingForm(request.POST or None, initial={"reading": person.reading})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.set_own_reading(actor=request.actor, person_id=person.pk, **values),
    ):
        say(request, _("已保存，名册按这个读音排列和查找。"))
        return redirect("web:about_me")
    errand = Errand(
        title=_("姓名读音"),
        act=_("保存"),
        sub=person.name,
        explain=_("现在按“%(reading)s”排列。") % {"reading": person.pinyin_key},
        back=reverse("web:about_me"),
        back_label=_("关于我的信息"),
    )
    return errand_page(request, errand, form)


@require_safe
@member_view
def looks(request: MemberRequest) -> HttpResponse:
    """Who looked at what is held about me (谁看过我的信息)."""
    return render(
        request, "people/looks.html", {"looks": queries.looks_at(request.actor.person_id or 0)}
    )
