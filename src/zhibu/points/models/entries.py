"""What is entered by hand for the ledger: contributions, claims, objections upheld, the team's goal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person


class Contribution(models.Model):
    """Something a member did, entered by an officer with words on the evidence (登记的贡献).

    kind: of ``domain.facts`` with origin ``registered``. minutes and count as that kind asks. Never
    entered for oneself. from_claim: it answers a claim that was found right.
    Privacy: use 本人自愿参加的积分; basis 同意; reader 本人、本支部支委; kept 在册期间及退出后 2 年;
    export 本人随时; erase 随账脱名.
    """

    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("种类"), max_length=24)
    on = models.DateField(_("日期"))
    title = models.CharField(_("做了什么"), max_length=120)
    minutes = models.PositiveIntegerField(_("分钟"), default=0)
    count = models.PositiveIntegerField(_("数量"), default=1)
    evidence = models.CharField(_("依据"), max_length=200)
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("登记时间"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登记的贡献")
        indexes = [models.Index(fields=["branch", "-given_at"], name="points_entered_of_a_branch")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=models.F("giver")),
                name="points_nobody_enters_their_own",
                violation_error_message=_("不能给自己登记"),
            ),
            models.CheckConstraint(
                condition=~Q(evidence="") & ~Q(title=""),
                name="points_contribution_has_evidence",
                violation_error_message=_("写明做了什么、依据是什么"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="points_withdrawn_with_a_reason",
                violation_error_message=_("撤销要写明原因"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """A credit a member misses (补报): checked as an appeal, by somebody of the committee.

    found: the contribution entered when it was found right.
    Privacy: use 本人自愿参加的积分; basis 同意; reader 本人、本支部支委; kept 2 年; export 本人随时;
    erase 到期删除.
    """

    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("种类"), max_length=24)
    on = models.DateField(_("日期"))
    title = models.CharField(_("做了什么"), max_length=120)
    minutes = models.PositiveIntegerField(_("分钟"), default=0)
    count = models.PositiveIntegerField(_("数量"), default=1)
    made_at = models.DateTimeField(_("补报时间"), default=clock.now)
    found = models.OneToOneField(
        Contribution, models.PROTECT, null=True, blank=True, related_name="claim"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("补报")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="points_claim_says_what",
                violation_error_message=_("写明做了什么"),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SetAside(models.Model):
    """An objection was upheld: this part of a thing no longer counts for this person (不计).

    Append-only. ``thing`` as in Source, so that a corrected record does not bring it back; fact: the
    kind of fact in it.
    Privacy: use 异议的结果; basis 同意; reader 本人、本支部支委; kept 随账; export 本人随时; erase 随账脱名.
    """

    append_only = True

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    thing = models.CharField(_("对象"), max_length=40)
    fact = models.CharField(_("事实种类"), max_length=24)
    reason = models.CharField(_("理由"), max_length=200)
    decided_by = models.BigIntegerField(_("决定人"), null=True)
    decided_by_name = models.CharField(_("决定人姓名"), max_length=80)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("异议成立不计")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "branch", "thing", "fact"],
                name="points_set_aside_once",
                violation_error_message=_("这一笔已经不计"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.thing} {self.fact}"


class TeamGoal(models.Model):
    """What a branch wants to reach together in one term (集体目标), in hundredths. Only totals.

    Privacy: use 公开由谁设定; basis 法定职责; reader 本支部; kept 长期; export 本人随时; erase 可脱名.
    """

    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    period = models.DateField(_("学期"))
    amount = models.PositiveIntegerField(_("目标"))
    words = models.CharField(_("一起做什么"), max_length=60, blank=True)
    set_by = models.BigIntegerField(_("设定人"), null=True)
    set_by_name = models.CharField(_("设定人姓名"), max_length=80)
    set_at = models.DateTimeField(_("设定时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("集体目标")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "period"],
                name="points_one_goal_a_term",
                violation_error_message=_("这个学期已有目标"),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="points_goal_is_above_nothing",
                violation_error_message=_("目标要大于 0"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.period} {self.amount}"
