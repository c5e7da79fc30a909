"""Addresses under /c/: one's own points, the branch's."""

from __future__ import annotations

from django.urls import path

from zhibu.points.views import bookpapers, branch, own, rulebooks
from zhibu.points.views.sandbox import sandbox

app_name = "points"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("<int:organisation_id>", branch.branch, name="branch"),
    path("<int:organisation_id>/join", own.join, name="join"),
    path("<int:organisation_id>/leave", own.leave, name="leave"),
    path("<int:organisation_id>/claim", own.claim, name="claim"),
    path("<int:organisation_id>/rules", own.choose_rules, name="choose_rules"),
    path("<int:organisation_id>/board/enter", own.enter_board, name="enter_board"),
    path("<int:organisation_id>/board/leave", own.leave_board, name="leave_board"),
    path("<int:organisation_id>/register", branch.register, name="register"),
    path("<int:organisation_id>/entries", branch.entries, name="entries"),
    path("<int:organisation_id>/goal", branch.goal, name="goal"),
    path("<int:organisation_id>/set-up", branch.set_up, name="set_up"),
    path("entries/<int:contribution_id>/withdraw", branch.withdraw, name="withdraw"),
    path("books/", rulebooks.books, name="books"),
    path("books/schemes/<slug:code>", rulebooks.scheme, name="scheme"),
    path("books/start/<int:organisation_id>", rulebooks.start_book, name="start_book"),
    path("books/<int:version_id>", rulebooks.book, name="book"),
    path("books/<int:version_id>/print", rulebooks.print_book, name="print_book"),
    path("books/<int:version_id>/paper/<str:kind>", bookpapers.book_paper, name="book_paper"),
    path("books/<int:version_id>/changes", bookpapers.book_changes, name="book_changes"),
    path("books/<int:version_id>/edit", rulebooks.edit_book, name="edit_book"),
    path("books/<int:version_id>/rules", rulebooks.add_rule, name="add_rule"),
    path("books/<int:version_id>/rules/said", rulebooks.said_rule, name="said_rule"),
    path("books/<int:version_id>/rules/<str:code>", rulebooks.change_rule, name="change_rule"),
    path("books/<int:version_id>/rules/<str:code>/drop", rulebooks.drop_rule, name="drop_rule"),
    path("books/<int:version_id>/sandbox", sandbox, name="sandbox"),
    path("books/<int:version_id>/adopt", rulebooks.adopt_book, name="adopt_book"),
    path("books/<int:version_id>/retire", rulebooks.retire_book, name="retire_book"),
    path("books/<int:version_id>/next", rulebooks.next_version, name="next_version"),
    path("books/<int:version_id>/drop", rulebooks.drop_draft, name="drop_draft"),
]
