"""Addresses of the audit trail, under /p/."""

from __future__ import annotations

from django.urls import path

from zhibu.people.audit import views

urlpatterns = [
    path("audit", views.audit, name="audit"),
    path("audit/check", views.check, name="check_audit"),
]
