"""The shape of what is typed about the tree; the rules belong to the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import AskingForm, DayField, LastDayField
from zhibu.orgs.domain.kinds import PARENTS, Kind
from zhibu.orgs.models import CalendarSpan, Organisation
from zhibu.orgs.switches import SwitchSpec

NOTICE_LIMIT = 1024 * 1024


class FoundForm(AskingForm):
    """A new body under a parent."""

    name = forms.CharField(label=_("全称"), max_length=120, help_text=_("与公章一致。"))
    kind = forms.ChoiceField(label=_("类别"))
    founded_on = DayField(label=_("成立日期"), help_text=_("上级批复成立的日期。"))
    short_name = forms.CharField(
        label=_("简称"),
        max_length=60,
        required=False,
        help_text=_("列表和目录里用，例：研三支部。"),
    )
    code = forms.CharField(
        label=_("代码"),
        max_length=40,
        required=False,
        help_text=_("学校自己的组织代码；不填则自动编一个。"),
    )

    def below(self, parent: Organisation) -> None:
        """Only the kinds that may stand under this parent."""
        fitting = [k.value for k in Kind if Kind(parent.kind) in PARENTS[k] and k != Kind.GROUP]
        labels = dict(Organisation.Kind.choices)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, labels[value]) for value in fitting]


class GroupForm(AskingForm):
    """A new 党小组."""

    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("例：第一党小组。"))
    founded_on = DayField(label=_("划分日期"))


class RenameForm(AskingForm):
    """Another name from a day on."""

    name = forms.CharField(label=_("全称"), max_length=120, help_text=_("与公章一致。"))
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    on = DayField(label=_("更名日期"), help_text=_("这一天之前的组织树仍用原名。"))


class TermForm(AskingForm):
    """A term of office."""

    since = DayField(label=_("本届开始"))
    until = DayField(label=_("届满日期"), help_text=_("这一天起不再属于本届。"))
    elected_on = DayField(label=_("选举日期"), required=False)


class ApprovalForm(AskingForm):
    """The power to approve probationary members."""

    since = DayField(label=_("自哪一天起"))
    until = LastDayField(
        label=_("至哪一天止"), required=False, help_text=_("包含这一天；不填为长期。")
    )
    ground = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("授权的文件或会议，例：校党委会 2025 年第 6 次会议。"),
    )


class PeriodForm(AskingForm):
    """One line of the school's calendar."""

    kind = forms.ChoiceField(label=_("类别"), choices=CalendarSpan.Kind.choices)
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例：2026 年秋季学期。"))
    since = DayField(label=_("第一天"))
    until = LastDayField(label=_("最后一天"))


class SwitchForm(AskingForm):
    """A policy switch for a time. value: asked only where it is a number."""

    value = forms.IntegerField(label=_("取值"))
    ground = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("作出决定的会议和日期，例：2026年10月28日支部党员大会决议。"),
    )
    since = DayField(label=_("第一天"))
    until = LastDayField(label=_("最后一天"), help_text=_("已按本届届满日期填好，可以提前。"))

    def of(self, spec: SwitchSpec) -> None:
        """Only what this switch takes."""
        if not spec.is_number:
            del self.fields["value"]
            return
        field = self.fields["value"]
        assert isinstance(field, forms.IntegerField)
        field.help_text = _("默认 %(default)d，最高 %(most)d。") % {
            "default": spec.default,
            "most": spec.most,
        }


class SwitchEndForm(AskingForm):
    """The day a switch ends before its time."""

    on = DayField(label=_("自哪一天起结束"), help_text=_("这一天起不再打开。"))


class RestForm(AskingForm):
    """The rest of a feature, announced."""

    rests_on = DayField(label=_("自哪一天起停用"), help_text=_("至少在公告两周之后。"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("写在公告里，例：两个月没有人用，并入“议定事项”。"),
    )


class CalendarFileForm(AskingForm):
    """The school's calendar as it keeps it."""

    file = forms.FileField(
        label=_("校历文件"),
        help_text=_("日历文件（.ics）或表格（.xlsx、.xls、.csv），不超过 10 MB。"),
    )


class NoticeForm(AskingForm):
    """The yearly notice of days off."""

    file = forms.FileField(
        label=_("放假安排文件"), help_text=_("JSON 文件，一年一个，不超过 1 MB。")
    )

    def clean_file(self) -> str:
        """The text of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > NOTICE_LIMIT:
            raise forms.ValidationError(_("文件超过 1 MB，没有读入。"))
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("这不是 UTF-8 文本，没有读入。")) from error
