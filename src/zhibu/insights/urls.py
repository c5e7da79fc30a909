"""Addresses under ``/i/``."""

from __future__ import annotations

from django.urls import path

from zhibu.insights.views import statistics, university

app_name = "insights"
urlpatterns = [
    path("", statistics.start, name="start"),
    path("university", university.university, name="university"),
    path("university.xlsx", university.university_file, name="university_file"),
    path("<int:organisation_id>/", statistics.statistics, name="statistics"),
    path("<int:organisation_id>/export.<str:kind>", statistics.export, name="export"),
    path("<int:organisation_id>/n/<str:key>", statistics.behind, name="records"),
]
