"""Themes, cards, ideas, feedback and the checklist as typed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.dates import month
from zhibu.meetings.domain.themes import (
    MENU_TERMS,
    SUITS_TERMS,
    Card,
    Fit,
    Menu,
    Required,
    Step,
    Suits,
)
from zhibu.meetings.forms.fields import (
    day_field,
    long_field,
)


class FeedbackForm(forms.Form):
    """Three questions, 1 to 5."""

    useful = forms.TypedChoiceField(
        coerce=int, choices=[(n, str(n)) for n in range(1, 6)], label=_("有收获吗？")
    )
    near = forms.TypedChoiceField(
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 6)],
        label=_("和您的学习、工作、生活贴近吗？"),
    )
    again = forms.TypedChoiceField(
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 6)],
        label=_("这样的活动，还愿意再参加吗？"),
    )


class ThemeForm(forms.Form):
    """The theme of a month."""

    month = forms.DateField(widget=forms.HiddenInput)
    theme = forms.CharField(label=_("主题"), max_length=120)
    card = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class ProposalForm(forms.Form):
    """An idea of one's own."""

    title = forms.CharField(label=_("建议的主题"), max_length=60)
    why = forms.CharField(label=_("说明"), max_length=300, required=False)


class CardForm(forms.Form):
    """A card of one's own: lines of text become steps and lists."""

    title = forms.CharField(label=_("名称"), max_length=60)
    purpose = forms.CharField(label=_("为什么做"), max_length=200, help_text=_("一句话"))
    menu = forms.ChoiceField(label=_("形式"), choices=[(m.value, _(MENU_TERMS[m])) for m in Menu])
    suits = forms.MultipleChoiceField(
        label=_("适用"),
        choices=[(s.value, _(SUITS_TERMS[s])) for s in Suits],
        widget=forms.CheckboxSelectMultiple,
    )
    months = forms.TypedMultipleChoiceField(
        label=_("适合的月份"),
        coerce=int,
        choices=[(n, month(n)) for n in range(1, 13)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    study = forms.CharField(
        label=_("集中学习的内容"),
        max_length=120,
        required=False,
        help_text=_("写文件名和条款，不抄全文"),
    )
    steps = forms.CharField(
        label=_("步骤"),
        help_text=_("每行一步，先写分钟，例：20 两人一组走访实验楼"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    prepare = long_field(_("准备"), 3, help_text=_("每行一件"))
    questions = long_field(_("讨论题"), 3, help_text=_("每行一题，最多三题"))
    follow_ups = long_field(_("30 天后看什么"), 2, help_text=_("每行一件"))

    def clean_steps(self) -> tuple[Step, ...]:
        steps = []
        for line in _lines(self.cleaned_data["steps"]):
            minutes, _space, text = line.replace("　", " ").partition(" ")
            number = minutes.removesuffix("分钟").removesuffix("分")
            if not number.isdigit() or not text.strip():
                raise forms.ValidationError(
                    _("“%(line)s”读不懂：请先写分钟，空一格，再写做什么。") % {"line": line[:20]}
                )
            steps.append(Step(int(number), text.strip()))
        return tuple(steps)

    def made(self) -> Card:
        """The card as one value; its id comes with its row."""
        values = self.cleaned_data
        questions = [*_lines(values["questions"]), "", "", ""]
        study = values["study"]
        return Card(
            id="",
            title=values["title"],
            purpose=values["purpose"],
            months=frozenset(values["months"]),
            menu=Menu(values["menu"]),
            suits=frozenset(Suits(s) for s in values["suits"]),
            place=values["place"],
            required=(Fit(Required.STUDY, study),) if study else (),
            steps=values["steps"],
            prepare=tuple(_lines(values["prepare"])),
            materials=(),
            questions=(questions[0], questions[1], questions[2]),
            roles=(),
            follow_ups=tuple(_lines(values["follow_ups"])),
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ChecklistForm(forms.Form):
    """One line of a checklist; an empty title leaves it out."""

    title = forms.CharField(label=_("名称"), max_length=60, required=False)
    content = forms.CharField(label=_("内容"), max_length=200, required=False)


class SinceForm(forms.Form):
    """From which day."""

    since = day_field(_("从哪天起"))
