"""What forms of all rooms share: a day, and how an action's Invalid comes back to its fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhibu.kit.verdict import Invalid


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day (日期), by the browser's calendar or typed as 2026-11-25, 2026.11.25, 2026年11月25日."""

    widget = DayInput
    input_formats = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")


class LastDayField(DayField):
    """The last day of something (最后一天), given on as the first day after it."""

    def clean(self, value: Any) -> date | None:
        last = super().clean(value)
        return last + timedelta(days=1) if last else None

    def prepare_value(self, value: Any) -> Any:
        """A stored first day after, as the last day; what was typed stays as typed."""
        return value - timedelta(days=1) if isinstance(value, date) else value


class AskingForm(forms.Form):
    """A form whose faults say what to do: 请填写姓名, 请选择类别, not that a field is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self.ask(field)

    @staticmethod
    def ask(field: forms.Field) -> None:
        """The sentences of one field, by its label."""
        words = {"label": str(field.label or "").rstrip("。：")}
        if isinstance(field, forms.ChoiceField):
            required = _("请选择“%(label)s”。")
            field.error_messages["invalid_choice"] = _("请在列出的内容里选择。")
        elif isinstance(field, forms.FileField):
            required = _("请选择文件。")
        else:
            required = _("请填写“%(label)s”。")
        field.error_messages["required"] = required % words
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _("请写完整的年月日，例：2026年11月25日。")


def taken(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sound and the action took it; else the form holds the sentences.

    act: gets the cleaned values; what it raises as Invalid is put beside the fields it names.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as invalid:
        for name, sentence in invalid.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
        return False
    return True
