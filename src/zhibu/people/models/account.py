"""Accounts by staff or student number, and the slips that open them (账号、登录条)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.kit.language import LANGUAGES
from zhibu.people.models.person import Person

SPOKEN = [(language.code, language.name) for language in LANGUAGES]


class Account(AbstractBaseUser):
    """A person's way in. No account, no rights: posts and membership give those.

    opened_at: first password set. generation: raised to end every session at once.
    language: chosen for pages; empty until chosen.
    Privacy: use 登录; basis 法定职责; reader 本人；支委只见是否开通; kept 在册期间; export 本人随时，不含密码;
    erase 停用满一年删除.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    number = models.CharField(_("学号/工号"), max_length=32, unique=True)
    is_active = models.BooleanField(_("启用"), default=True)
    opened_at = models.DateTimeField(_("开通时间"), null=True, blank=True)
    generation = models.PositiveIntegerField(_("会话代次"), default=1)
    language = models.CharField(_("页面语言"), max_length=8, choices=SPOKEN, blank=True, default="")

    USERNAME_FIELD = "number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager]  # bound below

    class Meta:
        verbose_name = verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.number


class AccountManager(models.Manager[Account]):
    """Look-up by number, as Django's sign-in asks for it."""

    def get_by_natural_key(self, number: str | None) -> Account:
        return self.get(number=number)


AccountManager().contribute_to_class(Account, "objects")


class Slip(models.Model):
    """A one-time link to set a password (登录条), valid seven days; only its digest is kept.

    Privacy: use 开通账号; basis 法定职责; reader 无人可读; kept 用后一年; export 本人随时，只有日期; erase 随账号.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="slips")
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    made_by = models.BigIntegerField(_("制发人"), null=True)
    made_at = models.DateTimeField(_("制发时间"), default=clock.now)
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登录条")
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(used_at=None),
                name="people_one_open_slip",
                violation_error_message=_("这个账号已有一张未用的登录条"),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="people_a_slip_lives_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"slip of {self.account_id}"


class SignInTry(models.Model):
    """A sign-in that failed (登录失败): only to slow the next one down; kept one day.

    Privacy: use 防止猜密码; basis 网络安全义务; reader 安全管理员; kept 一日; export 无，只存摘要; erase 自动.
    """

    number_digest = models.CharField(_("账号摘要"), max_length=64, db_index=True)
    network = models.CharField(_("网络"), max_length=64)
    at = models.DateTimeField(_("时间"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登录失败")

    def __str__(self) -> str:
        return str(self.at)
