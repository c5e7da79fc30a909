"""The shape of what is typed about persons; the rules belong to the actions."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kit.forms import AskingForm, DayField, LastDayField
from zhibu.orgs.domain.kinds import REASON_TERMS, Reason
from zhibu.orgs.models import Organisation, Post
from zhibu.people.fields import EDITABLE, FIELDS, PersonField, UnfitValue
from zhibu.people.models import StatusSpan

ORDER_NAMES = (("pinyin", _("姓名拼音")), ("strokes", _("姓名笔画")), ("number", _("学号/工号")))
ANYBODY = [("", _("请选择"))]


class RosterForm(forms.Form):
    """What part of the roster is looked at, and how."""

    find = forms.CharField(label=_("查找"), max_length=60, required=False)
    org = forms.IntegerField(required=False)
    day = DayField(label=_("截至日期"), required=False)
    kind = forms.ChoiceField(
        choices=[("", _("全部")), *StatusSpan.Kind.choices], required=False, label=_("人员类别")
    )
    order = forms.ChoiceField(label=_("排序"), choices=ORDER_NAMES, required=False)
    page = forms.CharField(required=False)


def _field_of(spec: PersonField) -> forms.Field:
    """The control for one field of a person."""
    label = str(spec.label)
    if spec.day:
        return DayField(label=label, required=False)
    if spec.codes:
        choices = [("", _("未填")), *spec.codes.items()]
        if spec.name == "sex":
            choices = list(spec.codes.items())
        return forms.ChoiceField(label=label, required=False, choices=choices)
    must = spec.name in {"name", "staff_no"}
    return forms.CharField(label=label, required=must, max_length=spec.longest)


class PersonForm(AskingForm):
    """The fields of a person that the branch keeps."""

    parts = (
        (_("身份"), ("name", "staff_no", "sex", "ethnic", "birth_date", "phone")),
        (_("学习和工作"), ("occupation", "cohort", "major", "education", "degree")),
        (_("入党"), ("applied_on", "joined_on", "confirmed_on")),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for _title, names in self.parts:
            for name in names:
                self.fields[name] = _field_of(FIELDS[name])
                self.ask(self.fields[name])
        assert set(self.fields) >= EDITABLE

    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields under their heads, as the page draws them."""
        return [(title, [self[name] for name in names]) for title, names in self.parts]


class AddPersonForm(PersonForm):
    """A person put on the roster by hand: the fields, what they are, and since when."""

    kind = forms.ChoiceField(label=_("人员类别"), choices=StatusSpan.Kind.choices)
    since = DayField(label=_("编入本支部的日期"))

    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        return [*super().groups(), (_("编入"), [self["kind"], self["since"]])]


class StatusForm(AskingForm):
    """What somebody is to the Party from a day on."""

    kind = forms.ChoiceField(label=_("人员类别"), choices=StatusSpan.Kind.choices)
    standing = forms.ChoiceField(label=_("党籍状态"), choices=StatusSpan.Standing.choices)
    since = DayField(
        label=_("自哪一天起"), help_text=_("转正为预备期满之日，接收为支部党员大会通过之日。")
    )
    ground = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("决议或批复，例：学院党委〔2026〕15号批复。")
    )


