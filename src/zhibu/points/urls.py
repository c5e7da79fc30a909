"""Addresses under /c/: one's own points, the branch's."""

from __future__ import annotations

from django.urls import path

from zhibu.points.views import branch, own

app_name = "points"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("<int:organisation_id>", branch.branch, name="branch"),
    path("<int:organisation_id>/join", own.join, name="join"),
    path("<int:organisation_id>/leave", own.leave, name="leave"),
    path("<int:organisation_id>/rules", own.choose_rules, name="choose_rules"),
    path("<int:organisation_id>/board/enter", own.enter_board, name="enter_board"),
    path("<int:organisation_id>/board/leave", own.leave_board, name="leave_board"),
    path("<int:organisation_id>/register", branch.register, name="register"),
    path("<int:organisation_id>/entries", branch.entries, name="entries"),
    path("<int:organisation_id>/goal", branch.goal, name="goal"),
    path("<int:organisation_id>/set-up", branch.set_up, name="set_up"),
    path("entries/<int:contribution_id>/withdraw", branch.withdraw, name="withdraw"),
]
