"""Files handed in, what each would do or has done, and the heads remembered (导入)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.models.person import Person


class ImportBatch(models.Model):
    """One file handed in, from reading to undo (导入批次).

    organisation: where it is imported to; persons and bodies lie at or below it. stored: the file
    itself, kept only until it is confirmed or dropped. summary: counts; columns, warnings, tidied:
    as the preview shows them; mapping: heads told otherwise; edits: cells typed over.
    Privacy: use 导入名册并可撤回; basis 法定职责; reader 经办人、本支部支委和上级组织管理员; kept 文件至确认，明细 30 天;
    export 随本人数据; erase 30 天后清空明细.
    """

    class Kind(models.TextChoices):
        ROSTER = "roster", _("党员名册")
        ORGANISATIONS = "organisations", _("组织树")

    class State(models.TextChoices):
        READING = "reading", _("正在读取")
        REFUSED = "refused", _("整份退回")
        READY = "ready", _("待确认")
        RUNNING = "running", _("正在导入")
        DONE = "done", _("已导入")
        UNDONE = "undone", _("已撤回")
        DROPPED = "dropped", _("已放弃")

    kind = models.CharField(_("种类"), max_length=14, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="imports")
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64)
    stored = models.CharField(_("存放名"), max_length=32, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.READING)
    code = models.CharField(_("代码"), max_length=40, blank=True)
    message = models.CharField(_("说明"), max_length=500, blank=True)
    summary = models.JSONField(_("数目"), default=dict)
    columns = models.JSONField(_("栏目"), default=list)
    warnings = models.JSONField(_("提示"), default=list)
    tidied = models.JSONField(_("统一写法"), default=dict)
    mapping = models.JSONField(_("对应栏目"), default=dict)
    edits = models.JSONField(_("改正"), default=list)
    made_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("经办人")
    )
    made_by_name = models.CharField(_("经办人姓名"), max_length=80)
    made_at = models.DateTimeField(_("上传时间"), default=clock.now)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("导入批次")
        indexes = [
            models.Index(fields=["organisation", "-made_at"], name="people_imports_of_a_place")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "undone"], confirmed_at__isnull=False)
                | (~Q(state__in=["done", "undone"]) & Q(confirmed_at=None)),
                name="people_import_confirmed_iff_done",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_at=None)),
                name="people_import_undone_iff_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class ImportRow(models.Model):
    """One row of a file and what it does (导入的一行).

    outcome: what confirming does. person_id: whom it met or made. values: the row as normalised;
    changes: field, before, after; faults: of a refused row. kept: left out of an undo, by name.
    Privacy: use 预览、撤回; basis 法定职责; reader 经办人、本支部支委和上级组织管理员; kept 30 天; export 随本人数据; erase 30 天后删除.
    """

    class Outcome(models.TextChoices):
        REFUSED = "refused", _("要改正")
        NEW = "new", _("新增")
        CHANGED = "changed", _("变更")
        MISSING = "missing", _("表中没有")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.CharField(_("工作表"), max_length=120, blank=True)
    row = models.PositiveIntegerField(_("行"))
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome)
    name = models.CharField(_("姓名"), max_length=120, blank=True)
    staff_no = models.CharField(_("学号/工号"), max_length=40, blank=True)
    person_id = models.BigIntegerField(_("人员"), null=True)
    values = models.JSONField(_("内容"), default=dict)
    changes = models.JSONField(_("变更"), default=list)
    faults = models.JSONField(_("问题"), default=list)
    kept = models.BooleanField(_("撤回时保留"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("导入的一行")
        indexes = [
            models.Index(fields=["batch", "outcome", "id"], name="people_rows_of_an_import"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.sheet}:{self.row}"


class RememberedHead(models.Model):
    """What a head meant the last time, for one organisation (记住的栏目).

    head: by ``roster.fields.head_key``. field: a field of the roster, or ``-`` not to read it.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    head = models.CharField(_("栏目"), max_length=60)
    field = models.CharField(_("含义"), max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = _("记住的栏目")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "head"],
                name="people_a_head_means_one_thing",
                violation_error_message=_("这一栏目已有含义"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.head} → {self.field}"


class ImportProgress(models.Model):
    """How far a long reading or writing has come (进度), written beside its transaction."""

    batch_id = models.BigIntegerField(_("批次"), primary_key=True)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("共"), default=0)
    began_at = models.DateTimeField(_("开始时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("导入进度")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.done}/{self.total}"
