"""The one page on which an errand with a single form is done (办事页)."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Errand:
    """Words of such a page. back: where it came from; why: what follows from the red button."""

    title: str
    act: str
    back: str
    back_label: str
    why: str = ""
    explain: str = ""
    sub: str = ""


def errand_page(request: HttpRequest, errand: Errand, form: forms.Form) -> HttpResponse:
    """The form under its title; 422 when it came back with faults."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "orgs/errand.html", {"errand": errand, "form": form}, status=status)
