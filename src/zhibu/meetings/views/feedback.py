"""Three questions, three taps (反馈)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.forms import FeedbackForm

SCALE = {
    "useful": (_lazy("没有"), _lazy("不多"), _lazy("有一些"), _lazy("不少"), _lazy("很多")),
    "near": (_lazy("很远"), _lazy("较远"), _lazy("一般"), _lazy("较近"), _lazy("很近")),
    "again": (_lazy("不愿意"), _lazy("不太愿意"), _lazy("都可以"), _lazy("愿意"), _lazy("很愿意")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def feedback(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """The form for those who were there and have not answered; the result from five answers on.

    The third question's choices are the sending buttons: three taps in all.
    """
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    m, person_id = seen.meeting, request.actor.person_id
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.give_feedback(actor=request.actor, meeting_id=meeting_id, **form.cleaned_data)
        say(request, _("已收到，没有记下您的名字。"))
        return redirect("meetings:feedback", meeting_id)
    came = queries.was_there(m, person_id=person_id)
    answered = queries.has_answered(m, person_id=person_id)
    return render(
        request,
        "meetings/feedback.html",
        {
            "meeting": m,
            "form": form,
            "asks": came and not answered,
            "answered": answered,
            "scale": {name: list(enumerate(words, start=1)) for name, words in SCALE.items()},
            "result": queries.feedback_of(m),
            "may_see": policies.see_feedback(seen.reach),
        },
        status=422 if form.errors else 200,
    )
