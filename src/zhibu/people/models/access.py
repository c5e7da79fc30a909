"""Where somebody is signed in just now (登录会话), and messages of leaving already heard."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.people.models.account import Account


class Sitting(models.Model):
    """One session of an account (登录会话), as its owner sees it; gone with the session itself.

    device: family words as codes, ``windows edge``; no address, no place. last_on: the day it was last
    used, not the hour. marks: digests by which the university's sign-in names it when it ends it.
    Privacy: use 本人查看和结束登录; basis 网络安全义务; reader 本人; kept 会话结束后一日;
    export 本人随时，只有设备种类、方式和日期; erase 随会话.
    """

    class Way(models.TextChoices):
        PASSWORD = "password", _("密码")
        SLIP = "slip", _("登录条")
        OIDC = "oidc", _("统一身份认证")
        CAS = "cas", _("统一身份认证（CAS）")
        PASSKEY = "passkey", _("通行密钥")
        DEMO = "demo", _("演示")

    account = models.ForeignKey(Account, models.CASCADE, related_name="sittings")
    session_key = models.CharField(_("会话"), max_length=40, unique=True)
    way = models.CharField(_("登录方式"), max_length=8, choices=Way)
    device = models.CharField(_("设备"), max_length=40)
    began_at = models.DateTimeField(_("登录时间"), default=clock.now)
    last_on = models.DateField(_("最近使用"), default=clock.today)

    class Meta:
        verbose_name = verbose_name_plural = _("登录会话")

    def __str__(self) -> str:
        return f"{self.way} of {self.account_id}"


class SittingMark(models.Model):
    """By what the university's sign-in names one of our sessions (会话标记); only its digest is kept.

    Privacy: use 单点登出; basis 网络安全义务; reader 无人可读; kept 随会话; export 无，只存摘要;
    erase 随会话.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="marks")
    digest = models.CharField(_("摘要"), max_length=64, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("会话标记")

    def __str__(self) -> str:
        return f"mark of {self.sitting_id}"


class HeardToken(models.Model):
    """A message of leaving that was obeyed (已收的登出通知): a second one like it is not."""

    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("登出通知")

    def __str__(self) -> str:
        return str(self.at)
