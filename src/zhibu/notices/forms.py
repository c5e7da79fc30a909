"""The shape of what is typed about notices; the rules belong to the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import AskingForm
from zhibu.notices.domain import FIRST_HOUR, LAST_HOUR, Audience, Reach
from zhibu.notices.models import Notice, NoticeDraft
from zhibu.people.models import StatusSpan

HOURS = range(FIRST_HOUR, LAST_HOUR + 1)
Choices = list[tuple[str, str]]
REACH_WORDS = {
    Reach.EVERYONE: _("全体，含入党积极分子"),
    Reach.GROUPS: _("按党小组"),
    Reach.COMMITTEE: _("支委会"),
    Reach.KINDS: _("按人员类别"),
    Reach.SECRETARIES: _("支部书记、副书记"),
    Reach.BRANCHES: _("选定支部的全体"),
    Reach.SUBTREE: _("各支部全体"),
}


def text_field(**more: Any) -> forms.CharField:
    """The notice's text."""
    return forms.CharField(
        label=_("内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("要做什么，什么时候之前，找谁问。不写个人隐私和涉密内容。"),
        **more,
    )


class EmailForm(AskingForm):
    """One's own address."""

    email = forms.EmailField(
        label=_("邮箱"), max_length=254, help_text=_("会收到一封带链接的邮件，登录后打开即可验证。")
    )


class MailForm(AskingForm):
    """Which notices come by mail, and when."""

    kinds = forms.MultipleChoiceField(
        label=_("收哪些"),
        choices=Notice.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不选，就不发邮件。"),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("什么时候收"),
        choices=lambda: [
            ("", _("有通知就发")),
            *((h, _("每天 %d 点，合成一封") % h) for h in HOURS),
        ],
        required=False,
        coerce=int,
        empty_value=None,
    )


class TextForm(AskingForm):
    """Title and text of a notice that was sent."""

    title = forms.CharField(label=_("标题"), max_length=120)
    body = text_field(required=False)
    again = forms.BooleanField(
        label=_("请大家再看一遍"),
        required=False,
        help_text=_("内容变了请勾选，已有的回执会收回；只改错字不用勾。"),
    )


class AddendumForm(AskingForm):
    """What is added for everybody."""

    body = forms.CharField(
        label=_("补充说明"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("收到通知的人都看得到；一次答复所有问题。"),
    )


class WriteForm(AskingForm):
    """A general notice and whom it is for."""

    title = forms.CharField(
        label=_("标题"), max_length=120, help_text=_("一句话说清，例：12月2日前交党费，找周若棠。")
    )
    body = text_field(required=False)
    reach = forms.ChoiceField(label=_("发给谁"), widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("哪些党小组"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("哪些人员"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=StatusSpan.Kind.choices,
    )
    branches = forms.MultipleChoiceField(
        label=_("哪些支部"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("发给书记、副书记时可以不选，即发给全部支部。"),
    )

    def offer(self, reaches: tuple[Reach, ...], *, groups: Choices, branches: Choices) -> None:
        """Only what this body can choose among."""
        if not groups:
            reaches = tuple(r for r in reaches if r is not Reach.GROUPS)
        self._choose("reach", [(str(r), str(REACH_WORDS[r])) for r in reaches])
        self._choose("groups", groups)
        self._choose("branches", branches)
        for name, needs in (("groups", Reach.GROUPS), ("kinds", Reach.KINDS)):
            if needs not in reaches:
                del self.fields[name]
        if Reach.BRANCHES not in reaches:
            del self.fields["branches"]

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def audience(self) -> Audience:
        """What was chosen, of a sound form."""
        values = self.cleaned_data
        reach = Reach(values["reach"])
        chosen: list[str] = []
        if reach is Reach.GROUPS:
            chosen = values["groups"]
        elif reach in {Reach.BRANCHES, Reach.SECRETARIES}:
            chosen = values["branches"]
        kinds = tuple(values["kinds"]) if reach is Reach.KINDS else ()
        return Audience(reach, tuple(int(pk) for pk in chosen), kinds)


class DraftForm(WriteForm):
    """The same while it is being written: nothing has to be there yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean_reach(self) -> str:
        return str(self.cleaned_data["reach"] or Reach.EVERYONE)


def initial_of(draft: NoticeDraft | None, default: Reach) -> dict[str, Any]:
    """What the form starts with."""
    if draft is None:
        return {"reach": str(default)}
    bodies = [str(pk) for pk in draft.audience.get("bodies", ())]
    return {
        "title": draft.title,
        "body": draft.body,
        "reach": draft.audience.get("reach", str(default)),
        "groups": bodies,
        "branches": bodies,
        "kinds": list(draft.audience.get("kinds", ())),
    }


def audience_of(draft: NoticeDraft) -> Audience:
    """The audience a draft keeps."""
    kept = draft.audience
    return Audience(Reach(kept["reach"]), tuple(kept["bodies"]), tuple(kept["kinds"]))
