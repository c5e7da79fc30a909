"""Notices that reach everyone concerned (通知): invitation, change, cancellation, or anything else.

No time of reading is kept, nobody is asked to answer at once (DC-10).
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person

REST = timedelta(hours=24)


class Moments(Func):
    """``tstzrange(at, until)``, half-open."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Notice(models.Model):
    """One notice to a list of persons (通知). subject_kind, subject_id: what it is about.

    Privacy: use 通知到人; basis 法定职责; reader 接收人、发出的人; kept 2 年; export 随本人数据; erase 到期删除.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("会议通知")
        CHANGE = "change", _("变更通知")
        CANCELLATION = "cancellation", _("取消通知")
        GENERAL = "general", _("一般通知")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="notices")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("内容"), max_length=2000, blank=True)
    subject_kind = models.CharField(_("对象类别"), max_length=40, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    sent_by = models.BigIntegerField(_("发送人"), null=True)
    # In words, as the sender chose it: 全支部, 第一党小组; empty where another room drew up the list.
    audience = models.CharField(_("发给"), max_length=200, blank=True)
    sent_by = models.BigIntegerField(_("发送人"), null=True)
    sent_by_name = models.CharField(_("发送人姓名"), max_length=80)
    sent_at = models.DateTimeField(_("发送时间"), default=clock.now)
    edited_at = models.DateTimeField(_("修改时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通知")
        indexes = [
            models.Index(fields=["organisation", "-sent_at"], name="notices_of_a_branch"),
            models.Index(fields=["subject_kind", "subject_id"], name="notices_by_subject"),
        ]

    def __str__(self) -> str:
        return self.title


class Recipient(models.Model):
    """One person a notice is for (接收人). acknowledged: tapped 回执, of one's own will, untimed.

    Privacy: use 通知到人; basis 法定职责; reader 本人；发出的人只见人数和没有渠道的姓名; kept 2 年;
    export 本人随时; erase 到期删除.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    acknowledged = models.BooleanField(_("已回执"), default=False)
    # No way to reach them in the app: their account is not open yet; somebody phones.
    unreached = models.BooleanField(_("未送达"), default=False)
    phoned = models.BooleanField(_("已电话告知"), default=False)
    # 没看明白: beside 回执, with a question if one likes; the sender gets it without the name.
    not_clear = models.BooleanField(_("没看明白"), default=False)
    question = models.CharField(_("问题"), max_length=200, blank=True)
    reminded = models.BooleanField(_("已提醒"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("接收人")
        indexes = [models.Index(fields=["person", "-notice"], name="notices_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "person"],
                name="notices_one_copy_a_person",
                violation_error_message=_("同一通知每人一份"),
            ),
            models.CheckConstraint(
                condition=Q(acknowledged=False) | Q(not_clear=False),
                name="notices_taken_in_or_not_clear",
                violation_error_message=_("回执和没看明白只能选一个"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.person_id}"


class Reminder(models.Model):
    """The silent were asked once more (提醒): those who neither acknowledged nor said 没看明白.

    until: a day later, before which nobody is reminded of the same notice again.
    Privacy: use 提醒没有回应的人; basis 法定职责; reader 发出的人，只有人数; kept 2 年; export 无，不含接收人;
    erase 到期删除.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reminders")
    at = models.DateTimeField(_("提醒时间"), default=clock.now)
    until = models.DateTimeField(_("之前不再提醒"))
    people = models.PositiveIntegerField(_("人数"))
    sent_by = models.BigIntegerField(_("提醒人"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("提醒")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=F("at") + REST), name="notices_a_reminder_rests_a_day"
            ),
            ExclusionConstraint(
                name="notices_one_reminder_a_day",
                expressions=[
                    ("notice", RangeOperators.EQUAL),
                    (Moments("at", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一通知 24 小时内只提醒一次"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.at}"


class Addendum(models.Model):
    """What the sender adds for everybody (补充说明): the answer to all questions at once.

    Privacy: use 答复问题; basis 法定职责; reader 接收人、发出的人; kept 2 年; export 随本人数据; erase 到期删除.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="addenda")
    body = models.TextField(_("补充"), max_length=1000)
    added_at = models.DateTimeField(_("补充时间"), default=clock.now)
    sent_by_name = models.CharField(_("补充人姓名"), max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = _("补充说明")

    def __str__(self) -> str:
        return self.body[:20]


class NoticeDraft(models.Model):
    """A notice somebody is still writing in the name of a body (通知草稿). One each; gone when sent.

    audience: as ``domain.Audience.plain`` gives it.
    Privacy: use 写通知; basis 法定职责; reader 本人; kept 发出或放弃为止; export 随本人数据; erase 随时.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    title = models.CharField(_("标题"), max_length=120, blank=True)
    body = models.TextField(_("内容"), max_length=2000, blank=True)
    audience = models.JSONField(_("发给"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("通知草稿")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                name="notices_one_draft_a_body",
                violation_error_message=_("以这个组织的名义已有一份草稿"),
            )
        ]

    def __str__(self) -> str:
        return self.title
