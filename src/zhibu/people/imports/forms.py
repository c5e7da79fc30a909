"""The shape of what is handed in (上传、改正)."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zhibu.kit.sheets import ROSTER, SENTENCES, Limits
from zhibu.orgs.models import Organisation


class ImportForm(forms.Form):
    """A file, and where it is imported to."""

    org = forms.TypedChoiceField(
        label=_("导入到"),
        coerce=int,
        error_messages={
            "required": _("请选择导入到哪个党组织。"),
            "invalid_choice": _("这个党组织不在你的范围里。请重新选择。"),
        },
    )
    file = forms.FileField(
        label=_("文件"),
        max_length=200,
        error_messages={
            "required": _("请选择文件。"),
            "empty": _("文件是空的，一个字节也没有。请重新导出或另存后再传。"),
            "max_length": _("文件名太长。请改短后再上传。"),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.et,.txt,.tsv"}),
    )

    def __init__(
        self,
        *args: object,
        organisations: Iterable[Organisation],
        limits: Limits = ROSTER,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.limits = limits
        choices = [(organisation.pk, organisation.name) for organisation in organisations]
        field = self.fields["org"]
        field.choices = choices  # type: ignore[attr-defined]  # a choice field
        if len(choices) == 1:
            field.initial = choices[0][0]
            field.widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile:
        """Not larger than its door. Source: security.md rule 19."""
        file: UploadedFile = self.cleaned_data["file"]
        size, most = file.size or 0, self.limits.file_bytes
        if size > most:
            megabytes = {"size": (size >> 20) + 1, "limit": most >> 20}
            raise forms.ValidationError(SENTENCES["file-too-large"].format(**megabytes))
        return file
