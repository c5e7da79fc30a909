"""Audit notes, the outbox of facts, and the keys of answered posts (审计留痕、发件箱)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.kit.uuid7 import uuid7


class AuditNote(models.Model):
    """What was changed, by whom, when (审计记录). Append-only; refused by the database otherwise.

    subject_kind, subject_id: the record's label (``meetings.meeting``) and primary key.
    facts: plain values before and after; never S3 data.
    Privacy: use 追溯改动; basis 法定职责; reader 本人、审计员; kept 6 年; export 随本人数据; erase 不删，可脱名.
    """

    append_only = True

    at = models.DateTimeField(_("时间"), default=clock.now, db_index=True)
    person_id = models.BigIntegerField(_("行为人"), null=True)
    person_name = models.CharField(_("行为人姓名"), max_length=80)
    way = models.CharField(_("途径"), max_length=8)
    action = models.CharField(_("动作"), max_length=80)
    subject_kind = models.CharField(_("对象类别"), max_length=60)
    subject_id = models.CharField(_("对象编号"), max_length=40)
    facts = models.JSONField(_("内容"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("审计记录")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="trail_note_subject"),
            models.Index(fields=["person_id", "at"], name="trail_note_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}/{self.subject_id}"


class OutboxEvent(models.Model):
    """A fact told upwards (事实): written with the change, delivered after commit, at least once.

    tries: deliveries in which a handler failed. quarantined_at: after five of them it is left alone,
    so that the others go on; somebody has to look.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("种类"), max_length=80)
    payload = models.JSONField(_("内容"))
    occurred_at = models.DateTimeField(_("发生时间"), default=clock.now)
    delivered_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("失败次数"), default=0)
    quarantined_at = models.DateTimeField(_("搁置时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("事实")
        indexes = [
            models.Index(
                fields=["id"], name="trail_outbox_waiting", condition=Q(delivered_at__isnull=True)
            ),
            models.Index(fields=["kind", "occurred_at"], name="trail_outbox_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class HandledEvent(models.Model):
    """One handler has taken one fact: written in the handler's own transaction."""

    event = models.ForeignKey(OutboxEvent, models.PROTECT, related_name="+")
    handler = models.CharField(_("处理者"), max_length=160)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("已处理事实")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "handler"],
                name="trail_a_fact_is_handled_once",
                violation_error_message=_("这件事实已经处理过"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"


class OnceKey(models.Model):
    """The stored answer of one post (幂等键): a repeat shows it again, another body is refused.

    who: the session's person, or its network when nobody has signed in.
    answer: status, location and body of the first answer.
    """

    key = models.CharField(_("键"), max_length=64)
    who = models.CharField(_("提交者"), max_length=80)
    path = models.CharField(_("地址"), max_length=300)
    digest = models.CharField(_("内容摘要"), max_length=64)
    answer = models.JSONField(_("答复"), null=True)
    at = models.DateTimeField(_("时间"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("幂等键")
        constraints = [
            models.UniqueConstraint(
                fields=["who", "key"],
                name="trail_a_key_is_used_once",
                violation_error_message=_("这次提交已经收到"),
            )
        ]

    def __str__(self) -> str:
        return self.key


class NoteSalt(models.Model):
    """The salt of one note's commitment: erasing it and the note keeps the chain valid."""

    note = models.OneToOneField(
        AuditNote, models.PROTECT, primary_key=True, related_name="salt", db_constraint=False
    )
    salt = models.CharField(_("盐"), max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = _("留痕盐")

    def __str__(self) -> str:
        return f"salt of {self.pk}"


class AuditSeal(models.Model):
    """One link of the chain over the audit notes (封存). Append-only.

    commitment: SHA-256 over salt and note. head: SHA-256 over the head before and the commitment.
    """

    append_only = True

    note_id = models.BigIntegerField(_("审计记录"), unique=True)
    commitment = models.CharField(_("承诺"), max_length=64)
    head = models.CharField(_("链头"), max_length=64)
    sealed_at = models.DateTimeField(_("封存时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("封存")

    def __str__(self) -> str:
        return f"{self.pk} {self.head[:8]}"
