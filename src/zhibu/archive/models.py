"""Scans attached to a record (佐证材料) and the school's own Word templates (自备模板)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.archive.domain.files import LARGEST, MediaType
from zhibu.kit import clock
from zhibu.orgs.models import DateRange, Organisation

MOST_SCANS = 3  # a record carries no more, and none has to be there (DC-06)


class Scan(models.Model):
    """A scanned page attached to a record of a room above (扫描件). Optional, at most three.

    subject_kind, subject_id: the record's label (``meetings.meeting``) and key. slot: 1 to 3.
    name: as the uploader's file was called. stored: the random name it lies under.
    size: bytes. sealed_at: when the record was confirmed; from then on it stays.
    Privacy: use 佐证记录; basis 法定职责; reader 本支部支委; kept 随记录; export 随记录; erase 确认前可移除.
    """

    class Media(models.TextChoices):
        PDF = MediaType.PDF.value, "PDF"
        JPEG = MediaType.JPEG.value, "JPEG"
        PNG = MediaType.PNG.value, "PNG"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="scans")
    subject_kind = models.CharField(_("对象类别"), max_length=60)
    subject_id = models.CharField(_("对象编号"), max_length=40)
    slot = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("文件名"), max_length=120)
    stored = models.CharField(_("存储名"), max_length=32, unique=True)
    sha256 = models.CharField(_("摘要"), max_length=64)
    size = models.PositiveIntegerField(_("大小（字节）"))
    media_type = models.CharField(_("类型"), max_length=20, choices=Media)
    uploaded_by = models.BigIntegerField(_("上传人"), null=True)
    uploaded_by_name = models.CharField(_("上传人姓名"), max_length=80)
    uploaded_at = models.DateTimeField(_("上传时间"), default=clock.now)
    sealed_at = models.DateTimeField(_("封存时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("扫描件")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "slot"],
                name="archive_one_scan_a_slot",
                violation_error_message=_("这个位置已经有扫描件"),
            ),
            models.CheckConstraint(
                condition=Q(slot__range=(1, MOST_SCANS)),
                name="archive_at_most_three_scans",
                violation_error_message=_("一条记录最多附 3 件"),
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "sha256"],
                name="archive_one_copy_of_a_scan",
                violation_error_message=_("同一个文件已经附在这条记录上"),
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, LARGEST)),
                name="archive_scan_within_ten_megabytes",
                violation_error_message=_("文件不能超过 10 MB"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_id} {self.slot}"


class PaperTemplate(models.Model):
    """One version of a school's own Word template (自备模板). Retired, never deleted.

    kind: which paper it is a form of. tags: how many were found by the check it passed.
    In force from ``since`` up to, not including, ``until``; an open one has no ``until``.
    Privacy: use 谁上传的模板; basis 法定职责; reader 本组织及下级的支委; kept 长期; export 随本人数据; erase 可脱名.
    """

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("会议记录")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="paper_templates")
    kind = models.CharField(_("文书"), max_length=20, choices=Kind)
    name = models.CharField(_("文件名"), max_length=120)
    stored = models.CharField(_("存储名"), max_length=32, unique=True)
    sha256 = models.CharField(_("摘要"), max_length=64)
    size = models.PositiveIntegerField(_("大小（字节）"))
    tags = models.PositiveIntegerField(_("标签数"))
    uploaded_by = models.BigIntegerField(_("上传人"), null=True)
    uploaded_by_name = models.CharField(_("上传人姓名"), max_length=80)
    uploaded_at = models.DateTimeField(_("上传时间"), default=clock.now)
    since = models.DateField(_("启用"), default=clock.today)
    until = models.DateField(_("停用"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("自备模板")
        constraints = [
            ExclusionConstraint(
                name="archive_one_template_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一天只能有一份在用的模板"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="archive_template_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, LARGEST)), name="archive_template_within_ten_megabytes"
            ),
            models.CheckConstraint(
                condition=Q(tags__gte=1),
                name="archive_template_has_tags",
                violation_error_message=_("模板里没有标签"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.since}"

    @property
    def in_force(self) -> bool:
        """Whether it is the one filled today."""
        return self.until is None
