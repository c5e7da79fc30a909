"""The gallery (组件): every component once, in its states, with invented values."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.components import Fact, Mark, Tab, drawings
from zhibu.kit.period import month

NOVEMBER = month(2026, 11)
TODAY = date(2026, 11, 26)
MOMENT = datetime(2026, 11, 25, 19, 0, tzinfo=clock.SHANGHAI)
END = datetime(2026, 11, 25, 20, 24, tzinfo=clock.SHANGHAI)


class SampleForm(forms.Form):
    """Each kind of field once."""

    place = forms.CharField(label=_("会议地点"), initial="理科楼 A312")
    joined = forms.CharField(
        label=_("入党日期"), help_text=_("支部党员大会通过的那一天，例：2025年5月20日")
    )
    kind = forms.ChoiceField(
        label=_("人员类别"), choices=[("p", _("预备党员")), ("f", _("正式党员"))]
    )
    points = forms.CharField(
        label=_("讨论要点"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    roster = forms.FileField(label=_("名册文件"), help_text=_("xlsx、xls 或 csv，不超过 100 MB"))
    ground = forms.ChoiceField(
        label=_("请假原因"),
        choices=[("a", _("课程或实验")), ("b", _("其他，不必说明"))],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(label=_("同时通知各党小组组长"), required=False)

    def clean_joined(self) -> str:
        """The sample's one fault."""
        if self.cleaned_data["joined"] == "2024.13":
            raise forms.ValidationError(_("没有 13 月。请写 1 到 12 月，例：2024年12月3日。"))
        return str(self.cleaned_data["joined"])


MARKS = [
    Mark(date(2026, 11, 4), "支委会", "done", "已完成"),
    Mark(date(2026, 11, 11), "党小组会", "done", "已完成"),
    Mark(date(2026, 11, 14), "主题党日", "draft", "草稿待确认"),
    Mark(date(2026, 11, 18), "党课", "done", "已完成"),
    Mark(date(2026, 11, 25), "党员大会", "draft", "草稿待确认"),
    Mark(date(2026, 11, 30), "党小组会", "miss", "待安排"),
]


def gallery(request: HttpRequest) -> HttpResponse:
    """The page of all components; open to anyone, nothing real on it."""
    faulty = SampleForm(
        {"place": "理科楼 A312", "joined": "2024.13", "kind": "p", "ground": "a"}, None
    )
    faulty.fields.pop("roster")
    context = {
        "form": SampleForm(auto_id="ok_%s"),
        "faulty": faulty,
        "facts": [
            Fact(_("应到"), 31, _("人")),
            Fact(_("实到"), 28, _("人")),
            Fact(_("有表决权实到"), 24, "/ 26"),
        ],
        "month": NOVEMBER,
        "marks": MARKS,
        "today": TODAY,
        "tabs": [
            Tab(_("全部"), "#", 31, current=True),
            Tab(_("正式党员"), "#", 26),
            Tab(_("预备党员"), "#", 5),
        ],
        "page": Paginator(range(228), 50).page(2),
        "icons": sorted(drawings()),
        "moment": MOMENT,
        "end": END,
        "five": [_("没有"), _("较少"), _("一般"), _("较多"), _("很多")],
    }
    return render(request, "web/gallery.html", context)
