"""Counted numbers, what they are counted from, and the school's own forms (统计、依据、报表)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.insights.domain.reports.marks import Holds, Mark, Over, Place
from zhibu.kit import clock
from zhibu.orgs.models import Organisation


class Cell(models.Model):
    """One number of one organisation in one month (格子): the sum of its lines.

    month: its first day. category: the key of a metric. Only leaf organisations have cells.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField(_("月份"))
    category = models.CharField(_("统计项"), max_length=60)
    value = models.IntegerField(_("数"))

    class Meta:
        verbose_name = verbose_name_plural = _("统计格")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "category"], name="insights_one_cell_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="insights_cell_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0), name="insights_a_cell_is_never_below_nought"
            ),
        ]
        indexes = [models.Index(fields=["month", "category"], name="insights_cells_of_a_month")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m} {self.category}"


class Share(models.Model):
    """What of one cell is in the sums above it, and where it stood then (已折入).

    path: of the organisation at the end of that month. shown: value, or nought where it is guarded and
    too small to be shown above the branch.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    month = models.DateField(_("月份"))
    category = models.CharField(_("统计项"), max_length=60)
    path = models.CharField(_("路径"), max_length=400)
    value = models.IntegerField(_("数"))
    shown = models.IntegerField(_("上级看得到的数"))

    class Meta:
        verbose_name = verbose_name_plural = _("已折入的统计格")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "category"], name="insights_one_share_a_cell"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0, shown=0)
                | models.Q(value__gt=0, shown=models.F("value")),
                name="insights_a_share_is_shown_whole_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m} {self.category}"


class Folded(models.Model):
    """One number of everything at and below a path in one month (汇总格): the sum of its shares.

    above: the path without its last step; empty at the root. Only ``actions/folding.py`` writes it.
    """

    path = models.CharField(_("路径"), max_length=400)
    above = models.CharField(_("上级路径"), max_length=400, blank=True)
    month = models.DateField(_("月份"))
    category = models.CharField(_("统计项"), max_length=60)
    value = models.BigIntegerField(_("数"))
    shown = models.BigIntegerField(_("上级看得到的数"))

    class Meta:
        verbose_name = verbose_name_plural = _("统计汇总格")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "month", "category"], name="insights_one_sum_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0, shown__gte=0, shown__lte=models.F("value")),
                name="insights_a_sum_shows_no_more_than_it_holds",
            ),
        ]
        indexes = [models.Index(fields=["above", "month"], name="insights_sums_below_a_body")]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m} {self.category}"


class Unfolded(models.Model):
    """Cells of an organisation and a month that moved since they were folded (待折入).

    Written by the database itself with each change of a cell or of the tree, in its transaction; never
    changed, taken by the fold. The same may wait twice.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    month = models.DateField(_("月份"))

    class Meta:
        verbose_name = verbose_name_plural = _("待折入的统计格")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m}"


class Source(models.Model):
    """One thing that numbers are counted from (依据), such as a meeting; never a person.

    revision: of the fact it is counted as; an earlier one that comes late counts no more.
    """

    kind = models.CharField(_("种类"), max_length=20)
    number = models.BigIntegerField(_("编号"))
    revision = models.BigIntegerField(_("版本"), default=0)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("统计依据")
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="insights_one_source_a_thing")
        ]
        indexes = [models.Index(fields=["organisation", "on"], name="insights_sources_of_a_place")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.number}"


