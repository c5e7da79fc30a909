"""The roster out at once, or asked for; the waiting list, the answer, the file (导出)."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.language import listed
from zhibu.kit.offers import FileSubject, FileWish
from zhibu.kit.verdict import Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies
from zhibu.people.extracts import actions, queries, roster
from zhibu.people.extracts.forms import DecideForm, ExportForm, PurposeForm
from zhibu.people.extracts.kinds import MANY, kinds, needs_two
from zhibu.people.imports.exporting import columns_named
from zhibu.people.imports.views import handed_over
from zhibu.people.jobs import make_extract
from zhibu.people.models import Extract
from zhibu.people.roster.fields import LABELS

GET_POST = ["GET", "POST"]
MOST_LINES, LONGEST_LINE = 20, 120  # of a wish in an address


@require_http_methods(GET_POST)
@member_view
def export(request: MemberRequest, organisation_id: int) -> HttpResponseBase:
    """The roster of a body, in the asked order of columns: at once, or asked for (导出名册)."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.export_roster(request.actor, body))
    names = roster.allowed_columns(request.actor, body)
    usual = roster.usual_columns(request.actor, body)
    form = ExportForm(request.POST or None, names=names, initial={"columns": usual})
    whole = _subject(request, body, tuple(usual))
    if request.method == "POST" and form.is_valid():
        answer = _exported(request, body, form, names=names, usual=usual)
        if answer is not None:
            return answer
    context = {
        "form": form,
        "body": body,
        "count": whole.persons,
        "from_above": not policies.see_roster_details(request.actor, body),
        "many": whole.persons > MANY,
        "guarded": listed(LABELS[name] for name in names if name in roster.GUARDED),
        "deciders": queries.deciders_of(body, but=request.actor.person_id or 0)[:4],
    }
    return render(
        request, "people/export.html", context, status=422 if request.method == "POST" else 200
    )


