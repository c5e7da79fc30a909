"""The shape of what is asked for and answered (申请、答复)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import AskingForm
from zhibu.people.roster.fields import LABELS


class ExportForm(forms.Form):
    """Which columns of the roster are taken out, in which order.

    order: names of columns by commas, for those who need another order than ours.
    """

    columns = forms.MultipleChoiceField(
        label=_("栏目"), widget=forms.CheckboxSelectMultiple, required=False
    )
    order = forms.CharField(label=_("另定顺序"), max_length=400, required=False)
    purpose = forms.CharField(
        label=_("事由"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, names: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.fields["columns"].choices = [(name, LABELS[name]) for name in names]  # type: ignore[attr-defined]


class PurposeForm(AskingForm):
    """What a file is wanted for."""

    purpose = forms.CharField(
        label=_("事由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecideForm(AskingForm):
    """The second person's answer."""

    approved = forms.TypedChoiceField(
        label=_("答复"),
        choices=[("1", _("同意，生成文件")), ("0", _("不同意"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("给申请人的话"),
        max_length=300,
        required=False,
        help_text=_("不同意时写明理由。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
