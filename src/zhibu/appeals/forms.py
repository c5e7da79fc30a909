"""Forms of appeals and complaints: the shape of what is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.appeals.models import Complaint
from zhibu.appeals.queries import Addressee
from zhibu.kit.forms import AskingForm
from zhibu.kit.language import led


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(AskingForm):
    """Why an entry is contested."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=_area(4),
        help_text=_("哪里不对，应当是什么。500 字以内；不用附照片和材料。"),
    )


class AnswerForm(AskingForm):
    """The answer to an appeal."""

    upheld = forms.TypedChoiceField(
        label=_("答复"),
        choices=[("1", _("成立")), ("0", _("不成立，说明理由"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=_area(4),
        help_text=_("本人会看到。不成立的必须写明理由。"),
    )


class ComplaintForm(AskingForm):
    """What somebody says about how things are done."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=Complaint.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("内容"), max_length=1000, widget=_area(6), help_text=_("1000 字以内。")
    )
    level = forms.ChoiceField(
        label=_("送交"),
        widget=forms.RadioSelect,
        help_text=_("由所选一级在 7 天内答复。对支部书记的意见，请送学院。"),
    )
    naming = forms.ChoiceField(
        label=_("署名"),
        choices=[
            (Complaint.Naming.SIGNED, _("署名：办理的人和上级看得到姓名")),
            (Complaint.Naming.HANDLER, _("只让办理人知道：上级看不到姓名")),
            (Complaint.Naming.NONE, _("不署名：平台不记是谁，凭查询码看进展")),
        ],
        widget=forms.RadioSelect,
    )
    came = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # Any: as Django's own forms take them
        addressees: list[Addressee],
        signed_in: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = [(one.level, _words(one, named=signed_in)) for one in addressees]
        if not signed_in:
            del self.fields["naming"]
            level.help_text = _("由所选一级在 7 天内答复。登录之后还可以送支部、学院。")


def _words(one: Addressee, *, named: bool) -> str:
    """The level and its body; to strangers the level alone."""
    if one.level == Complaint.Level.PLATFORM:
        return str(_("平台：系统运维员"))
    label = Complaint.Level(one.level).label
    return led(label, one.organisation) if named else str(label)


class ReplyForm(AskingForm):
    """The answer to a complaint."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=1000,
        widget=_area(5),
        help_text=_("怎么办的，或为什么不办。提出的人会看到。"),
    )


class CodeForm(AskingForm):
    """A tracking code."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        help_text=_("12 位，横线可以不输。例：ABCD-EFGH-JKMN"),
    )
