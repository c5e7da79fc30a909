"""The shape of what is typed about duties (规定项目)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import AskingForm, DayField
from zhibu.meetings.domain.duties import PAIRING_TERMS


class WaiveForm(AskingForm):
    """Why a duty does not apply, and of a quarter or a year: the month, or all of it."""

    reason = forms.CharField(label=_("理由"), max_length=200)
    whole = forms.TypedChoiceField(
        label=_("范围"),
        choices=[("0", _("只是本月，之后照常计入")), ("1", _("这一期都不用开展"))],
        coerce=lambda value: value == "1",
        initial="0",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, asks_scope: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_scope:
            del self.fields["whole"]


class DutyEntryForm(AskingForm):
    """A day and a number; of talks, who talked with whom."""

    pairing = forms.ChoiceField(
        label=_("对象"),
        choices=[(pairing.value, _(term)) for pairing, term in PAIRING_TERMS.items()],
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("日期"))
    count = forms.IntegerField(
        label=_("次数"),
        min_value=1,
        max_value=500,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
    )

    def __init__(self, *args: Any, talks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not talks:
            del self.fields["pairing"], self.fields["count"]
