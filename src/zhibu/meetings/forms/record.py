"""The record as typed: texts, tallies, counts, what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.domain.matters import Ballot
from zhibu.meetings.entries import (
    AddedItem,
    Grades,
    ItemText,
    RecordEntry,
    SpeechEntry,
    TallyEntry,
)
from zhibu.meetings.forms.fields import (
    Choices,
    count_field,
    day_field,
    hour_field,
    long_field,
    name_field,
)
from zhibu.meetings.models import BALLOTS


class RecordForm(forms.Form):
    """The head of a record."""

    ended_on = day_field(_("结束日期"), required=False)
    ended_at = hour_field(_("结束时间"), required=False)
    chair = forms.ChoiceField(label=_("主持人"), required=False)
    recorder = forms.ChoiceField(label=_("记录人"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["chair"].choices = people
        fields["recorder"].choices = people

    def entry(
        self, items: Sequence[ItemText], added: Sequence[AddedItem], *, on: date
    ) -> RecordEntry:
        """The whole page as one value; ``on``: the day the meeting began."""
        values = self.cleaned_data
        ended = None
        if values.get("ended_at"):
            day = values.get("ended_on") or on
            ended = datetime.combine(day, values["ended_at"], tzinfo=clock.SHANGHAI)
        return RecordEntry(
            ended_at=ended,
            chair_id=int(values["chair"]) if values.get("chair") else None,
            recorder_id=int(values["recorder"]) if values.get("recorder") else None,
            items=tuple(items),
            added=tuple(added),
        )


class ItemTextForm(forms.Form):
    """What was written down about one item."""

    reporter = name_field(_("汇报人或负责人"))
    report = long_field(_("主要内容"), 3, max_length=4000)
    conduct = long_field(_("主要表现"), 2, max_length=1000)
    resolution = long_field(_("决议"), 3, max_length=2000)
    speaker_1 = name_field(_("发言人"))
    points_1 = long_field(_("发言要点"), 2, max_length=2000)
    speaker_2 = name_field(_("发言人"))
    points_2 = long_field(_("发言要点"), 2, max_length=2000)
    speaker_3 = name_field(_("发言人"))
    points_3 = long_field(_("发言要点"), 2, max_length=2000)
    not_held = forms.BooleanField(label=_("会上没有进行，从记录中删去"), required=False)

    def __init__(
        self, *args: Any, key: int, inner: bool, development: bool, votes: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        if not development:
            del self.fields["conduct"]
        if not votes or development:
            del self.fields["resolution"]
        if inner and not votes:
            for name in [n for n in self.fields if n[:6] in {"report", "points", "speake"}]:
                if name != "reporter":
                    del self.fields[name]

    def speech_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Speaker and points side by side."""
        return [
            (self[f"speaker_{n}"], self[f"points_{n}"])
            for n in (1, 2, 3)
            if f"speaker_{n}" in self.fields
        ]

    def text(self) -> ItemText:
        """The item as one value."""
        values = self.cleaned_data
        pairs = [(values.get(f"speaker_{n}", ""), values.get(f"points_{n}", "")) for n in (1, 2, 3)]
        return ItemText(
            key=self.key,
            reporter=values.get("reporter", ""),
            report=values.get("report", ""),
            resolution=values.get("resolution", ""),
            conduct=values.get("conduct", ""),
            speeches=tuple(SpeechEntry(s, p) for s, p in pairs if s and p),
            held=not values.get("not_held"),
        )


class AddedItemForm(forms.Form):
    """An item that came up in the sitting."""

    title = forms.CharField(label=_("临时议程"), max_length=120, required=False)
    reporter = name_field(_("汇报人或负责人"))
    report = long_field(_("主要内容"), 2, max_length=4000)

    def added(self) -> AddedItem | None:
        values = self.cleaned_data
        if not values.get("title"):
            return None
        return AddedItem(values["title"], values.get("reporter", ""), values.get("report", ""))


class TallyForm(forms.Form):
    """Votes as counted in the room."""

    yes = count_field(_("赞成"))
    no = count_field(_("不赞成"), initial=0)
    abstain = count_field(_("弃权"), initial=0)
    written = count_field(
        _("其中会前书面意见"), initial=0, help_text=_("开会前送达支部的，已计入上面的票数")
    )
    ballot = forms.ChoiceField(
        label=_("表决方式"), choices=BALLOTS, widget=forms.RadioSelect, initial=Ballot.SECRET.value
    )

    def tally(self) -> TallyEntry:
        values = self.cleaned_data
        return TallyEntry(
            yes=values["yes"],
            no=values["no"],
            abstain=values["abstain"],
            written=values["written"],
            ballot=Ballot(values["ballot"]),
        )


class GradesForm(forms.Form):
    """Counts per grade."""

    excellent = count_field(_("优秀"), initial=0)
    qualified = count_field(_("合格"), initial=0)
    basically_qualified = count_field(_("基本合格"), initial=0)
    not_qualified = count_field(_("不合格"), initial=0)

    def grades(self) -> Grades:
        return Grades(**self.cleaned_data)


class AgreedForm(forms.Form):
    """Something agreed, by whom, until when."""

    matter = forms.CharField(label=_("事项"), max_length=200)
    owner = name_field(_("负责人"))
    due_on = day_field(_("期限"), required=False)


class ReportItemForm(forms.Form):
    """Done, or not and why."""

    done = forms.ChoiceField(
        label=_("落实情况"),
        choices=[("yes", _("已落实")), ("no", _("未落实"))],
        widget=forms.RadioSelect,
    )
    sentence = forms.CharField(label=_("说明"), max_length=200, required=False)


class CountForm(forms.Form):
    """Who should have attended, with a reason."""

    eligible = forms.TypedMultipleChoiceField(
        label=_("应到会"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("更正原因"), max_length=200, help_text=_("例：宋清和 11月20日 已转出")
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["eligible"].choices = people


class CorrectForm(forms.Form):
    """Why a confirmed record is corrected, and who was there."""

    reason = forms.CharField(
        label=_("更正原因"), max_length=200, help_text=_("写进新版本，旧版本照旧可查")
    )
    present = forms.TypedMultipleChoiceField(
        label=_("到会"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["present"].choices = people