@require_http_methods(GET_POST)
@member_view
def take_out(request: MemberRequest, kind: str, organisation_id: int) -> HttpResponseBase:
    """Any other file with rows of persons: at once, or asked for (导出).

    ``subject`` and ``c`` of the address say which record and what part, as its kind understands them.
    """
    offered = kinds().get(kind)
    if offered is None or kind == roster.KIND:
        raise Extract.DoesNotExist
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    wish = FileWish(
        organisation_id=organisation_id,
        form="xlsx",
        subject_id=int(request.GET["subject"])
        if request.GET.get("subject", "").isdigit()
        else None,
        columns=tuple(line[:LONGEST_LINE] for line in request.GET.getlist("c")[:MOST_LINES]),
    )
    subject = offered.subject(request.actor, wish)
    require(policies.ask_extract(request.actor, body))
    form = PurposeForm(request.POST or None)
    many = needs_two(subject)
    if request.method == "POST":
        if not many:
            made = actions.hand_over(actor=request.actor, kind=kind, wish=wish)
            return handed_over(BytesIO(made.body), name=made.name)
        asked: list[Extract] = []
        if taken(
            form,
            lambda values: asked.append(
                actions.ask_extract(actor=request.actor, kind=kind, wish=wish, **values)
            ),
        ):
            say(request, _("已提交申请，同意之后会通知你。"))
            return redirect("people:extract", extract_id=asked[0].pk)
    context = {
        "form": form,
        "subject": subject,
        "label": offered.label,
        "many": many,
        "deciders": queries.deciders_of(body, but=request.actor.person_id or 0)[:4],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/take_out.html", context, status=status)


def _subject(request: MemberRequest, body: Organisation, columns: tuple[str, ...]) -> FileSubject:
    wish = FileWish(organisation_id=body.pk, form="xlsx", columns=columns)
    return kinds()[roster.KIND].subject(request.actor, wish)


def _exported(
    request: MemberRequest,
    body: Organisation,
    form: ExportForm,
    *,
    names: tuple[str, ...],
    usual: list[str],
) -> HttpResponseBase | None:
    """The file, or the page of the request; None with sentences on the form."""
    values = form.cleaned_data
    try:
        order = values["order"].replace("，", ",").split(",") if values["order"] else []
        wanted = tuple(columns_named(order or values["columns"] or usual))
    except Invalid as invalid:
        form.add_error("order", str(invalid))
        return None
    if barred := [LABELS[name] for name in wanted if name not in names]:
        sentence = _("上级只能导出姓名、类别、支部、小组和职务；不能导出：%(names)s。")
        form.add_error("order", sentence % {"names": listed(barred)})
        return None
    wish = FileWish(organisation_id=body.pk, form="xlsx", columns=wanted)
    if not needs_two(_subject(request, body, wanted)):
        made = actions.hand_over(actor=request.actor, kind=roster.KIND, wish=wish)
        return handed_over(BytesIO(made.body), name=made.name)
    asked: list[Extract] = []
    if not taken(
        form,
        lambda _values: asked.append(
            actions.ask_extract(
                actor=request.actor, kind=roster.KIND, wish=wish, purpose=values["purpose"]
            )
        ),
    ):
        return None
    say(request, _("已提交申请，同意之后会通知你。"))
    return redirect("people:extract", extract_id=asked[0].pk)


@require_safe
@member_view
def extracts(request: MemberRequest) -> HttpResponse:
    """Requests this person made, may answer or audits (导出申请)."""
    actor = request.actor
    found = queries.extracts_for(seen_by=actor)
    answers = {
        one.pk
        for one in found
        if one.state == Extract.State.WAITING and policies.decide_extract(actor, one)
    }
    context = {
        "waiting": [one for one in found if one.pk in answers],
        "mine": [one for one in found if one.asked_by_id == actor.person_id],
        "others": [
            one for one in found if one.pk not in answers and one.asked_by_id != actor.person_id
        ],
    }
    return render(request, "people/extracts.html", context)


@require_safe
@member_view
def extract(request: MemberRequest, extract_id: int) -> HttpResponse:
    """One request: what, why, how far; its answer, its file (导出申请)."""
    found = queries.extract_for_reading(extract_id, seen_by=request.actor)
    return _page(request, found, DecideForm(initial={"approved": "1"}))


def _page(
    request: MemberRequest, found: Extract, form: DecideForm, *, status: int = 200
) -> HttpResponse:
    waiting = found.state == Extract.State.WAITING
    context = {
        "extract": found,
        "form": form,
        "waiting": waiting,
        "is_mine": found.asked_by_id == request.actor.person_id,
        "may_decide": waiting and policies.decide_extract(request.actor, found),
        "lately": queries.asked_lately(found),
        "deciders": queries.deciders_of(found.organisation, but=found.asked_by_id)[:4],
    }
    return render(request, "people/extract.html", context, status=status)


@require_POST
@member_view
def decide(request: MemberRequest, extract_id: int) -> HttpResponse:
    """The second person's answer (答复导出申请)."""
    found = queries.extract_for_reading(extract_id, seen_by=request.actor)
    require(policies.decide_extract(request.actor, found))
    form = DecideForm(request.POST)
    if not taken(
        form,
        lambda values: actions.decide_extract(actor=request.actor, extract_id=extract_id, **values),
    ):
        return _page(request, found, form, status=422)
    if form.cleaned_data["approved"]:
        make_extract.defer(extract_id=extract_id)
        say(request, _("已同意，文件生成后通知申请人，24 小时内有效。"))
    else:
        say(request, _("已答复，理由已通知申请人。"))
    return redirect("people:extract", extract_id=extract_id)


@require_POST
@member_view
def withdraw(request: MemberRequest, extract_id: int) -> HttpResponse:
    """Take one's own request back (撤回申请)."""
    actions.withdraw_extract(actor=request.actor, extract_id=extract_id)
    say(request, _("已撤回申请。"))
    return redirect("people:extracts")


@require_safe
@member_view
def file(request: MemberRequest, extract_id: int) -> FileResponse:
    """The file, to its asker, while its day lasts (下载)."""
    found, body = actions.take_extract(actor=request.actor, extract_id=extract_id)
    return handed_over(BytesIO(body), name=found.file_name)
