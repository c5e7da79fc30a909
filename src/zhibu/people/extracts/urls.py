"""Addresses of files with rows of persons, under /p/."""

from __future__ import annotations

from django.urls import path

from zhibu.people.extracts import views

urlpatterns = [
    path("export/<int:organisation_id>", views.export, name="export"),
    path("take/<str:kind>/<int:organisation_id>", views.take_out, name="take_out"),
    path("extracts", views.extracts, name="extracts"),
    path("extracts/<int:extract_id>", views.extract, name="extract"),
    path("extracts/<int:extract_id>/decide", views.decide, name="extract_decide"),
    path("extracts/<int:extract_id>/withdraw", views.withdraw, name="extract_withdraw"),
    path("extracts/<int:extract_id>/file", views.file, name="extract_file"),
]
