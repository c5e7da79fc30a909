"""Addresses of imports: those under /p/ and the one under /o/."""

from __future__ import annotations

from django.urls import path

from zhibu.people.imports import views

urlpatterns = [
    path("import", views.upload, name="import"),
    path("import/<int:batch_id>", views.batch, name="import_batch"),
    path("import/<int:batch_id>/cells", views.mend, name="import_mend"),
    path("import/<int:batch_id>/columns", views.columns, name="import_columns"),
    path("import/<int:batch_id>/take/<int:row_id>", views.take, name="import_take"),
    path("import/<int:batch_id>/missing", views.explain, name="import_explain"),
    path("import/<int:batch_id>/confirm", views.confirm, name="import_confirm"),
    path("import/<int:batch_id>/undo", views.undo, name="import_undo"),
    path("import/<int:batch_id>/drop", views.drop, name="import_drop"),
    path("import/<int:batch_id>/refused.xlsx", views.refused, name="import_refused"),
]
of_organisations = [path("import", views.upload_tree, name="import")]
