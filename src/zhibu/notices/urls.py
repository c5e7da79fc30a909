"""Addresses under ``/n/``."""

from __future__ import annotations

from django.urls import path

from zhibu.notices.views import email, office, own, sent, write

app_name = "notices"
urlpatterns = [
    path("", own.listing, name="list"),
    path("email", email.email, name="email"),
    path("email/choose", email.choose, name="choose_mail"),
    path("email/remove", email.remove, name="remove_email"),
    path("email/prove/<str:token>", email.prove, name="prove"),
    path("email/off/<str:token>", email.off, name="mail_off"),
    path("mails", office.office, name="office"),
    path("mails/retry", office.retry, name="retry_mails"),
    path("mails/drop", office.drop, name="drop_mails"),
    path("write/<int:organisation_id>", write.write, name="write"),
    path("write/<int:organisation_id>/draft", write.draft, name="draft"),
    path("write/<int:organisation_id>/drop", write.drop, name="drop_draft"),
    path("<int:notice_id>/", own.notice, name="notice"),
    path("<int:notice_id>/acknowledge", own.acknowledge, name="acknowledge"),
    path("<int:notice_id>/not-clear", own.not_clear, name="not_clear"),
    path("<int:notice_id>/delivery", sent.delivery, name="delivery"),
    path("<int:notice_id>/remind", sent.remind, name="remind"),
    path("<int:notice_id>/add", sent.add, name="add"),
    path("<int:notice_id>/edit", sent.edit, name="edit"),
    path("<int:notice_id>/withdraw", sent.withdraw, name="withdraw"),
    path("<int:notice_id>/phoned", sent.phoned, name="phoned"),
    path("<int:notice_id>/copy", sent.copy, name="copy"),
    path("<int:notice_id>/poster", sent.poster, name="poster"),
    path("<int:notice_id>/phone-tree", sent.phone_tree, name="phone_tree"),
]
