"""The peer's own pages, all of them under /admin/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("admin/", include("wagtail.admin.urls")),
    path("documents/", include("wagtail.documents.urls")),
]
