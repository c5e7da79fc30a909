"""Writing a general notice; the draft saves itself and says whom it would reach (写通知)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import hour
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.notices import actions, policies, queries
from zhibu.notices.domain import Reach, reaches_of
from zhibu.notices.forms import DraftForm, WriteForm, audience_of, initial_of
from zhibu.notices.models import Notice
from zhibu.notices.queries import Preview
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import groups_of, organisation_for_reading


def _body_for_writing(request: MemberRequest, organisation_id: int) -> Organisation:
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.send_general_notice(request.actor, body))
    return body


def _offered(form: WriteForm, body: Organisation) -> WriteForm:
    """The form with what this body can choose among."""
    groups = groups_of(body.pk) if body.is_branch else []
    is_group = body.kind == Organisation.Kind.GROUP
    branches = [] if body.is_branch or is_group else queries.branches_under(body)
    form.offer(
        reaches_of(is_branch=body.is_branch, is_group=is_group),
        groups=[(str(g.pk), g.name) for g in groups],
        branches=[(str(b.pk), str(b)) for b in branches],
    )
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def write(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """One page: what, to whom, and who that is; sent with one button."""
    body = _body_for_writing(request, organisation_id)
    if request.method == "POST":
        form = _offered(WriteForm(request.POST), body)
        sent: list[Notice] = []
        if taken(
            form,
            lambda values: sent.append(
                actions.send_general_notice(
                    actor=request.actor,
                    organisation_id=organisation_id,
                    title=values["title"],
                    body=values["body"],
                    audience=form.audience,
                )
            ),
        ):
            return _sent(request, sent[0])
        return _page(request, body, form, status=422)
    draft = queries.draft_of(body.pk, person_id=request.actor.person_id)
    first = Reach.EVERYONE if body.is_branch or body.kind == body.Kind.GROUP else Reach.SECRETARIES
    return _page(request, body, _offered(WriteForm(initial=initial_of(draft, first)), body))


def _sent(request: MemberRequest, sent: Notice) -> HttpResponse:
    count = queries.delivery_of(sent.pk).recipients
    said = ngettext("已发给 %(n)d 人。", "已发给 %(n)d 人。", count) % {"n": count}
    say(request, said, undo_url=reverse("notices:withdraw", args=[sent.pk]))
    return redirect("notices:delivery", sent.pk)


def _page(
    request: MemberRequest, body: Organisation, form: WriteForm, *, status: int = 200
) -> HttpResponse:
    me = request.actor
    draft = queries.draft_of(body.pk, person_id=me.person_id)
    preview = queries.preview_of(body, audience_of(draft), besides=me.person_id) if draft else None
    others = [other for other in queries.bodies_to_write_for(me) if other.pk != body.pk]
    context = {
        "body": body,
        "form": form,
        "draft": draft,
        "preview": preview,
        "others": others,
        "inside": body.is_branch or body.kind == Organisation.Kind.GROUP,
    }
    return render(request, "notices/write.html", context, status=status)


@require_POST
@member_view
def draft(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Saved as it is; a form that saves itself gets one line back, a button the page with who gets it."""
    body = _body_for_writing(request, organisation_id)
    form = _offered(DraftForm(request.POST), body)
    if not form.is_valid():
        return _page(request, body, form, status=422)
    actions.save_notice_draft(
        actor=request.actor,
        organisation_id=organisation_id,
        title=form.cleaned_data["title"],
        body=form.cleaned_data["body"],
        audience=form.audience,
    )
    if "X-Draft" in request.headers:
        who = queries.preview_of(body, form.audience, besides=request.actor.person_id)
        return HttpResponse(_saved_line(who))
    return redirect(reverse("notices:write", args=[body.pk]) + "#who")


def _saved_line(who: Preview) -> str:
    said = _("草稿已保存 %(at)s。") % {"at": hour(clock.now())}
    if not who.count:
        return said + _("还没有选定发给谁。")
    said += _("将发给 %(n)d 人") % {"n": who.count}
    if who.to_phone:
        return said + _("，其中 %(n)d 人没有开通账号，要打电话。") % {"n": who.to_phone}
    return said + _("。")


@require_POST
@member_view
def drop(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Let go of a draft."""
    actions.drop_notice_draft(actor=request.actor, organisation_id=organisation_id)
    say(request, _("草稿已放弃。"))
    return redirect("notices:list")
