"""Addresses under /o/ that need nothing but the tree; those with people stand in ``people.urls``."""

from __future__ import annotations

from django.urls import path

from zhibu.orgs.views import calendars, features, switches
from zhibu.orgs.views import errands as views

urlpatterns = [
    path("days", views.days, name="days"),
    path("<int:organisation_id>/found", views.found, name="found"),
    path("<int:organisation_id>/group", views.group, name="group"),
    path("<int:organisation_id>/rename", views.rename, name="rename"),
    path("<int:organisation_id>/term", views.term, name="term"),
    path("<int:organisation_id>/approval", views.approval, name="approval"),
    path(
        "<int:organisation_id>/approval/<int:grant_id>/end", views.end_approval, name="end_approval"
    ),
    path(
        "<int:organisation_id>/calendar/import", calendars.calendar_import, name="calendar_import"
    ),
    path(
        "<int:organisation_id>/calendar/undo/<uuid:batch>",
        calendars.calendar_undo,
        name="calendar_undo",
    ),
    path("<int:organisation_id>/calendar", views.calendar, name="calendar"),
    path("features", features.features, name="features"),
    path("features/<str:key>", features.feature, name="feature"),
    path("features/<str:key>/wake", features.wake_feature, name="wake_feature"),
    path("<int:organisation_id>/switches", switches.switches, name="switches"),
    path("<int:organisation_id>/switches/<str:key>/set", switches.set_switch, name="set_switch"),
    path(
        "<int:organisation_id>/switches/<int:switch_id>/end", switches.end_switch, name="end_switch"
    ),
    path(
        "<int:organisation_id>/calendar/<int:span_id>/remove",
        views.remove_period,
        name="remove_period",
    ),
]
