"""Who people are to the Party: the roster's columns, dated. Source: domain.md 10.2."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.orgs.models import ONE_DAY, DateRange, Organisation, Post


class Person(models.Model):
    """One person (人员), once, whatever branches they pass through.

    Not collected: identity number, home address, native place, family (least data).
    pinyin_key, stroke_key: stored sort keys; initials: for search (zs → 张三). reading: the name's
    pinyin as its bearer corrected it (``ou1 ming2``), empty while our own guess stands.
    Privacy: use 党员教育管理; basis 法定职责; reader 本人和本支部支委; kept 在册期间及转出后 2 年;
    export 本人随时; erase 转出满期后脱名.
    """

    class Sex(models.TextChoices):
        UNKNOWN = "0", _("未知")
        MALE = "1", _("男")
        FEMALE = "2", _("女")
        UNSAID = "9", _("未说明")

    name = models.CharField(_("姓名"), max_length=80)
    staff_no = models.CharField(_("学号/工号"), max_length=32, unique=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    ethnic = models.CharField(_("民族"), max_length=2, blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    education = models.CharField(_("学历"), max_length=2, blank=True)
    degree = models.CharField(_("学位"), max_length=3, blank=True)
    occupation = models.CharField(_("工作岗位"), max_length=40, blank=True)
    cohort = models.CharField(_("年级"), max_length=20, blank=True)
    major = models.CharField(_("专业"), max_length=60, blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    applied_on = models.DateField(_("递交入党申请书日期"), null=True, blank=True)
    joined_on = models.DateField(_("入党日期"), null=True, blank=True)
    confirmed_on = models.DateField(_("转正日期"), null=True, blank=True)
    reading = models.CharField(_("姓名读音"), max_length=120, blank=True)
    pinyin_key = models.CharField(_("拼音"), max_length=200, blank=True)
    stroke_key = models.CharField(_("笔画"), max_length=300, blank=True)
    initials = models.CharField(_("拼音首字母"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        indexes = [
            models.Index(fields=["pinyin_key", "id"], name="people_by_pinyin"),
            models.Index(fields=["stroke_key", "id"], name="people_by_strokes"),
            GinIndex(fields=["name"], name="people_name_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="people_name_is_given",
                violation_error_message=_("缺姓名"),
            ),
            models.CheckConstraint(
                condition=~Q(staff_no=""),
                name="people_number_is_given",
                violation_error_message=_("缺学号或工号"),
            ),
            models.CheckConstraint(
                condition=Q(joined_on=None)
                | Q(confirmed_on=None)
                | Q(confirmed_on__gte=F("joined_on")),
                name="people_confirmed_after_joining",
                violation_error_message=_("转正日期不能早于入党日期"),
            ),
            models.CheckConstraint(
                condition=Q(birth_date=None) | Q(joined_on=None) | Q(joined_on__gt=F("birth_date")),
                name="people_joined_after_birth",
                violation_error_message=_("入党日期不能早于出生日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StatusSpan(models.Model):
    """What a person is to the Party, from a day to a day (人员类别与党籍状态).

    Privacy: use 党员教育管理; basis 法定职责; reader 本人、本支部支委、上级组织员; kept 长期;
    export 本人随时; erase 转出满期后脱名.
    """

    class Kind(models.TextChoices):
        APPLICANT = "applicant", _("入党申请人")
        ACTIVIST = "activist", _("入党积极分子")
        PROSPECT = "prospect", _("发展对象")
        PROBATIONARY = "probationary", _("预备党员")
        FULL = "full", _("正式党员")

    class Standing(models.TextChoices):
        NORMAL = "normal", _("正常")
        SUSPENDED = "suspended", _("停止党籍")
        REMOVED = "removed", _("已除名")
        LEFT = "left", _("已离开")

    person = models.ForeignKey(Person, models.PROTECT, related_name="statuses")
    kind = models.CharField(_("人员类别"), max_length=12, choices=Kind)
    standing = models.CharField(
        _("党籍状态"), max_length=10, choices=Standing, default=Standing.NORMAL
    )
    # Under 留党察看: no vote, no right to elect or be elected (选举条例).
    vote_suspended = models.BooleanField(_("表决权停止"), default=False)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("人员类别")
        indexes = [models.Index(fields=["person", "since"], name="people_status_history")]
        constraints = [
            ExclusionConstraint(
                name="people_one_status_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一天只能有一种人员类别"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="people_status_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Membership(models.Model):
    """Belonging to one organisation, from a day to a day (组织关系). Never two on one day.

    group: the 党小组 inside the branch, an organisation of kind ``group``.
    Privacy: use 组织关系管理; basis 法定职责; reader 本支部党员、上级组织管理员; kept 长期;
    export 本人随时; erase 转出满期后脱名.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    group = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="group_memberships"
    )
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("组织关系")
        indexes = [
            models.Index(
                fields=["organisation", "person"],
                name="people_members_now",
                condition=Q(until=None),
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="people_one_membership_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一天只能在一个党组织"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="people_membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}@{self.organisation_id}"


class Appointment(models.Model):
    """A post held in an organisation, from a day to a day (任职). Rights follow it and end with it.

    Privacy: use 任职与权限; basis 法定职责; reader 本组织成员、上级组织管理员; kept 长期;
    export 本人随时; erase 转出满期后脱名.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    post = models.CharField(_("职务"), max_length=20, choices=Post)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        constraints = [
            ExclusionConstraint(
                name="people_a_post_is_held_once_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这段时间已任同一职务"),
            ),
            ExclusionConstraint(
                name="people_three_duties_apart",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("post", RangeOperators.NOT_EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(post__in=["operator", "security", "audit"]),
                violation_error_message=_("系统、安全、审计三项职责须由三个人分别担任。"),
            ),
            ExclusionConstraint(
                name="people_one_secretary_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(post="secretary"),
                violation_error_message=_("这段时间已有书记"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="people_appointment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post}@{self.organisation_id}"

    @property
    def last_day(self) -> date | None:
        return self.until - ONE_DAY if self.until else None
