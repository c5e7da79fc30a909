"""Three questions after a theme day (反馈): who answered and what was said never meet."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.models.meeting import Meeting
from zhibu.people.models import Person


class FeedbackSlip(models.Model):
    """One anonymous answer (反馈). The key is random, the time only a day: nothing orders them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="slips")
    useful = models.PositiveSmallIntegerField(_("有收获"))
    near = models.PositiveSmallIntegerField(_("贴近学习工作"))
    again = models.PositiveSmallIntegerField(_("愿意再参加"))
    given_on = models.DateField(_("日期"), default=clock.today)

    class Meta:
        verbose_name = verbose_name_plural = _("反馈")
        constraints = [
            models.CheckConstraint(
                condition=Q(useful__range=(1, 5), near__range=(1, 5), again__range=(1, 5)),
                name="meetings_feedback_is_one_to_five",
                violation_error_message=_("每一题请选一项"),
            )
        ]

    def __str__(self) -> str:
        return f"feedback on {self.meeting_id}"


class FeedbackGiven(models.Model):
    """That somebody has answered (已反馈), so that nobody answers twice; not what.

    Privacy: use 防止重复反馈; basis 本人自愿; reader 无; kept 会后 60 天; export 随本人数据; erase 随本人.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="given")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("已反馈")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_feedback_once",
                violation_error_message=_("这次活动您已反馈过"),
            )
        ]

    def __str__(self) -> str:
        return f"given for {self.meeting_id}"
