"""The organisation tree (组织树), terms of office (届次), calendars and policy switches.

Source: domain.md 1; 《中国共产党支部工作条例（试行）》. Every span of days is half-open:
``since`` counts, ``until`` does not; an open span has no ``until``.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock

ONE_DAY = timedelta(days=1)


class DateRange(Func):
    """``daterange(since, until)``, half-open; an open end is unbounded."""

    function = "daterange"
    output_field = DateRangeField()


class Post(models.TextChoices):
    """Posts that carry rights (职务). Source: domain.md 1.3; the last five are the platform's."""

    SECRETARY = "secretary", _("书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    ORGANISATION = "organisation", _("组织委员")
    PUBLICITY = "publicity", _("宣传委员")
    DISCIPLINE = "discipline", _("纪检委员")
    GROUP_LEADER = "group_leader", _("党小组组长")
    ORGANIZER = "organizer", _("组织员")
    COLLEGE_ORGANISER = "college_organiser", _("院系组织管理员")
    UNIVERSITY_ORGANISER = "university_organiser", _("学校组织部管理员")
    OPERATOR = "operator", _("系统运维员")
    SECURITY = "security", _("安全管理员")
    AUDIT = "audit", _("审计员")


COMMITTEE_POSTS: tuple[str, ...] = (
    Post.SECRETARY,
    Post.DEPUTY_SECRETARY,
    Post.ORGANISATION,
    Post.PUBLICITY,
    Post.DISCIPLINE,
)
ORGANISER_POSTS: tuple[str, ...] = (
    Post.ORGANIZER,
    Post.COLLEGE_ORGANISER,
    Post.UNIVERSITY_ORGANISER,
)


class Organisation(models.Model):
    """Any Party body in the tree (党组织).

    path: ids from the root down, each closed by a dot (``1.4.9.``); this moment's place.
    How it stood on another day is in ``Placement``. recorded_since: the day it came to be kept
    here; nothing is asked of it for the time before.
    """

    class Kind(models.TextChoices):
        SCHOOL_COMMITTEE = "school_committee", _("学校党委")
        COLLEGE_COMMITTEE = "college_committee", _("院系党委")
        GENERAL_BRANCH = "general_branch", _("党总支")
        DIRECT_BRANCH = "direct_branch", _("直属党支部")
        BRANCH = "branch", _("党支部")
        JOINT_BRANCH = "joint_branch", _("联合党支部")
        TEMPORARY_BRANCH = "temporary_branch", _("临时党支部")
        GROUP = "group", _("党小组")

    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("全称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    path = models.CharField(_("路径"), max_length=400, unique=True)
    founded_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    recorded_since = models.DateField(_("在本平台记录起始日"), default=clock.today)
    dissolve_ground = models.CharField(_("撤销事由"), max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("党组织")
        indexes = [
            models.Index(fields=["path"], name="orgs_path_prefix", opclasses=["text_pattern_ops"])
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(path__regex=r"^([0-9]+\.)+$"), name="orgs_path_is_ids_and_dots"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("founded_on")),
                name="orgs_dissolved_after_founded",
                violation_error_message=_("撤销日期不能早于成立日期"),
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(dissolved_on=None),
                name="orgs_one_name_under_a_parent",
                violation_error_message=_("同一上级之下已有同名党组织"),
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(parent=None) & Q(dissolved_on=None),
                name="orgs_one_root",
                violation_error_message=_("一个单位只有一个学校党委"),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_branch(self) -> bool:
        """A body whose general meeting decides and whose secretary keeps the records."""
        return self.kind in BRANCH_KINDS


BRANCH_KINDS: tuple[str, ...] = (
    Organisation.Kind.BRANCH,
    Organisation.Kind.DIRECT_BRANCH,
    Organisation.Kind.JOINT_BRANCH,
    Organisation.Kind.TEMPORARY_BRANCH,
)


class Placement(models.Model):
    """Where an organisation stood in the tree, from a day to a day (隶属关系).

    name: the full name it bore then, where that is no longer its name; empty otherwise.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    path = models.CharField(_("路径"), max_length=400)
    name = models.CharField(_("当时全称"), max_length=120, blank=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("隶属关系")
        indexes = [
            models.Index(
                fields=["path"], name="orgs_placement_path", opclasses=["text_pattern_ops"]
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="orgs_one_place_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一天只能有一个上级"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="orgs_placement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.path}"


class Succession(models.Model):
    """What became of what: merged into, split from (沿革)."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("合并")
        SPLIT = "split", _("分设")

    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    source = models.ForeignKey(Organisation, models.PROTECT, related_name="became")
    target = models.ForeignKey(Organisation, models.PROTECT, related_name="came_from")
    on = models.DateField(_("日期"))
    ground = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("沿革")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "on"], name="orgs_one_succession_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="orgs_nothing_succeeds_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}→{self.target_id}"


class Term(models.Model):
    """One term of office of a committee or branch (届次). Source: 支部条例 ch. 6, three years."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="terms")
    since = models.DateField(_("起"))
    until = models.DateField(_("届满日期"))
    elected_on = models.DateField(_("选举日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("届次")
        constraints = [
            ExclusionConstraint(
                name="orgs_one_term_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("届次的日期互相重叠"),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="orgs_term_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.since}"


class CapabilityGrant(models.Model):
    """A power given to one organisation for a time (授权), such as approving members.

    Source: 《中国共产党发展党员工作细则》第二十二条: only a committee given it, never by type.
    """

    class Capability(models.TextChoices):
        APPROVE_PROBATIONARY = "approve_probationary", _("审批预备党员")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="capabilities")
    capability = models.CharField(_("权限"), max_length=30, choices=Capability)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    ground = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("授权")
        constraints = [
            ExclusionConstraint(
                name="orgs_a_capability_is_granted_once_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("capability", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这段时间已有同一授权"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.capability}"

    @property
    def last_day(self) -> date | None:
        return self.until - ONE_DAY if self.until else None


class CalendarDay(models.Model):
    """A day off, or a make-up working day, by the State Council's yearly notice (节假日安排).

    source: the notice's year, ``：`` and its number; the year says which years are known.
    """

    class Kind(models.TextChoices):
        OFF = "off", _("放假")
        WORK = "work", _("调休上班")

    day = models.DateField(_("日期"), primary_key=True)
    kind = models.CharField(_("类别"), max_length=4, choices=Kind)
    name = models.CharField(_("名称"), max_length=40)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("工作日历")
        constraints = [
            models.CheckConstraint(
                condition=Q(source__regex=r"^[0-9]{4}："), name="orgs_a_day_names_its_notice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarSpan(models.Model):
    """Terms, examinations and holidays of an organisation (学期、考试周、假期).

    batch: the file it came with, so that all of it may be taken back; None where typed.
    """

    class Kind(models.TextChoices):
        TERM = "term", _("学期")
        EXAM = "exam", _("考试周")
        HOLIDAY = "holiday", _("假期")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calendar")
    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    batch = models.UUIDField(_("导入批次"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("校历")
        constraints = [
            ExclusionConstraint(
                name="orgs_spans_of_a_kind_do_not_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同类日程互相重叠"),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="orgs_span_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date:
        return self.until - ONE_DAY


class Switch(models.Model):
    """A policy switch turned from its lawful default for a time (政策开关). Source: domain.md 12.6.

    key: one of ``orgs.switches.REGISTRY``. A switch is never on without an end.
    subject: what inside the organisation it is for (``contest:12``); empty for the whole of it.
    ended_at, ended_by: when it was ended before its time, and by whom.
    Privacy: use 公开开关由谁决定; basis 法定职责; reader 本组织成员、上级; kept 长期; export 本人随时; erase 可脱名.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="switches")
    key = models.CharField(_("开关"), max_length=60)
    subject = models.CharField(_("对象"), max_length=60, blank=True)
    value = models.JSONField(_("取值"))
    ground = models.CharField(_("依据"), max_length=200)
    decided_by = models.BigIntegerField(_("决定人"), null=True)
    decided_by_name = models.CharField(_("决定人姓名"), max_length=80)
    since = models.DateField(_("起"), default=clock.today)
    until = models.DateField(_("止"))
    ended_at = models.DateTimeField(_("提前结束于"), null=True, blank=True)
    ended_by = models.BigIntegerField(_("结束人"), null=True)
    ended_by_name = models.CharField(_("结束人姓名"), max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("政策开关")
        constraints = [
            ExclusionConstraint(
                name="orgs_a_switch_has_one_state_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这个开关在这段时间已有设定"),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="orgs_a_switch_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.key}"

    @property
    def last_day(self) -> date:
        return self.until - ONE_DAY


class FeatureUse(models.Model):
    """How much one feature was used in one month (功能用量): sums only, no person is kept.

    Counted each night from the audit notes. acts: changes made with it; persons: by how many.
    """

    feature = models.CharField(_("功能"), max_length=60)
    month = models.DateField(_("月份"))
    acts = models.PositiveIntegerField(_("次数"))
    persons = models.PositiveIntegerField(_("人数"))
    last_on = models.DateField(_("最近一次"))

    class Meta:
        verbose_name = verbose_name_plural = _("功能用量")
        constraints = [
            models.UniqueConstraint(
                fields=["feature", "month"], name="orgs_a_feature_is_counted_once_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.month:%Y-%m}"


class FeatureRest(models.Model):
    """A feature announced to rest, or resting (功能停用). Source: domain.md DC-13.

    rests_on: first day its menu entry is hidden, never without notice. woken_at: taken up again.
    Privacy: use 公开功能由谁停用; basis 法定职责; reader 管理员; kept 长期; export 本人随时; erase 可脱名.
    """

    feature = models.CharField(_("功能"), max_length=60)
    reason = models.CharField(_("理由"), max_length=200)
    announced_on = models.DateField(_("公告日期"))
    rests_on = models.DateField(_("停用日期"))
    decided_by = models.BigIntegerField(_("决定人"), null=True)
    decided_by_name = models.CharField(_("决定人姓名"), max_length=80)
    woken_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)
    woken_by = models.BigIntegerField(_("恢复人"), null=True)
    woken_by_name = models.CharField(_("恢复人姓名"), max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("功能停用")
        constraints = [
            models.UniqueConstraint(
                fields=["feature"],
                condition=Q(woken_at=None),
                name="orgs_a_feature_rests_once_at_a_time",
                violation_error_message=_("这项功能已经公告停用"),
            ),
            models.CheckConstraint(
                condition=Q(rests_on__gt=F("announced_on")), name="orgs_a_rest_is_announced_before"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.rests_on}"
