"""Addresses under ``/n/``."""

from __future__ import annotations

from django.urls import path

from zhibu.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:notice_id>/", views.notice, name="notice"),
    path("<int:notice_id>/acknowledge", views.acknowledge, name="acknowledge"),
    path("<int:notice_id>/delivery", views.delivery, name="delivery"),
    path("<int:notice_id>/withdraw", views.withdraw, name="withdraw"),
    path("<int:notice_id>/phoned", views.phoned, name="phoned"),
]
