"""Confirmed records (会议记录): written once a version, never changed again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.models.meeting import Meeting


class Record(models.Model):
    """One confirmed version of a meeting's record (记录). The draft is not stored here.

    body: everything the record says, attendance and verdicts included (``meetings.body``).
    replaces: the version before this one. reason: why it was corrected; empty in the first.
    Privacy: use 会议记录; basis 法定职责; reader 本支部，出席名单限支委; kept 长期; export 随记录; erase 不删.
    """

    append_only = True

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="records")
    version = models.PositiveSmallIntegerField(_("版本"))
    body = models.JSONField(_("正文"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    confirmed_by = models.BigIntegerField(_("确认人"), null=True)
    confirmed_by_name = models.CharField(_("确认人姓名"), max_length=80)
    confirmed_at = models.DateTimeField(_("确认时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("会议记录")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"],
                name="meetings_one_confirmed_version",
                violation_error_message=_("这一版记录已经确认过"),
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces=None) | Q(version__gt=1, replaces__isnull=False),
                name="meetings_version_follows_the_last",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="meetings_correction_has_a_reason",
                violation_error_message=_("更正要写明原因"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.version}"
