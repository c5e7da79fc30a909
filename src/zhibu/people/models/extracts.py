"""Rows of many persons taken out of the house, by two people (导出件)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.models.person import Person


class Extract(models.Model):
    """A file with rows of persons: asked for, decided by somebody else, gone a day later (导出件).

    kind: key of a ``kit.offers.PersonalFile``; subject_id, columns, form: its ``FileWish``. persons:
    as asked, then as written. generation: of the asker's account; another one ends the request.
    stored: the file's name, only while it can be taken.
    Privacy: use 导出可追溯; basis 法定职责; reader 申请人、同意人、安全和审计管理员; kept 文件 24 小时，记录 2 年;
    export 随本人数据; erase 不删，可脱名.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待同意")
        APPROVED = "approved", _("正在生成")
        READY = "ready", _("可以下载")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")
        EXPIRED = "expired", _("已过期")

    kind = models.CharField(_("种类"), max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="extracts")
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    columns = models.JSONField(_("栏目"), default=list)
    form = models.CharField(_("格式"), max_length=4)
    title = models.CharField(_("内容"), max_length=120)
    held = models.CharField(_("含有哪些项目"), max_length=300, blank=True)
    persons = models.PositiveIntegerField(_("人数"))
    purpose = models.CharField(_("事由"), max_length=200)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="extracts", verbose_name=_("申请人")
    )
    asked_at = models.DateTimeField(_("申请时间"), default=clock.now)
    generation = models.PositiveIntegerField(_("账号版次"), default=0)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extracts_decided",
        verbose_name=_("同意人"),
    )
    decided_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    stored = models.CharField(_("存放名"), max_length=32, blank=True)
    file_name = models.CharField(_("文件名"), max_length=160, blank=True)
    expires_at = models.DateTimeField(_("有效至"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(_("下载次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("导出件")
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="people_extracts_of_a_place"),
            models.Index(fields=["asked_by", "-asked_at"], name="people_extracts_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="people_nobody_decides_own_extract",
                violation_error_message=_("不能同意自己的导出申请"),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["approved", "ready", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state__in=["waiting", "withdrawn"], decided_by=None, decided_at=None)
                | Q(state="expired"),
                name="people_extract_decided_iff_answered",
            ),
            models.CheckConstraint(
                condition=(Q(state="ready", expires_at__isnull=False) & ~Q(stored=""))
                | (~Q(state="ready") & Q(stored="")),
                name="people_extract_file_only_while_ready",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=""),
                name="people_extract_has_a_purpose",
                violation_error_message=_("请写明事由"),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused", answer=""),
                name="people_extract_refused_with_a_reason",
                violation_error_message=_("不同意要写明理由"),
            ),
            models.UniqueConstraint(
                fields=["asked_by", "kind", "organisation", "subject_id"],
                condition=Q(state="waiting"),
                nulls_distinct=False,
                name="people_one_waiting_extract",
                violation_error_message=_("同样的申请已在等待同意"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id} {self.state}"