class Line(models.Model):
    """What one source adds to one number (明细)."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="lines")
    category = models.CharField(_("统计项"), max_length=60)
    value = models.IntegerField(_("数"))

    class Meta:
        verbose_name = verbose_name_plural = _("统计明细")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "category"], name="insights_one_line_a_category"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.category} {self.value}"


LARGEST_FORM = 2 << 20  # bytes


class ReportForm(models.Model):
    """One version of a school's own workbook, to be filled again and again (报表). Never a person's.

    body: the workbook as it was uploaded. Only a draft is marked; what is kept stays as it is, and a
    change makes the next version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("正在标")
        KEPT = "kept", _("在用")
        RETIRED = "retired", _("已停用")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=80)
    version = models.PositiveSmallIntegerField(_("版本"))
    state = models.CharField(_("状态"), max_length=7, choices=State, default=State.DRAFT)
    file_name = models.CharField(_("文件名"), max_length=120)
    body = models.BinaryField(_("工作簿"))
    size = models.PositiveIntegerField(_("大小（字节）"))
    made_at = models.DateTimeField(_("上传时间"), default=clock.now)
    kept_at = models.DateTimeField(_("启用时间"), null=True, blank=True)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("报表")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "version"], name="insights_one_form_a_version"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(state="kept"),
                name="insights_one_form_in_use",
                violation_error_message=_("这份报表已有一版在用"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(state="draft"),
                name="insights_one_draft_of_a_form",
                violation_error_message=_("这份报表已有一版正在标"),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", kept_at=None, retired_at=None)
                | models.Q(state="kept", kept_at__isnull=False, retired_at=None)
                | models.Q(state="retired", kept_at__isnull=False, retired_at__isnull=False),
                name="insights_days_of_a_form_follow_its_state",
            ),
            models.CheckConstraint(
                condition=models.Q(size__range=(1, LARGEST_FORM)),
                name="insights_form_within_two_megabytes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def in_use(self) -> bool:
        return self.state == self.State.KEPT


class ReportMark(models.Model):
    """What one cell of a form holds (标记). sheet: from 0; row, column: from 1, as in the form.

    when: ``span`` (the one it is filled for), ``before``, ``year`` (from January on), or ``m01``–``m12``.
    """

    class Holds(models.TextChoices):
        FIGURE = "figure", _("统计数")
        NAME = "name", _("党组织名称")
        SPAN = "span", _("统计期间")
        DAY = "day", _("填报日期")
        WRITER = "writer", _("填表人")
        NUMBER = "number", _("序号")

    class Over(models.TextChoices):
        WHOLE = "whole", _("填报范围合计")
        NAMED = "named", _("指明的党组织")
        BRANCH = "branch", _("每个支部一行")
        BELOW = "below", _("每个下级党组织一行")

    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="marks")
    sheet = models.PositiveSmallIntegerField(_("工作表"))
    row = models.PositiveIntegerField(_("行"))
    column = models.PositiveSmallIntegerField(_("列"))
    holds = models.CharField(_("填什么"), max_length=6, choices=Holds)
    metric = models.CharField(_("统计项"), max_length=60, blank=True)
    over = models.CharField(_("谁的"), max_length=6, choices=Over, default=Over.WHOLE)
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    when = models.CharField(_("什么时候"), max_length=6, default="span")

    class Meta:
        verbose_name = verbose_name_plural = _("报表标记")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "sheet", "row", "column"], name="insights_one_mark_a_cell"
            ),
            models.CheckConstraint(
                condition=models.Q(holds="figure") & ~models.Q(metric="")
                | ~models.Q(holds="figure") & models.Q(metric=""),
                name="insights_only_a_figure_names_its_metric",
            ),
            models.CheckConstraint(
                condition=models.Q(over="named", body__isnull=False)
                | ~models.Q(over="named") & models.Q(body=None),
                name="insights_a_named_body_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.sheet}/{self.row}/{self.column}"

    def as_mark(self) -> Mark:
        """The same as a plain value."""
        return Mark(
            place=Place(self.sheet, self.row, self.column),
            holds=Holds(self.holds),
            metric=self.metric,
            over=Over(self.over),
            place_id=self.body_id,
            when=self.when,
        )

    @classmethod
    def of(cls, form: ReportForm, mark: Mark) -> ReportMark:
        """A plain value as a row of a form, not saved."""
        return cls(
            form=form,
            sheet=mark.place.sheet,
            row=mark.place.row,
            column=mark.place.column,
            holds=mark.holds.value,
            metric=mark.metric,
            over=mark.over.value,
            body_id=mark.place_id,
            when=mark.when,
        )
