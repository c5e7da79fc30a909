"""Counted numbers, what they are counted from, and the school's own forms (统计、依据、报表)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

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
