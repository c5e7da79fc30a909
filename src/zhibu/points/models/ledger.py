"""The ledger of points (积分账): who takes part, what counts, each credit, and the sums kept with it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.points.models.rulebook import RulebookVersion
from zhibu.trail.models import OutboxEvent


class Participation(models.Model):
    """Somebody takes part in a branch's points (参加积分), from an instant to an instant.

    counts_from: facts of this day and later count; earlier than the day of joining only where the
    current term was taken in. What was told after ``left_at`` does not count.
    board_until: shows on the branch's board of volunteers until this day (not itself); empty = no.
    agreed: codes of the optional rules this person chose.
    Privacy: use 本人自愿参加的积分; basis 同意; reader 本人、本支部核对人; kept 在册期间及退出后 2 年;
    export 本人随时; erase 随账脱名.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(_("参加时间"), default=clock.now)
    counts_from = models.DateField(_("从哪天的事起计"))
    left_at = models.DateTimeField(_("退出时间"), null=True, blank=True)
    board_until = models.DateField(_("上榜到"), null=True, blank=True)
    agreed = models.JSONField(_("自选条款"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("参加积分")
        indexes = [models.Index(fields=["person", "branch"], name="points_taking_part")]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "person"],
                condition=Q(left_at=None),
                name="points_takes_part_once",
                violation_error_message=_("已经参加"),
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="points_leaves_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(board_until=None),
                name="points_who_left_is_on_no_board",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}@{self.branch_id}"


class Source(models.Model):
    """A fact heard from below that may be worth points (积分来源): an index over the outbox, no more.

    thing: what it tells of (``meeting:12``); version: a later one of the same thing takes its place.
    on: the fact's own date. ended: taken back (a corrected version, a withdrawn contribution).
    """

    event = models.OneToOneField(
        OutboxEvent, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("事实")
    )
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    thing = models.CharField(_("对象"), max_length=40)
    version = models.BigIntegerField(_("版本"), default=1)
    on = models.DateField(_("日期"))
    ended = models.BooleanField(_("已取消"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("积分来源")
        indexes = [models.Index(fields=["branch", "on"], name="points_sources_of_a_branch")]
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "version"],
                name="points_a_version_is_heard_once",
                violation_error_message=_("这一版已经登记过"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing} v{self.version}"


class Credit(models.Model):
    """One line of the ledger (积分分录), in hundredths of a point. Never changed; cut by month.

    event, fact: the outbox fact it comes from, and what in it counts. month: first day of the month of
    ``on``, the fact's own date. A reversal names the credit it takes back and why; it has
    the same key. revision: 1, and one more each time the same fact is credited anew.
    receipt: the plain parts of the sentence that explains it.
    Privacy: use 本人自愿参加的积分; basis 同意; reader 本人、本支部核对人; kept 随账; export 本人随时;
    erase 随账脱名.
    """

    append_only = True
    by_month = True

    pk = models.CompositePrimaryKey("month", "id")
    id = models.BigIntegerField(_("编号"))
    month = models.DateField(_("月份"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(_("规则"), max_length=40)
    event = models.UUIDField(_("事实编号"))
    fact = models.CharField(_("事实种类"), max_length=24)
    revision = models.PositiveSmallIntegerField(_("第几次记入"), default=1)
    amount = models.IntegerField(_("分值（百分之一分）"))
    reverses = models.BigIntegerField(_("冲销哪一笔"), null=True)
    reason = models.CharField(_("冲销原因"), max_length=200, blank=True)
    giver_id = models.BigIntegerField(_("记入人"), null=True)
    giver_name = models.CharField(_("记入人姓名"), max_length=80, blank=True)
    on = models.DateField(_("事实日期"))
    at = models.DateTimeField(_("记入时间"), default=clock.now)
    receipt = models.JSONField(_("凭证"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("积分分录")
        indexes = [models.Index(fields=["person", "branch", "on"], name="points_credits_of_one")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version", "rule", "event", "fact", "revision", "month"],
                condition=Q(reverses=None),
                name="points_a_fact_is_credited_once",
                violation_error_message=_("这件事已经记过分"),
            ),
            models.UniqueConstraint(
                fields=["reverses", "month"],
                condition=Q(reverses__isnull=False),
                name="points_a_credit_is_reversed_once",
                violation_error_message=_("这一笔已经冲销"),
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reason=""),
                name="points_a_reversal_has_a_reason",
                violation_error_message=_("冲销要写明原因"),
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="points_a_credit_is_not_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.amount}"


class Balance(models.Model):
    """What somebody has in a branch in one term (积分余额): exact, kept in the posting transaction.

    period: first day of the term. amount: hundredths. credits: how many stand, reversals taken off.
    counted: whether the score histogram counts this person now (takes part, has a credit).
    Privacy: use 本人自愿参加的积分; basis 同意; reader 本人; kept 随账; export 本人随时; erase 随账脱名.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    period = models.DateField(_("学期"))
    amount = models.IntegerField(_("合计"), default=0)
    credits = models.IntegerField(_("笔数"), default=0)
    counted = models.BooleanField(_("计入分布"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("积分余额")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "period", "person"],
                name="points_one_balance_a_term",
                violation_error_message=_("这个学期已有余额"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.period} {self.amount}"


class ScoreCount(models.Model):
    """How many people of a body above the branches have one score in a term (得分分布).

    With it a place above the branch is one sum: 1 + those above. No names, no index of scores.
    """

    level = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    period = models.DateField(_("学期"))
    score = models.IntegerField(_("得分"))
    persons = models.IntegerField(_("人数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("得分分布")
        constraints = [
            models.UniqueConstraint(
                fields=["level", "period", "score"],
                name="points_one_count_a_score",
                violation_error_message=_("这个得分已有一行"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.level_id} {self.score}: {self.persons}"


class Leaf(models.Model):
    """The leaf cell of a branch, a month and a kind of fact (积分末级单元): sums without names."""

    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField(_("月份"))
    category = models.CharField(_("类别"), max_length=40)
    credits = models.IntegerField(_("笔数"), default=0)
    amount = models.BigIntegerField(_("合计"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("积分末级单元")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "month", "category"],
                name="points_one_leaf_a_category",
                violation_error_message=_("这个类别本月已有一行"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.month} {self.category}"
