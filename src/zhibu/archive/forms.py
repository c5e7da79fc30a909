"""The shape of what is uploaded (上传)."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.archive.models import PaperTemplate
from zhibu.orgs.models import Organisation


class TemplateForm(forms.Form):
    """A Word file, for which organisation, as which paper's form."""

    organisation = forms.TypedChoiceField(label=_("用于"), coerce=int)
    kind = forms.ChoiceField(label=_("文书"), choices=PaperTemplate.Kind.choices)
    file = forms.FileField(
        label=_("模板文件（.docx）"),
        max_length=200,
        error_messages={
            "required": _("请选择 .docx 文件。"),
            "empty": _("文件是空的。请重新选择。"),
            "max_length": _("文件名太长。请改短后再上传。"),
        },
        widget=forms.FileInput(
            attrs={
                "accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        ),
    )

    def __init__(
        self, *args: object, organisations: Iterable[Organisation], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        choices = [(organisation.pk, organisation.name) for organisation in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # a choice field
        for name in ("organisation", "kind"):
            field = self.fields[name]
            if len(field.choices) == 1:  # type: ignore[attr-defined]  # nothing to choose
                field.initial = field.choices[0][0]  # type: ignore[attr-defined]
                field.widget = forms.HiddenInput()
