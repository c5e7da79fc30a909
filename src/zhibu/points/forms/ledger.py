"""Points as typed: what an officer enters, what a member claims, the team's goal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.kit.verdict import Invalid
from zhibu.people.models import Person
from zhibu.points.domain.deeds import Deed
from zhibu.points.domain.facts import FACT_KINDS

_DATE = {"type": "date"}
_COUNT = {"inputmode": "numeric", "min": "0", "class": "short"}


def registered_kinds() -> list[tuple[str, str]]:
    """Kinds that are entered by hand, in their order."""
    return [(k.code, gettext(k.label)) for k in FACT_KINDS.values() if k.origin == "registered"]


class DeedForm(forms.Form):
    """What was done, when, how long or how many."""

    kind = forms.ChoiceField(label=_("种类"), choices=registered_kinds)
    on = forms.DateField(label=_("日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE))
    title = forms.CharField(label=_("做了什么"), max_length=120)
    minutes = forms.IntegerField(
        label=_("用时（分钟）"),
        required=False,
        min_value=0,
        max_value=1440,
        widget=forms.NumberInput(attrs=_COUNT),
    )
    count = forms.IntegerField(
        label=_("数量"),
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs=_COUNT),
    )


class RegisterForm(DeedForm):
    """The same for a member who takes part, with words on the evidence."""

    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("成员"), queryset=None, empty_label=None
    )
    evidence = forms.CharField(label=_("依据"), max_length=200)
    field_order = ("person", "kind", "on", "title", "minutes", "count", "evidence")

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:  # as Form's
        super().__init__(*args, **more)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class ClaimForm(DeedForm):
    """A credit that is missing, and why it should be there."""

    reason = forms.CharField(
        label=_("说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class JoinForm(forms.Form):
    """From when facts count."""

    takes_in_term = forms.TypedChoiceField(
        label=_("从什么时候起计"),
        coerce=lambda value: value == "1",
        choices=[("1", _("本学期的都计入")), ("0", _("从今天起"))],
        initial="1",
        widget=forms.RadioSelect,
    )


class GoalForm(forms.Form):
    """The team's goal in whole points."""

    points = forms.IntegerField(
        label=_("本学期目标（分）"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs=_COUNT),
    )
    words = forms.CharField(label=_("一起做什么"), max_length=60, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200)


class RulesForm(forms.Form):
    """Optional rules that count for oneself."""

    codes = forms.MultipleChoiceField(
        label=_("自选条款"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], **more: Any
    ) -> None:  # as Form's
        super().__init__(*args, **more)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = offered


def deed_of(form: DeedForm) -> Deed:
    """What a valid form says was done."""
    values = form.cleaned_data
    return Deed(
        kind=values["kind"],
        on=values["on"],
        title=values["title"],
        minutes=values["minutes"] or 0,
        count=values["count"] or 1,
    )


def add_errors(form: forms.Form, invalid: Invalid) -> None:
    """An action's sentences beside the fields they speak of."""
    for name, sentence in invalid.errors.items():
        form.add_error(name if name in form.fields else None, sentence)
