"""One's own notices: the list, one of them, the tap (通知、回执)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.kit.components import Tab, say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.notices import actions, policies, queries
from zhibu.notices.models import Notice

A_PAGE = 20


@require_safe
@member_view
def listing(request: MemberRequest) -> HttpResponse:
    """One's notices, newest first; for senders also those of their body."""
    me = request.actor
    assert me.person_id is not None
    sent = request.GET.get("of") == "sent"
    rows = queries.sent_notices(seen_by=me) if sent else queries.notices_for(me.person_id)
    here = reverse("notices:list")
    waiting = queries.unacknowledged_count(me.person_id)
    tabs = [Tab(_("收到的"), here, waiting or None, not sent)]
    if me.holds_anywhere(*policies.SENDERS):
        tabs.append(Tab(_("发出的"), f"{here}?of=sent", None, sent))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    writes = queries.bodies_to_write_for(me) if me.holds_anywhere(*policies.SENDERS) else []
    context = {
        "tabs": tabs,
        "sent": sent,
        "page": page,
        "write_for": writes[0] if writes else None,
        "drafts": queries.drafts_of(me.person_id) if sent else [],
    }
    return render(request, "notices/list.html", context)


@require_safe
@member_view
def notice(request: MemberRequest, notice_id: int) -> HttpResponse:
    """One notice as its recipient reads it; opening it is not recorded (DC-10)."""
    copy = queries.own_copy(notice_id, person_id=request.actor.person_id)
    context = {
        "copy": copy,
        "addenda": queries.addenda_of(notice_id),
        "notice": copy.notice,
        "subject_url": page_of_subject(copy.notice),
        "sender": bool(policies.see_delivery(request.actor, copy.notice)),
    }
    return render(request, "notices/notice.html", context)


def page_of_subject(notice: Notice) -> str:
    """The page of what a notice is about: named like its model, ``gatherings:gathering``."""
    if not notice.subject_id:
        return ""
    try:
        return reverse(notice.subject_kind.replace(".", ":"), args=[notice.subject_id])
    except NoReverseMatch:
        return ""


@require_POST
@member_view
def acknowledge(request: MemberRequest, notice_id: int) -> HttpResponse:
    """回执, or take it back."""
    taken_back = "undo" in request.GET
    actions.acknowledge_notice(
        actor=request.actor, notice_id=notice_id, acknowledged=not taken_back
    )
    undo = f"{reverse('notices:acknowledge', args=[notice_id])}?undo"
    said = _("回执已取消。") if taken_back else _("已回执。")
    say(request, said, undo_url="" if taken_back else undo)
    if request.POST.get("from") == "list":
        return redirect("notices:list")
    return redirect("notices:notice", notice_id)


@require_POST
@member_view
def not_clear(request: MemberRequest, notice_id: int) -> HttpResponse:
    """没看明白, with a question if one likes; or take that back."""
    taken_back = "undo" in request.GET
    actions.say_not_clear(
        actor=request.actor,
        notice_id=notice_id,
        question=request.POST.get("question", ""),
        not_clear=not taken_back,
    )
    undo = f"{reverse('notices:not_clear', args=[notice_id])}?undo"
    said = _("已收回。") if taken_back else _("已告诉发送人，不带姓名。")
    say(request, said, undo_url="" if taken_back else undo)
    return redirect("notices:notice", notice_id)
