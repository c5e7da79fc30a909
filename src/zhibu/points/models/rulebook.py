"""Rulebooks of branches and colleges (积分办法) and their versions."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import DateRange, Organisation
from zhibu.points.domain import rules


class Rulebook(models.Model):
    """A book of an organisation (积分办法), through all its versions.

    scheme: the shipped one it started from; empty for a blank one.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="rulebooks", verbose_name=_("党组织")
    )
    scheme = models.CharField(_("起草自"), max_length=20, blank=True)
    started_on = models.DateField(_("起草日期"), default=clock.today)

    class Meta:
        verbose_name = verbose_name_plural = _("积分办法")

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.pk}"


class RulebookVersion(models.Model):
    """One version of a book (积分办法的一版). What was adopted is never changed: the database refuses.

    organisation: the book's own, kept here so that the database can hold one in force a day.
    body: ``domain.rules`` as JSON. ground: the resolution (决议) that adopted it.
    In force from ``since`` up to, not including, ``until``.
    Privacy: use 公开办法由谁通过; basis 法定职责; reader 本组织成员、上级; kept 长期; export 本人随时; erase 可脱名.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ADOPTED = "adopted", _("施行")
        RETIRED = "retired", _("已停止")

    book = models.ForeignKey(
        Rulebook, models.CASCADE, related_name="versions", verbose_name=_("积分办法")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("版本"))
    body = models.JSONField(_("正文"))
    state = models.CharField(_("状态"), max_length=7, choices=State, default=State.DRAFT)
    ground = models.CharField(_("依据的决议"), max_length=200, blank=True)
    adopted_on = models.DateField(_("通过日期"), null=True, blank=True)
    adopted_by = models.BigIntegerField(_("办理人"), null=True, blank=True)
    adopted_by_name = models.CharField(_("办理人姓名"), max_length=80, blank=True)
    since = models.DateField(_("施行日期"), null=True, blank=True)
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("积分办法的版本")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number"],
                name="points_one_version_a_number",
                violation_error_message=_("这一版已经有了"),
            ),
            models.UniqueConstraint(
                fields=["book"],
                condition=Q(state="draft"),
                name="points_one_draft_a_book",
                violation_error_message=_("这个办法已有一份草稿"),
            ),
            ExclusionConstraint(
                name="points_one_version_in_force_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="draft"),
                violation_error_message=_("同一天只能施行一个办法"),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", since=None, adopted_on=None, ground="")
                | (
                    ~Q(state="draft")
                    & Q(since__isnull=False, adopted_on__isnull=False)
                    & ~Q(ground="")
                ),
                name="points_adopted_iff_grounded",
                violation_error_message=_("通过要写明依据的决议和日期"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="points_version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(until__isnull=False),
                name="points_retired_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} v{self.number}"

    @property
    def rules(self) -> rules.Rulebook:
        """The body as the domain reads it."""
        return rules.from_json(self.body)

    @property
    def title(self) -> str:
        return str(self.body["title"])
