"""Fields that several forms use."""

from __future__ import annotations

from typing import Any

from django import forms

Choices = list[tuple[str, str]]

_DATE = {"type": "date"}
_TIME = {"type": "time"}


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE), **more
    )


def hour_field(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs=_TIME), **more)


def count_field(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": "0", "class": "short"})
    return forms.IntegerField(label=label, min_value=0, max_value=9999, widget=widget, **more)


def name_field(label: Any, **more: Any) -> forms.CharField:
    """A name: typed, or picked from the list of the branch."""
    widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=80, required=False, widget=widget, **more)


def long_field(label: Any, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more
    )
