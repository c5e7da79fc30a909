"""The house's addresses with this room's own among them, wherever the house puts them."""

from __future__ import annotations

from django.urls import include, path

from zhibu.web import urls as house

urlpatterns = [path("archive/", include("zhibu.archive.urls")), *house.urlpatterns]
