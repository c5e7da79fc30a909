"""DC-06: no photograph, essay or screenshot is ever asked for; three attachments at most."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

import zhibu
from tests.meetings.life import Life
from zhibu.archive.models import MOST_SCANS, Scan

# Pages that are about a file and nothing else: what is handed in there is the matter itself.
ABOUT_A_FILE = {
    "archive.TemplateForm", "archive.AttachForm", "archive.UploadTemplateForm", "archive.ScanForm",
    "orgs.NoticeForm", "orgs.CalendarFileForm", "people.UploadForm", "people.ImportForm", "insights.UploadForm",
    "web.SampleForm",
}  # fmt: skip


def every_form() -> Iterator[type[forms.Form]]:
    """Every form of the house."""
    for module in pkgutil.walk_packages(zhibu.__path__, "zhibu."):
        if module.name.split(".")[-1] == "forms" or ".forms." in module.name:
            importlib.import_module(module.name)
    waiting: list[type[forms.Form]] = [forms.Form]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith(("zhibu.", "tests.dc")):
            yield form


def demanding_files() -> list[str]:
    """Forms that cannot be sent without a file and are about something else."""
    return sorted(
        name
        for form in every_form()
        if any(isinstance(f, forms.FileField) and f.required for f in form.base_fields.values())
        and (name := f"{form.__module__.split('.')[1]}.{form.__name__}") not in ABOUT_A_FILE
    )


def test_dc_06_a_record_is_confirmed_with_nothing_attached(life: Life) -> None:
    record = life.confirm()
    assert (record.version, Scan.objects.count(), MOST_SCANS) == (1, 0, 3)


def test_dc_06_no_form_of_anything_else_demands_a_file() -> None:
    assert demanding_files() == []


def test_dc_06_a_form_that_demands_a_photograph_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class ProofForm(forms.Form):
        photo = forms.FileField()

    assert demanding_files() == ["dc.ProofForm"]
    monkeypatch.setattr(ProofForm, "__module__", "elsewhere")
    assert demanding_files() == []
