"""What a person may ask about the data held on them (更正、查阅留痕)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.people.models.person import Person


class CorrectionRequest(models.Model):
    """A person asks to have a field corrected (更正申请); answered by somebody else.

    field: one of ``people.fields.CORRECTABLE``. due_on: five working days from the asking.
    Privacy: use 更正个人信息; basis 个人信息保护法; reader 本人、答复人; kept 2 年; export 本人随时; erase 到期删除.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        ACCEPTED = "accepted", _("已更正")
        DECLINED = "declined", _("未采纳")

    person = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    field = models.CharField(_("项目"), max_length=30)
    held = models.CharField(_("现有内容"), max_length=200, blank=True)
    asked = models.CharField(_("应为"), max_length=200)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("提出时间"), default=clock.now)
    due_on = models.DateField(_("应答复日期"))
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="corrections_answered"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("更正申请")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_by=None, answered_at=None)
                | (~Q(state="open") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="people_correction_answered_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("person")),
                name="people_nobody_answers_own_correction",
                violation_error_message=_("不能答复自己的更正申请"),
            ),
            models.UniqueConstraint(
                fields=["person", "field"],
                condition=Q(state="open"),
                name="people_one_open_correction_a_field",
                violation_error_message=_("这一项已有一个待答复的更正申请"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.field}"


class Look(models.Model):
    """Somebody looked at a person's fields (查阅留痕). Append-only; the person may read it.

    Privacy: use 查阅可追溯; basis 个人信息保护法; reader 本人、审计员; kept 2 年; export 本人随时; erase 不删，可脱名.
    """

    append_only = True

    person = models.ForeignKey(Person, models.PROTECT, related_name="looks")
    viewer_id = models.BigIntegerField(_("查阅人"), null=True)
    viewer_name = models.CharField(_("查阅人姓名"), max_length=80)
    what = models.CharField(_("查阅内容"), max_length=60)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("查阅留痕")
        indexes = [models.Index(fields=["person", "-at"], name="people_looks_of_a_person")]

    def __str__(self) -> str:
        return f"{self.viewer_name} → {self.person_id}"
