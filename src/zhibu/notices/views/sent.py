"""The sender's pages: how far a notice got, and what to do about it (送达情况)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import day
from zhibu.kit.forms import taken
from zhibu.kit.group_text import FACTS, group_text, one_line
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.notices import actions, policies, queries
from zhibu.notices.forms import AddendumForm, TextForm
from zhibu.notices.models import Notice
from zhibu.notices.views.own import page_of_subject


@require_safe
@member_view
def delivery(request: MemberRequest, notice_id: int) -> HttpResponse:
    """How far a notice got: counts; names only of those somebody has to phone (DC-10)."""
    found = queries.sent_notice(notice_id, seen_by=request.actor)
    return _delivery(request, found, AddendumForm())


def _delivery(
    request: MemberRequest, found: Notice, form: AddendumForm, *, status: int = 200
) -> HttpResponse:
    notice_id, me = found.pk, request.actor
    may_phone = bool(policies.mark_phoned(me, found))
    mine = bool(policies.add_addendum(me, found))
    context = {
        "notice": found,
        "form": form,
        "mine": mine,
        "questions": queries.questions_about(notice_id) if mine else [],
        "addenda": queries.addenda_of(notice_id),
        "resting": queries.reminder_resting(found, now=clock.now()),
        "delivery": queries.delivery_of(notice_id),
        "unreached": queries.unreached_of(notice_id) if may_phone else [],
        "may_phone": may_phone,
        "may_edit": bool(policies.edit_notice(me, found)),
        "may_withdraw": bool(policies.withdraw_notice(me, found)),
        "subject_url": page_of_subject(found),
    }
    return render(request, "notices/delivery.html", context, status=status)


@require_POST
@member_view
def remind(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Ask the silent once more: a number, never names."""
    made = actions.remind_silent(actor=request.actor, notice_id=notice_id)
    said = ngettext("已提醒 %(n)d 人。", "已提醒 %(n)d 人。", made.people) % {"n": made.people}
    say(request, said)
    return redirect("notices:delivery", notice_id)


@require_POST
@member_view
def add(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Something for everybody, which answers all questions."""
    found = queries.sent_notice(notice_id, seen_by=request.actor)
    form = AddendumForm(request.POST)
    if taken(
        form,
        lambda values: actions.add_addendum(
            actor=request.actor, notice_id=notice_id, body=values["body"]
        ),
    ):
        say(request, _("已补充，收到通知的人都看得到。"))
        return redirect("notices:delivery", notice_id)
    require(policies.add_addendum(request.actor, found))
    return _delivery(request, found, form, status=422)


@require_POST
@member_view
def withdraw(request: MemberRequest, notice_id: int) -> HttpResponse:
    actions.withdraw_notice(actor=request.actor, notice_id=notice_id)
    say(request, _("通知已撤回，收到的人会看到“已撤回”。"))
    return redirect("notices:delivery", notice_id)


@require_POST
@member_view
def phoned(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Somebody without a way in was told by phone."""
    person = request.POST.get("person", "")
    undone = "undo" in request.POST
    actions.mark_phoned(
        actor=request.actor,
        notice_id=notice_id,
        person_id=int(person) if person.isascii() and person.isdigit() and len(person) < 19 else 0,
        phoned=not undone,
    )
    return redirect("notices:delivery", notice_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def edit(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Put a notice right after it was sent."""
    found = queries.sent_notice(notice_id, seen_by=request.actor)
    require(policies.edit_notice(request.actor, found))
    if request.method == "POST":
        form = TextForm(request.POST)
        if taken(
            form,
            lambda values: actions.edit_notice(actor=request.actor, notice_id=notice_id, **values),
        ):
            say(request, _("已修改，收到的人会看到“改过”。"))
            return redirect("notices:delivery", notice_id)
        return render(request, "notices/edit.html", {"notice": found, "form": form}, status=422)
    form = TextForm(initial={"title": found.title, "body": found.body})
    return render(request, "notices/edit.html", {"notice": found, "form": form})


def _for_a_group(request: MemberRequest, found: Notice) -> tuple[list[str], str]:
    """What the text says between title and link, and the link itself."""
    link = request.build_absolute_uri(reverse("notices:notice", args=[found.pk]))
    return found.body.splitlines(), link


@require_safe
@member_view
def copy(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Five lines and a link for a chat group; the rest is read here (发到群里)."""
    found = queries.sent_notice(notice_id, seen_by=request.actor)
    require(policies.copy_for_group(request.actor, found))
    facts, link = _for_a_group(request, found)
    text = group_text(
        head=f"【{found.get_kind_display()}】{found.title}",
        facts=facts,
        foot=_("%(body)s %(name)s，%(day)s。看全文、回执，先登录：")
        % {"body": found.organisation, "name": found.sent_by_name, "day": day(found.sent_at)},
        link=link,
    )
    context = {"notice": found, "text": text, "poster": reverse("notices:poster", args=[found.pk])}
    return render(request, "notices/copy.html", context)


@require_safe
@member_view
def poster(request: MemberRequest, notice_id: int) -> HttpResponse:
    """A4 for the wall: the title, a few lines, one code to scan (海报)."""
    found = queries.sent_notice(notice_id, seen_by=request.actor)
    require(policies.copy_for_group(request.actor, found))
    facts, link = _for_a_group(request, found)
    context = {
        "title": found.title,
        "where": f"{found.organisation.name}　{day(found.sent_at)}",
        "lines": [one_line(fact) for fact in facts if fact.strip()][:FACTS],
        "link": link,
        "back": reverse("notices:copy", args=[found.pk]),
        "printed_at": clock.now(),
    }
    return render(request, "kit/poster.html", context)


@require_safe
@member_view
def phone_tree(request: MemberRequest, notice_id: int) -> HttpResponse:
    """On paper: what to say, and whom to call (电话告知单). Names of those not reached only (DC-10)."""
    found = queries.sent_notice(notice_id, seen_by=request.actor)
    require(policies.print_phone_tree(request.actor, found))
    context = {
        "notice": found,
        "calls": queries.calls_of(found),
        "printed_at": clock.now(),
    }
    return render(request, "notices/phone_tree.html", context)
