"""What we hold about a person, field by field (人员信息项): its name, how it is shown, how it is typed.

Source: domain.md 10.2, 10.3 (GB/T 2261.1, 3304, 4658, 6864).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit.dates import full_day
from zhibu.people.models import Person
from zhibu.people.roster.codes import ETHNIC_NAMES

Words = str | Promise

EDUCATION_NAMES = {
    "10": "研究生教育", "11": "博士研究生毕业", "12": "博士研究生结业", "13": "博士研究生肄业",
    "14": "硕士研究生毕业", "15": "硕士研究生结业", "16": "硕士研究生肄业", "17": "研究生班毕业",
    "18": "研究生班结业", "19": "研究生班肄业", "20": "大学本科", "21": "大学本科毕业",
    "22": "大学本科结业", "23": "大学本科肄业", "28": "大学普通班毕业", "30": "大学专科",
    "31": "大学专科毕业", "32": "大学专科结业", "33": "大学专科肄业", "40": "中等职业教育",
    "41": "中等专科毕业", "42": "中等专科结业", "43": "中等专科肄业", "44": "职业高中毕业",
    "45": "职业高中结业", "46": "职业高中肄业", "47": "技工学校毕业", "48": "技工学校结业",
    "49": "技工学校肄业", "60": "普通高中", "61": "普通高中毕业", "62": "普通高中结业",
    "63": "普通高中肄业", "70": "初中", "71": "初中毕业", "80": "小学", "81": "小学毕业", "90": "其他",
}  # fmt: skip
_STUDIES = (
    "哲学", "经济学", "法学", "教育学", "文学", "历史学", "理学", "工学", "农学", "医学", "军事学",
    "管理学", "艺术学",
)  # fmt: skip
DEGREE_NAMES = {"1": "名誉博士", "2": "博士", "3": "硕士", "4": "学士"} | {
    f"{level}{place:02d}": f"{study}{name}"
    for level, name in (("2", "博士"), ("3", "硕士"), ("4", "学士"))
    for place, study in enumerate(_STUDIES, start=1)
}
SEX_NAMES = {str(value): str(label) for value, label in Person.Sex.choices}
_DAY = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)


class UnfitValue(ValueError):
    """What was typed cannot be a value of this field; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class PersonField:
    """One field of a person. codes: stored value → word; day: a date.

    own: whether it is a column of the person; others (支部、类别、职务) follow from dated spans and
    are changed by their own action.
    """

    name: str
    label: Words
    codes: Mapping[str, str] = field(default_factory=dict)
    day: bool = False
    own: bool = True
    longest: int = 80

    def shown(self, person: Person) -> str:
        """The value as a page shows it; empty when not known."""
        return self.said(getattr(person, self.name)) if self.own else ""

    def said(self, value: object) -> str:
        """A stored value in words."""
        if value in {None, ""} or (self.name == "sex" and value == Person.Sex.UNKNOWN):
            return ""
        if isinstance(value, date):
            return full_day(value)
        return self.codes.get(str(value), str(value))

    def read(self, text: str) -> str | date | None:
        """What somebody typed as the value to store. Raises UnfitValue."""
        text = text.strip()
        if self.day:
            return _day_of(text) if text else None
        if self.codes:
            words = {word: code for code, word in self.codes.items()}
            found = text if text in self.codes else words.get(text) or words.get(f"{text}族")
            if text and found is None:
                raise UnfitValue(_("“%(text)s”不在可选的内容里。") % {"text": text})
            return found or ("0" if self.name == "sex" else "")
        if len(text) > self.longest:
            raise UnfitValue(_("最多 %(count)d 个字。") % {"count": self.longest})
        return text


def _day_of(text: str) -> date:
    fits = _DAY.fullmatch(text)
    if fits is None:
        raise UnfitValue(_("请写完整的年月日，例：2025年5月20日。"))
    year, month, day = (int(part) for part in fits.groups() if part)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnfitValue(_("没有这一天，请核对。")) from error


FIELDS: dict[str, PersonField] = {
    one.name: one
    for one in (
        PersonField("name", gettext_lazy("姓名")),
        PersonField("staff_no", gettext_lazy("学号/工号"), longest=32),
        PersonField("sex", gettext_lazy("性别"), codes=SEX_NAMES),
        PersonField("ethnic", gettext_lazy("民族"), codes=ETHNIC_NAMES),
        PersonField("birth_date", gettext_lazy("出生日期"), day=True),
        PersonField("education", gettext_lazy("学历"), codes=EDUCATION_NAMES),
        PersonField("degree", gettext_lazy("学位"), codes=DEGREE_NAMES),
        PersonField("occupation", gettext_lazy("工作岗位"), longest=40),
        PersonField("cohort", gettext_lazy("年级"), longest=20),
        PersonField("major", gettext_lazy("专业"), longest=60),
        PersonField("phone", gettext_lazy("手机"), longest=20),
        PersonField("applied_on", gettext_lazy("递交入党申请书日期"), day=True),
        PersonField("joined_on", gettext_lazy("入党日期"), day=True),
        PersonField("confirmed_on", gettext_lazy("转正日期"), day=True),
        PersonField("kind", gettext_lazy("人员类别"), own=False),
        PersonField("branch", gettext_lazy("所在党支部、党小组"), own=False),
        PersonField("posts", gettext_lazy("党内职务"), own=False),
    )
}
EDITABLE = frozenset(name for name, one in FIELDS.items() if one.own)


def values_of(person: Person) -> dict[str, object]:
    """Stored values of the person's own fields, by name."""
    return {name: getattr(person, name) for name in EDITABLE}
