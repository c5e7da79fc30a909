"""The plan as typed on its one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.domain.kinds import RULES, Kind
from zhibu.meetings.domain.matters import MATTER_TERMS, Matter
from zhibu.meetings.domain.records import MANNER_TERMS, Manner
from zhibu.meetings.domain.themes import (
    FLEXIBLE_MANNERS,
    MENU_TERMS,
    Card,
    ChecklistItem,
    Menu,
)
from zhibu.meetings.entries import (
    CaseEntry,
    PlanEntry,
    PlannedItem,
)
from zhibu.meetings.forms.fields import (
    Choices,
    count_field,
    day_field,
    hour_field,
    name_field,
)
from zhibu.orgs.models import Organisation


def forms_of(kinds: Iterable[Kind]) -> Choices:
    """What an item may be (形式): with a vote only where the body decides."""
    chosen = set(kinds)
    found = [(f"report:{m.value}", str(_(MANNER_TERMS[m]))) for m in Manner]
    if Kind.GENERAL_MEETING in chosen:
        general = [m for m in Matter if m not in {Matter.REPORT, Matter.COMMITTEE_DECISION}]
        found += [(m.value, str(_("表决：")) + str(_(MATTER_TERMS[m]))) for m in general]
    if Kind.BRANCH_COMMITTEE in chosen:
        for matter in (Matter.COMMITTEE_DECISION, Matter.RESOLUTION):
            found.append((matter.value, str(_("表决：")) + str(_(MATTER_TERMS[matter]))))
    return found


class PlanForm(forms.Form):
    """One page for a whole plan; everything known is filled in."""

    also = forms.MultipleChoiceField(
        label=_("同时计为"), required=False, widget=forms.CheckboxSelectMultiple
    )
    group = forms.ChoiceField(label=_("党小组"))
    theme = forms.CharField(label=_("主题"), max_length=120, required=False)
    card = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    on = day_field(_("日期"))
    begins = hour_field(_("开始"))
    ends = hour_field(_("结束"))
    place = forms.CharField(label=_("地点"), max_length=80)
    chair = forms.ChoiceField(label=_("主持人"))
    recorder = forms.ChoiceField(label=_("记录人"), required=False)
    with_activists = forms.BooleanField(label=_("邀请入党积极分子列席"), required=False)
    required = forms.MultipleChoiceField(
        label=_("规定动作"), required=False, widget=forms.CheckboxSelectMultiple
    )
    flexible = forms.MultipleChoiceField(
        label=_("灵活项目"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        joinable: Sequence[Kind],
        groups: Sequence[Organisation],
        people: Choices,
        activists: int,
        checklist: Sequence[ChecklistItem],
        card: Card | None,
        laid: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.checklist, self.of_card, self.laid = kind, checklist, card, laid
        fields: dict[str, Any] = self.fields
        fields["also"].choices = [(k.value, str(_(RULES[k].term))) for k in joinable]
        fields["group"].choices = [(str(g.pk), g.name) for g in groups]
        fields["chair"].choices = people
        fields["recorder"].choices = [("", str(_("未定"))), *people]
        titles = {fit.code: fit.title for fit in card.required} if card else {}
        fields["required"].choices = [
            (c.code.value, _with_content(titles.get(c.code, c.term), c)) for c in checklist
        ]
        own = [("card", card.title)] if card else []
        fields["flexible"].choices = own + [(m.value, str(_(MENU_TERMS[m]))) for m in Menu]
        drop = {
            "also": not joinable or laid,
            "group": kind is not Kind.GROUP_MEETING,
            "theme": kind not in {Kind.THEME_DAY, Kind.PARTY_CLASS},
            "with_activists": not activists,
            "required": laid or not checklist,
            "flexible": laid or kind is not Kind.THEME_DAY,
        }
        for name, gone in drop.items():
            if gone:
                del self.fields[name]

    def kinds(self) -> frozenset[Kind]:
        """The main kind and those it also counts as."""
        return frozenset({self.kind, *map(Kind, self.cleaned_data.get("also") or [])})

    def moments(self) -> tuple[datetime, datetime]:
        """Start and end; an end before the start lies on the next day."""
        day, begins, ends = (self.cleaned_data[name] for name in ("on", "begins", "ends"))
        start = datetime.combine(day, begins, tzinfo=clock.SHANGHAI)
        end = datetime.combine(day, ends, tzinfo=clock.SHANGHAI)
        return start, end if end > start else end + timedelta(days=1)

    def ticked(self) -> list[PlannedItem]:
        """Items from the checklist and the menu, in their order."""
        chosen = set(self.cleaned_data.get("required") or [])
        titles = {fit.code: fit.title for fit in self.of_card.required} if self.of_card else {}
        items = [
            PlannedItem(titles.get(c.code, str(_(c.term))), required=True, manner=c.manner)
            for c in self.checklist
            if c.code.value in chosen
        ]
        for code in self.cleaned_data.get("flexible") or []:
            if code == "card" and self.of_card:
                manner = FLEXIBLE_MANNERS[self.of_card.menu]
                items.append(
                    PlannedItem(self.of_card.title, manner=manner, minutes=self.of_card.minutes)
                )
            elif code != "card":
                menu = Menu(code)
                items.append(PlannedItem(str(_(MENU_TERMS[menu])), manner=FLEXIBLE_MANNERS[menu]))
        return items

    def plan(self, rows: Sequence[PlannedItem]) -> PlanEntry:
        """The whole page as one value."""
        starts_at, ends_at = self.moments()
        values = self.cleaned_data
        return PlanEntry(
            kinds=self.kinds(),
            starts_at=starts_at,
            ends_at=ends_at,
            place=values["place"],
            items=(*self.ticked(), *rows),
            theme=values.get("theme", ""),
            card=values.get("card", ""),
            group_id=int(values["group"]) if values.get("group") else None,
            chair_id=int(values["chair"]) if values.get("chair") else None,
            recorder_id=int(values["recorder"]) if values.get("recorder") else None,
            with_activists=bool(values.get("with_activists")),
        )


def _with_content(title: str, item: ChecklistItem) -> str:
    return f"{title}" if title != item.term else f"{_(item.term)}：{_(item.content)}"


class ItemForm(forms.Form):
    """One row of the agenda."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_required = forms.BooleanField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("议程"), max_length=120, required=False)
    form = forms.ChoiceField(label=_("形式"), required=False)
    reporter = name_field(_("汇报人或负责人"))
    minutes = forms.IntegerField(
        label=_("分钟"),
        required=False,
        min_value=1,
        max_value=480,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    about = forms.ChoiceField(label=_("涉及的同志"), required=False)
    introducers = forms.CharField(label=_("入党介绍人"), max_length=80, required=False)
    pre_check_on = day_field(_("预审合格日期"), required=False)
    probation_ends_on = day_field(_("预备期届满日期"), required=False)
    extension_months = count_field(_("延长月数"), required=False)
    extended_before = forms.BooleanField(label=_("此前已延长过"), required=False)
    off = forms.BooleanField(label=_("删去这一项"), required=False)

    def __init__(self, *args: Any, shapes: Choices, persons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["form"].choices = shapes
        fields["about"].choices = [("", str(_("不涉及"))), *persons]
        self.has_cases = any(value in DEVELOPMENT_CODES for value, _label in shapes)
        if not self.has_cases:
            for name in (
                "about",
                "introducers",
                "pre_check_on",
                "probation_ends_on",
                "extension_months",
                "extended_before",
            ):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        typed = any(values.get(n) for n in ("reporter", "minutes", "about"))
        if not values.get("title") and not values.get("off") and (typed or values.get("key")):
            self.add_error("title", str(_("请填写这一项的标题，或删去这一项。")))
        matter = values.get("form", "").partition(":")[0]
        if matter in DEVELOPMENT_CODES and values.get("title") and not values.get("about"):
            self.add_error("about", str(_("请选择这一项涉及的同志。")))
        return values

    def item(self) -> PlannedItem | None:
        """The row as one value; None when it is empty or taken off."""
        values = self.cleaned_data
        if not values.get("title") or values.get("off"):
            return None
        matter, _colon, manner = (values.get("form") or "report:report").partition(":")
        return PlannedItem(
            title=values["title"],
            required=bool(values.get("is_required")),
            matter=Matter(matter),
            manner=Manner(manner) if manner else Manner.REPORT,
            minutes=values.get("minutes"),
            reporter=values.get("reporter", ""),
            case=self._case(),
            key=values.get("key"),
        )

    def _case(self) -> CaseEntry | None:
        values = self.cleaned_data
        if not values.get("about"):
            return None
        return CaseEntry(
            about_id=int(values["about"]),
            introducers=values.get("introducers", ""),
            pre_check_on=values.get("pre_check_on"),
            probation_ends_on=values.get("probation_ends_on"),
            extension_months=values.get("extension_months"),
            extended_before=bool(values.get("extended_before")),
        )


DEVELOPMENT_CODES = frozenset(
    m.value
    for m in (
        Matter.ACCEPT_PROBATIONARY,
        Matter.CONFIRM,
        Matter.EXTEND_PROBATION,
        Matter.CANCEL_PROBATION,
    )
)


class ReasonForm(forms.Form):
    """One sentence why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class LateForm(forms.Form):
    """What a late entry adds to a plan."""

    reason = forms.CharField(
        label=_("补录原因"), max_length=200, help_text=_("写进记录和台账，例：当天停电")
    )
    present = forms.TypedMultipleChoiceField(
        label=_("到会"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    excused = forms.TypedMultipleChoiceField(
        label=_("请假"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["present"].choices = fields["excused"].choices = people
