"""Addresses under ``/i/``."""

from __future__ import annotations

from django.urls import path

from zhibu.insights.views import dossier, filling, reports, statistics, university

app_name = "insights"
urlpatterns = [
    path("", statistics.start, name="start"),
    path("university", university.university, name="university"),
    path("university.xlsx", university.university_file, name="university_file"),
    path("forms/", reports.forms, name="forms"),
    path("forms/upload", reports.upload, name="upload_form"),
    path("forms/<int:form_id>/", reports.form, name="form"),
    path("forms/<int:form_id>/mark", reports.mark, name="mark"),
    path("forms/<int:form_id>/unmark", reports.unmark, name="unmark"),
    path("forms/<int:form_id>/keep", reports.keep, name="keep_form"),
    path("forms/<int:form_id>/change", reports.change, name="change_form"),
    path("forms/<int:form_id>/drop", reports.drop, name="drop_form"),
    path("forms/<int:form_id>/retire", reports.retire, name="retire_form"),
    path("forms/<int:form_id>/blank.xlsx", reports.blank, name="blank_form"),
    path("forms/<int:form_id>/fill", filling.fill, name="fill"),
    path("forms/<int:form_id>/filled.xlsx", filling.filled, name="filled"),
    path("<int:organisation_id>/", statistics.statistics, name="statistics"),
    path("<int:organisation_id>/export.<str:kind>", statistics.export, name="export"),
    path("<int:organisation_id>/goals", dossier.goals, name="goals"),
    path("<int:organisation_id>/dossier.<str:kind>", dossier.dossier, name="dossier"),
    path("<int:organisation_id>/n/<str:key>", statistics.behind, name="records"),
]
