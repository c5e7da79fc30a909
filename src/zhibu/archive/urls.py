"""Addresses under ``/archive/``."""

from __future__ import annotations

from django.urls import path

from zhibu.archive import views

app_name = "archive"
urlpatterns = [
    path("templates/", views.templates, name="templates"),
    path("templates/upload", views.upload_template, name="upload_template"),
    path("templates/words", views.words, name="words"),
    path("templates/sample.docx", views.sample, name="sample"),
    path("templates/<int:template_id>/file", views.template_file, name="template_file"),
    path("templates/<int:template_id>/preview", views.preview, name="preview"),
    path("templates/<int:template_id>/retire", views.retire_template, name="retire_template"),
    path("scans/<int:scan_id>", views.scan, name="scan"),
    path("scans/<int:scan_id>/remove", views.remove_scan, name="remove_scan"),
]
