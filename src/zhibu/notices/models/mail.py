"""A person's own e-mail address and the mails on their way (邮箱、邮件). Nothing is kept of reading.

A mail says a title and a link, nothing else. Source: security.md 12, 32; domain.md 12.4 DC-10.
"""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.notices.domain import FIRST_HOUR, LAST_HOUR, TRIES
from zhibu.notices.models.notice import Notice
from zhibu.people.models import Person


def every_kind() -> list[str]:
    """All kinds of notices: what somebody who gives an address gets until they choose."""
    return [str(kind) for kind in Notice.Kind]


def new_code() -> str:
    """What makes one link of proof different from the next; useless without the house's key."""
    return secrets.token_hex(8)


class EmailAddress(models.Model):
    """Where somebody wants notices as well (邮箱): given, proved and removed by themselves only.

    code: of the link that proves it, used up by the proof. digest_hour: everything that waits comes
    together at this hour; none = each by itself.
    Privacy: use 把通知另发到邮箱; basis 本人同意; reader 本人; kept 本人删除为止; export 本人随时; erase 本人随时.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="email_address")
    email = models.EmailField(_("邮箱"), max_length=254)
    code = models.CharField(_("验证码"), max_length=16, default=new_code, blank=True)
    asked_at = models.DateTimeField(_("填写时间"), default=clock.now)
    verified_at = models.DateTimeField(_("验证时间"), null=True, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=Notice.Kind),
        verbose_name=_("收哪些"),
        default=every_kind,
        blank=True,
    )
    digest_hour = models.PositiveSmallIntegerField(_("每天几点"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("邮箱")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour=None) | Q(digest_hour__range=(FIRST_HOUR, LAST_HOUR)),
                name="notices_digest_in_waking_hours",
                violation_error_message=_("每天汇总的时间在 7 点至 21 点之间"),
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) ^ Q(code=""), name="notices_proved_iff_code_used"
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """As a screen others may see shows it: l***@lanzhou.example."""
        name, _at, host = self.email.partition("@")
        return f"{name[:1]}***@{host}"


class Mail(models.Model):
    """One thing to be mailed to one person (待发邮件): made with its notice, sent after commit.

    key: with the kind, what it is about; never twice. due_at: never in quiet hours. lease_until: a
    sender has it in hand. After the last try it is set aside for the operator; trouble: why, in kind.
    Privacy: use 发邮件; basis 本人同意; reader 本人；系统运维员只见数目; kept 30 天; export 随本人数据; erase 30 天后自动.
    """

    class Trouble(models.TextChoices):
        NONE = "", _("没有记下原因")
        SERVER = "server", _("连不上邮件服务器")
        SIGN_IN = "sign_in", _("邮件服务器不认账号或密码")
        SENDER = "sender", _("邮件服务器不收这个发件人")
        ADDRESS = "address", _("收件地址被拒绝")
        CONTENT = "content", _("邮件内容被拒绝")

    class Kind(models.TextChoices):
        PROOF = "proof", _("验证邮箱")
        NOTICE = "notice", _("通知")
        REMINDER = "reminder", _("提醒")
        ADDENDUM = "addendum", _("补充说明")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发")
        SENDING = "sending", _("正在发")
        SENT = "sent", _("已发")
        DROPPED = "dropped", _("不用发了")
        SET_ASIDE = "set_aside", _("没有发出")

    kind = models.CharField(_("种类"), max_length=8, choices=Kind)
    key = models.CharField(_("键"), max_length=60)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, blank=True, related_name="mails")
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(_("产生时间"), default=clock.now)
    due_at = models.DateTimeField(_("何时发"))
    lease_until = models.DateTimeField(_("在手至"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("试过几次"), default=0)
    trouble = models.CharField(
        _("上次为什么没有发出"), max_length=8, choices=Trouble, blank=True, default=""
    )

    class Meta:
        verbose_name = verbose_name_plural = _("待发邮件")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="notices_mails_waiting",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["person", "-id"], name="notices_mails_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="notices_a_mail_is_made_once",
                violation_error_message=_("这封邮件已经在发"),
            ),
            models.CheckConstraint(
                condition=Q(kind="proof", notice=None) | (~Q(kind="proof") & ~Q(notice=None)),
                name="notices_a_mail_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until=None)),
                name="notices_a_mail_in_hand_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(tries__lte=TRIES) & (~Q(state="set_aside") | Q(tries=TRIES)),
                name="notices_a_mail_has_five_tries",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
