"""A month's missing sittings on one page (一起安排), each as proposed and open to change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import PlanEntry, PlannedItem
from zhibu.meetings.forms.fields import Choices, day_field, hour_field, long_field
from zhibu.meetings.queries import Outlook

THEMED = (Kind.THEME_DAY, Kind.PARTY_CLASS)


class SharedPlaceForm(forms.Form):
    """One place for all that name none, so that it is typed once."""

    place = forms.CharField(label=_("地点"), max_length=80, required=False)


class OutlookForm(forms.Form):
    """One sitting of the month."""

    take = forms.BooleanField(label=_("安排"), required=False)
    on = day_field(_("日期"))
    begins = hour_field(_("开始"))
    ends = hour_field(_("结束"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    theme = forms.CharField(label=_("主题"), max_length=120, required=False)
    agenda = long_field(_("议程"), 3)
    chair = forms.ChoiceField(label=_("主持人"), required=False)
    recorder = forms.ChoiceField(label=_("记录人"), required=False)

    def __init__(self, data: Any = None, *, outlook: Outlook, people: Choices) -> None:
        start, end = clock.local(outlook.starts_at), clock.local(outlook.ends_at)
        initial = {
            "take": True,
            "on": start.date(),
            "begins": start.time(),
            "ends": end.time(),
            "place": outlook.place,
            "theme": outlook.theme,
            "agenda": "\n".join(line.title for line in outlook.agenda),
            "chair": str(outlook.chair.person_id) if outlook.chair else "",
            "recorder": str(outlook.recorder.person_id) if outlook.recorder else "",
        }
        super().__init__(data, initial=initial, prefix=outlook.key)
        self.outlook = outlook
        fields: dict[str, Any] = self.fields
        for name in ("chair", "recorder"):
            fields[name].choices = [("", str(_("未定"))), *people]
        if outlook.kind not in THEMED:
            del fields["theme"]

    def plan(self, *, shared_place: str) -> PlanEntry:
        """The plan as typed; lines of the agenda that were proposed keep what they are."""
        values = self.cleaned_data
        start = datetime.combine(values["on"], values["begins"], tzinfo=clock.SHANGHAI)
        end = datetime.combine(values["on"], values["ends"], tzinfo=clock.SHANGHAI)
        theme = values.get("theme", "").strip()
        known = {line.title: line for line in self.outlook.agenda}
        titles = [title for line in values["agenda"].splitlines() if (title := line.strip())]
        return PlanEntry(
            kinds=frozenset({self.outlook.kind}),
            starts_at=start,
            ends_at=end if end > start else end + timedelta(days=1),
            place=values["place"].strip() or shared_place.strip(),
            items=tuple(
                PlannedItem(title, required=known[title].required, manner=known[title].manner)
                if title in known
                else PlannedItem(title)
                for title in titles
            ),
            theme=theme,
            card=self.outlook.card if theme == self.outlook.theme else "",
            group_id=self.outlook.group.pk if self.outlook.group else None,
            chair_id=int(values["chair"]) if values["chair"] else None,
            recorder_id=int(values["recorder"]) if values["recorder"] else None,
        )
