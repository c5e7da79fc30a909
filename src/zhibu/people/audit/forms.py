"""What part of the trail is looked for (查什么); faults fall back to what is usual."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import DayField
from zhibu.people.audit.words import choices


class AuditForm(forms.Form):
    """Person, act, organisation, days; kind and number come from a line of the page."""

    who = forms.CharField(label=_("人员"), max_length=60, required=False)
    act = forms.ChoiceField(label=_("动作"), choices=choices, required=False)
    org = forms.IntegerField(label=_("党组织"), required=False)
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)
    kind = forms.CharField(max_length=60, required=False)
    number = forms.CharField(max_length=40, required=False)
    page = forms.CharField(required=False)