class VoteForm(AskingForm):
    """Whether the right to vote rests. The ground is a number of a paper, never the matter."""

    suspended = forms.TypedChoiceField(
        label=_("表决权"),
        choices=[("1", _("停止")), ("0", _("恢复"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    since = DayField(label=_("自哪一天起"))
    ground = forms.CharField(
        label=_("文号"), max_length=60, help_text=_("只填文号，不写事由；支部只看到有无表决权。")
    )


class MoveForm(AskingForm):
    """To another branch from a day on."""

    organisation_id = forms.TypedChoiceField(label=_("转入党支部"), coerce=int)
    since = DayField(label=_("自哪一天起"))
    ground = forms.CharField(label=_("依据"), max_length=200, required=False)

    def to(self, targets: list[Organisation]) -> None:
        field = self.fields["organisation_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*ANYBODY, *((o.pk, o.name) for o in targets)]


class AppointForm(AskingForm):
    """Somebody takes up a post."""

    post = forms.ChoiceField(label=_("职务"))
    person_id = forms.TypedChoiceField(label=_("任职人"), coerce=int, required=False)
    staff_no = forms.CharField(
        label=_("任职人的学号或工号"), max_length=32, required=False, help_text=_("须已在名册。")
    )
    since = DayField(label=_("自哪一天起"))
    until = LastDayField(label=_("至哪一天止"), required=False, help_text=_("包含这一天。"))
    ground = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("选举、批复或任命的文件。")
    )

    def among(self, people: list[tuple[int, str]], posts: list[str]) -> None:
        """The posts of this body; its people as a list, or a number where there are too many."""
        post = self.fields["post"]
        assert isinstance(post, forms.ChoiceField)
        labels = dict(Post.choices)
        post.choices = [*ANYBODY, *((p, labels[Post(p)]) for p in posts)]
        if not people:
            del self.fields["person_id"]
            self.fields["staff_no"].required = True
            return
        del self.fields["staff_no"]
        somebody = self.fields["person_id"]
        assert isinstance(somebody, forms.ChoiceField)
        somebody.required = True
        somebody.choices = [*ANYBODY, *people]


class EndForm(AskingForm):
    """The day a post ends."""

    on = LastDayField(label=_("任职的最后一天"))


class AskForm(AskingForm):
    """A correction asked for."""

    field = forms.ChoiceField(
        label=_("哪一项"), choices=[*ANYBODY, *((f.name, f.label) for f in FIELDS.values())]
    )
    asked = forms.CharField(label=_("应为"), max_length=200)
    reason = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        help_text=_("例：以入党志愿书为准。不用附材料。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(AskingForm):
    """The answer to a correction."""

    accepted = forms.TypedChoiceField(
        label=_("答复"),
        choices=[("1", _("按下面的内容更正")), ("0", _("不采纳"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    value = forms.CharField(label=_("更正为"), max_length=200, required=False)
    answer = forms.CharField(
        label=_("给本人的话"),
        max_length=300,
        required=False,
        help_text=_("不采纳时写明理由。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReadingForm(AskingForm):
    """How one's own name is read."""

    reading = forms.CharField(
        label=_("读音"),
        max_length=120,
        required=False,
        help_text=_("按字写拼音，例：qín lè 或 qin2 le4。留空则按常用读音。"),
    )


class ReshapeForm(AskingForm):
    """What every change of the tree needs: its day; the superior's paper only to carry it out."""

    on = DayField(label=_("变更日期"), help_text=_("这一天起按新的组织；前一天仍可查看原样。"))
    ground = forms.CharField(label=_("批准文件"), max_length=200, required=False)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(ReshapeForm):
    """A change with a ground of the regulations."""

    reason = forms.ChoiceField(
        label=_("事由"), choices=[(r.value, REASON_TERMS[r]) for r in Reason]
    )

    def clean_reason(self) -> Reason:
        return Reason(self.cleaned_data["reason"])


def _choose(
    form: forms.Form, name: str, bodies: list[Organisation], *, empty: bool = False
) -> None:
    """The bodies that may be chosen in a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*(ANYBODY if empty else []), *((o.pk, o.name) for o in bodies)]


class MergeForm(ReasonForm):
    """Which branches, and what they become."""

    way = forms.ChoiceField(label=_("合并成"), widget=forms.RadioSelect)
    others = forms.TypedMultipleChoiceField(
        label=_("与哪些党支部合并"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(
        label=_("新支部的全称"), max_length=120, required=False, help_text=_("合并为新支部时填写。")
    )
    field_order = ("others", "way", "name", "on", "reason", "ground")

    def of(self, body: Organisation, others: list[Organisation]) -> None:
        _choose(self, "others", others)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [
            ("here", _("并入“%(name)s”") % {"name": body.name}),
            ("there", _("“%(name)s”并入所选的支部") % {"name": body.name}),
            ("new", _("合并为新的党支部")),
        ]

    def clean(self) -> dict[str, object]:
        values = self.cleaned_data
        if values.get("way") == "there" and len(values.get("others", [])) > 1:
            self.add_error("others", _("并入别的支部时只选一个。"))
        if values.get("way") == "new" and not values.get("name", "").strip():
            self.add_error("name", _("请填写新支部的全称，与公章一致。"))
        return values


class SplitForm(ReasonForm):
    """Who goes to a branch of their own, and its name."""

    name = forms.CharField(label=_("分出的支部全称"), max_length=120, help_text=_("与公章一致。"))
    people = forms.TypedMultipleChoiceField(
        label=_("分出去的人"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("name", "people", "on", "reason", "ground")

    def of(self, people: list[tuple[int, str]]) -> None:
        field = self.fields["people"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class RemoveForm(ReshapeForm):
    """Under which parent."""

    parent_id = forms.TypedChoiceField(label=_("新的上级"), coerce=int)
    field_order = ("parent_id", "on", "ground")

    def of(self, parents: list[Organisation]) -> None:
        _choose(self, "parent_id", parents, empty=True)


class DissolveForm(ReasonForm):
    """Where the people go."""

    target_id = forms.TypedChoiceField(
        label=_("人员转入"), coerce=int, empty_value=None, required=False
    )
    field_order = ("target_id", "on", "reason", "ground")

    def of(self, targets: list[Organisation]) -> None:
        _choose(self, "target_id", targets, empty=True)


class SeasonForm(ReshapeForm):
    """Whose members leave; who of them stays; which branches are joined."""

    cohorts = forms.MultipleChoiceField(
        label=_("哪些年级离校"), widget=forms.CheckboxSelectMultiple, required=False
    )
    staying = forms.TypedMultipleChoiceField(
        label=_("其中暂不离校的"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    merges = forms.MultipleChoiceField(
        label=_("合并建议"), widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("cohorts", "on", "staying", "merges", "ground")

    def of(self, cohorts: list[tuple[str, str]], people: list[tuple[int, str]]) -> None:
        field, staying = self.fields["cohorts"], self.fields["staying"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(staying, forms.ChoiceField)
        field.choices, staying.choices = cohorts, people

    def offer(self, merges: list[tuple[str, str]]) -> None:
        """The mergers proposed, as ``source-target`` with a sentence each."""
        field = self.fields["merges"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = merges


def whole_day(text: str) -> date | None:
    """A day as it stands in an address; None when there is none or it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_value(spec: PersonField, text: str) -> str:
    """What was typed for a field as the page shows it again; as typed when it does not fit."""
    try:
        return spec.said(spec.read(text))
    except UnfitValue:
        return text
