"""Addresses under ``/y/`` (异议与意见)."""

from __future__ import annotations

from django.urls import path

from zhibu.appeals.views import complaints, contested

app_name = "appeals"
urlpatterns = [
    path("", contested.mine, name="mine"),
    path("desk", contested.desk, name="desk"),
    path("outcomes/<int:organisation_id>", contested.outcomes, name="outcomes"),
    path("contest/<str:kind>/<int:subject_id>", contested.raise_appeal, name="raise_appeal"),
    path("<int:appeal_id>/", contested.appeal, name="appeal"),
    path("<int:appeal_id>/withdraw", contested.withdraw, name="withdraw"),
    path("<int:appeal_id>/answer", contested.answer, name="answer"),
    path("<int:appeal_id>/take-over", contested.take_over, name="take_over"),
    path("say", complaints.give, name="give"),
    path("say/track", complaints.track, name="track"),
    path("say/<int:complaint_id>/", complaints.complaint, name="complaint"),
    path("say/<int:complaint_id>/reply", complaints.reply, name="reply"),
    path("say/<int:complaint_id>/pass-on", complaints.pass_on, name="pass_on"),
    path("say/<int:complaint_id>/close", complaints.close, name="close"),
]
