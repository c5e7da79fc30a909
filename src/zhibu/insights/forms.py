"""The shape of what is sent about forms (报表的输入)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.insights.domain.reports.marks import SPAN, Holds, Mark, Over, Place
from zhibu.orgs.models import Organisation


class UploadForm(forms.Form):
    """A school's workbook, for which body, under which name."""

    organisation = forms.TypedChoiceField(label=_("用于"), coerce=int)
    name = forms.CharField(label=_("报表名称"), max_length=80)
    file = forms.FileField(
        label=_("空表（.xlsx）"),
        max_length=200,
        error_messages={
            "required": _("请选择 .xlsx 文件。"),
            "empty": _("文件是空的。请重新选择。"),
            "max_length": _("文件名太长。请改短后再上传。"),
        },
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )

    def __init__(
        self, *args: object, organisations: Iterable[Organisation], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        field = self.fields["organisation"]
        choices = [(organisation.pk, organisation.name) for organisation in organisations]
        field.choices = choices  # type: ignore[attr-defined]  # a choice field
        if len(choices) == 1:  # nothing to choose
            field.initial = choices[0][0]
            field.widget = forms.HiddenInput()


class MarkForm(forms.Form):
    """What one cell holds, whose it is, for which time."""

    what = forms.ChoiceField(label=_("填什么"))
    whose = forms.ChoiceField(label=_("谁的"))
    when = forms.ChoiceField(label=_("什么时候"))

    def __init__(
        self,
        *args: object,
        what: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        whose: Sequence[tuple[str, str]],
        when: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        for name, choices in (("what", what), ("whose", whose), ("when", when)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def mark(self, place: Place) -> Mark:
        """What was chosen, for a place."""
        kind, _colon, metric = self.cleaned_data["what"].partition(":")
        over, _colon, body = self.cleaned_data["whose"].partition(":")
        return Mark(
            place=place,
            holds=Holds(kind),
            metric=metric,
            over=Over(over),
            place_id=int(body) if body else None,
            when=self.cleaned_data["when"] if metric else SPAN,
        )


def chosen(mark: Mark) -> dict[str, str]:
    """A mark as the form shows it."""
    return {
        "what": f"figure:{mark.metric}" if mark.metric else mark.holds.value,
        "whose": f"named:{mark.place_id}" if mark.place_id else mark.over.value,
        "when": mark.when,
    }
