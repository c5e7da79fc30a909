"""A rulebook as typed (积分办法): its head, one rule, its adoption. No code, plain fields."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import AskingForm, DayField
from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.domain.rules import (
    INSIDE,
    SPAN_WORDS,
    Band,
    Measure,
    Over,
    Part,
    Rule,
    Rulebook,
    Span,
    shown,
)

_SHORT = {"inputmode": "decimal", "class": "short"}
_PERIODS = [(span.value, _(SPAN_WORDS[span])) for span in (Span.MONTH, Span.TERM, Span.YEAR)]
WAYS = {
    "each": (_("每一次"), Measure.COUNT, Over.EACH),
    "each_minutes": (_("每一次的分钟数"), Measure.MINUTES, Over.EACH),
    "sum": (_("累计的次数"), Measure.COUNT, Over.PERIOD),
    "sum_minutes": (_("累计的分钟数"), Measure.MINUTES, Over.PERIOD),
}


def hundredths(words: str) -> int:
    """Points as typed, in hundredths. Raises ValidationError."""
    try:
        amount = Decimal(words.strip().removesuffix("分").strip()) * 100
    except InvalidOperation as not_a_number:
        raise forms.ValidationError(
            gettext("“%(words)s”不是分数，例：2 或 0.5。") % {"words": words}
        ) from not_a_number
    if amount != amount.to_integral_value() or abs(amount) > 10_000_000:
        raise forms.ValidationError(gettext("分数最多两位小数。"))
    return int(amount)


class PointsField(forms.CharField):
    """Points with up to two decimals, kept in hundredths."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=12, widget=forms.TextInput(attrs=_SHORT), **more)

    def clean(self, value: Any) -> Any:  # Any: as Field's
        words = super().clean(value)
        return hundredths(words) if words else None

    def prepare_value(self, value: Any) -> Any:  # Any: as Field's
        return shown(value) if isinstance(value, int) else value


class KindsField(forms.MultipleChoiceField):
    """Kinds of fact; any name is taken, so that the linter can say why it may not be."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: object) -> bool:
        return len(str(value)) <= 40


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


class HeadForm(AskingForm):
    """Title, period, parts and notes."""

    title = forms.CharField(label=_("名称"), max_length=60)
    period = forms.ChoiceField(label=_("多久结算一次"), choices=_PERIODS)
    parts = forms.CharField(
        label=_("部分和上限"),
        required=False,
        help_text=_("一行一个：名称、空格、上限分数。不分部分就留空。例：学习 24"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    notes = forms.CharField(
        label=_("附则"),
        required=False,
        max_length=1000,
        help_text=_("一行一条。自愿、异议、结算周期已经写好，不必重复。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_parts(self) -> tuple[Part, ...]:
        return tuple(_part_of(line) for line in _lines(self.cleaned_data["parts"])[:9])

    def clean_notes(self) -> tuple[str, ...]:
        return tuple(_lines(self.cleaned_data["notes"])[:9])

    def clean_period(self) -> Span:
        return Span(self.cleaned_data["period"])

    @classmethod
    def of(cls, book: Rulebook) -> dict[str, Any]:
        """The values a page begins with."""
        return {
            "title": book.title,
            "period": book.period.value,
            "parts": "\n".join(
                part.name + (f" {shown(part.ceiling)}" if part.ceiling is not None else "")
                for part in book.parts
            ),
            "notes": "\n".join(book.notes),
        }


def _part_of(line: str) -> Part:
    """学习 24 → a part with a ceiling; 学习 → one without."""
    name, _space, last = line.rpartition(" ")
    if name and re.fullmatch(r"-?[0-9.]+分?", last):
        return Part(name.strip()[:20], hundredths(last))
    return Part(line[:20])


class RuleForm(AskingForm):
    """One rule, as its sentence is read."""

    kinds = KindsField(
        label=_("计什么"),
        required=False,
        choices=lambda: [(kind.code, gettext(kind.label)) for kind in FACT_KINDS.values()],
    )
    hundredths = PointsField(label=_("计多少分"), required=False)
    way = forms.ChoiceField(
        label=_("按什么算"), choices=[(code, way[0]) for code, way in WAYS.items()]
    )
    per = forms.IntegerField(
        label=_("每满多少"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("按次填 1；每小时填 60 分钟。"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    bands = forms.CharField(
        label=_("分档"),
        required=False,
        help_text=_(
            "一行一档：达到多少、空格、计多少分，取最高一档。填了分档，上面的分数不用。例：4 10"
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cap = PointsField(label=_("最多多少分"), required=False)
    cap_period = forms.ChoiceField(label=_("上限的周期"))
    part = forms.ChoiceField(label=_("属于哪个部分"), required=False)
    opt_in = forms.BooleanField(label=_("这一条另由本人选择是否参加"), required=False)
    note = forms.CharField(label=_("说明"), required=False, max_length=120)

    def __init__(self, *args: Any, book: Rulebook, **more: Any) -> None:  # as Form's
        super().__init__(*args, **more)
        spans, parts = self.fields["cap_period"], self.fields["part"]
        assert isinstance(spans, forms.ChoiceField)
        assert isinstance(parts, forms.ChoiceField)
        spans.choices = [(span.value, gettext(SPAN_WORDS[span])) for span in INSIDE[book.period]]
        parts.choices = [(part.name, part.name) for part in book.parts]
        if not book.parts:
            del self.fields["part"]

    def clean_bands(self) -> tuple[Band, ...]:
        found = []
        for line in _lines(self.cleaned_data["bands"])[:9]:
            least, _space, amount = line.partition(" ")
            if not least.isdigit() or not amount.strip():
                raise forms.ValidationError(
                    gettext("“%(line)s”看不懂，例：4 10（达到 4，计 10 分）。") % {"line": line}
                )
            found.append(Band(int(least[:6]), hundredths(amount)))
        return tuple(found)

    def rule(self) -> Rule:
        """What was typed, as a rule; its code is set by the action."""
        values = self.cleaned_data
        _label, measure, over = WAYS[values["way"]]
        return Rule(
            code="",
            kinds=tuple(values["kinds"]),
            hundredths=values["hundredths"] or 0,
            measure=measure,
            per=values["per"] or 1,
            over=over,
            bands=values["bands"],
            cap=values["cap"],
            cap_period=Span(values["cap_period"]),
            part=values.get("part", ""),
            opt_in=values["opt_in"],
            note=values["note"].strip(),
        )

    @classmethod
    def of(cls, rule: Rule) -> dict[str, Any]:
        """The values a page begins with."""
        way = next(code for code, known in WAYS.items() if known[1:] == (rule.measure, rule.over))
        return {
            "kinds": list(rule.kinds),
            "hundredths": rule.hundredths or None,
            "way": way,
            "per": rule.per,
            "bands": "\n".join(f"{band.least} {shown(band.hundredths)}" for band in rule.bands),
            "cap": rule.cap,
            "cap_period": rule.cap_period.value,
            "part": rule.part,
            "opt_in": rule.opt_in,
            "note": rule.note,
        }


class AdoptForm(AskingForm):
    """The resolution, and the first day."""

    ground = forms.CharField(
        label=_("依据的决议"), max_length=200, help_text=_("例：11 月 20 日支部党员大会")
    )
    since = DayField(label=_("从哪天起施行"))
