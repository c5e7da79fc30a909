"""The second proof at the door (第二道验证): a code of an authenticator, recovery codes, passkeys."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.people.models.account import Account


class CodeGenerator(models.Model):
    """An authenticator on the owner's device (验证器): six digits, new every thirty seconds.

    secret: sealed. proved_at: when the first code came back right; before that it counts for nothing.
    last_step: the thirty seconds of the last code taken; a code of then or before is not taken again.
    Privacy: use 第二道验证; basis 网络安全义务; reader 无人可读，密钥加密; kept 停用为止;
    export 本人随时，只有日期; erase 随账号.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="code_generator")
    secret = models.CharField(_("密钥"), max_length=200)
    proved_at = models.DateTimeField(_("启用时间"), null=True, blank=True)
    last_step = models.BigIntegerField(_("用过的时段"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("验证器")

    def __str__(self) -> str:
        return f"authenticator of {self.account_id}"


class RecoveryCode(models.Model):
    """One of ten codes for the day the device is lost (恢复码); each opens once, only its digest kept.

    Privacy: use 第二道验证; basis 网络安全义务; reader 无人可读; kept 用完或换新为止;
    export 无，只存摘要; erase 随账号.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("恢复码")

    def __str__(self) -> str:
        return f"recovery code of {self.account_id}"


class Passkey(models.Model):
    """A passkey (通行密钥): the device proves a key that never leaves it; we keep the public half.

    counter: of uses, as the device counts them; one that does not go on means a copy.
    Privacy: use 登录; basis 网络安全义务; reader 本人; kept 移除为止;
    export 本人随时，只有名称和日期; erase 随账号.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    credential = models.CharField(_("凭据号"), max_length=1400, unique=True)
    public_key = models.BinaryField(_("公钥"))
    counter = models.BigIntegerField(_("使用次数"), default=0)
    name = models.CharField(_("名称"), max_length=40)
    made_at = models.DateTimeField(_("添加时间"), default=clock.now)
    last_on = models.DateField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通行密钥")
        constraints = [
            models.CheckConstraint(condition=Q(counter__gte=0), name="people_a_passkey_counts_up")
        ]

    def __str__(self) -> str:
        return self.name
