"""What was declared not applicable, talks and reports as noted, reminders sent (规定项目)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.domain.duties import DUTIES, PAIRING_TERMS, Other, Pairing
from zhibu.notices.models import Notice
from zhibu.orgs.models import DateRange, Organisation, Term

KEYS = [(rule.key, _(rule.term)) for rule in DUTIES]
NOTED = [(rule.key, _(rule.term)) for rule in DUTIES if rule.key in set(Other)]
PAIRINGS = [(pairing.value, _(term)) for pairing, term in PAIRING_TERMS.items()]
WEEK = timedelta(days=7)


class DutyWaiver(models.Model):
    """A duty declared not applicable for a time, with a reason; may be taken back (不适用).

    organisation: the branch, or a body above it that speaks for all branches below. group: of a
    group meeting, the one group it is for. Half-open: ``since`` counts, ``until`` does not.
    Privacy: use 说明不适用的理由; basis 法定职责; reader 本支部、上级; kept 长期; export 本人随时; erase 可脱名.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duty_waivers")
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(_("项目"), max_length=20, choices=KEYS)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    reason = models.CharField(_("理由"), max_length=200)
    made_by = models.BigIntegerField(_("登记人"), null=True)
    made_by_name = models.CharField(_("登记人姓名"), max_length=80)
    made_at = models.DateTimeField(_("登记时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("不适用")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group", "key", "since"],
                nulls_distinct=False,
                name="meetings_a_duty_is_waived_once",
                violation_error_message=_("这一项在这段时间已登记为不适用"),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="meetings_a_waiver_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="meetings_a_waiver_has_a_reason",
                violation_error_message=_("请写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.key} {self.since}"


class DutyEntry(models.Model):
    """Talks held, or the secretary's report given: how many and on what day, nothing said (谈心谈话、述职).

    pairing: who talked with whom, of talks only.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duty_entries")
    key = models.CharField(_("项目"), max_length=20, choices=NOTED)
    pairing = models.CharField(_("对象"), max_length=20, choices=PAIRINGS, blank=True)
    on = models.DateField(_("日期"))
    count = models.PositiveSmallIntegerField(_("次数"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("谈心谈话和述职登记")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key", "pairing", "on"],
                name="meetings_one_duty_entry_a_day",
                violation_error_message=_("这一天已登记过"),
            ),
            models.CheckConstraint(
                condition=(Q(key=Other.HEART_TALK) & ~Q(pairing=Pairing.NONE))
                | (~Q(key=Other.HEART_TALK) & Q(pairing=Pairing.NONE)),
                name="meetings_talks_have_a_pairing",
                violation_error_message=_("请选择谈话对象"),
            ),
            models.CheckConstraint(
                condition=Q(count__range=(1, 500)),
                name="meetings_duty_entry_counts_something",
                violation_error_message=_("次数应在 1 至 500 之间"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.key} {self.on}"


class DutyReminder(models.Model):
    """One merged reminder to a branch of what it lacks (合并提醒); one in seven days at most.

    body: who reminded. on, until: the seven days, half-open. gaps: how many it named.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duty_reminders")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+")
    on = models.DateField(_("日期"), default=clock.today)
    until = models.DateField(_("此前不再提醒"))
    gaps = models.PositiveSmallIntegerField(_("缺项"))

    class Meta:
        verbose_name = verbose_name_plural = _("缺项提醒")
        constraints = [
            ExclusionConstraint(
                name="meetings_one_reminder_a_week",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("on", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一支部一周最多提醒一次"),
            ),
            models.CheckConstraint(
                condition=Q(until=F("on") + WEEK), name="meetings_a_reminder_rests_a_week"
            ),
            models.CheckConstraint(condition=Q(gaps__gte=1), name="meetings_a_reminder_names_gaps"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.on}"


class TermReminder(models.Model):
    """A reminder that a term of office ends, once for each time ahead (届满提醒).

    months: how many months before the end; 0 once it is over.
    """

    term = models.ForeignKey(Term, models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField(_("届满前（月）"))
    sent_on = models.DateField(_("日期"), default=clock.today)

    class Meta:
        verbose_name = verbose_name_plural = _("届满提醒")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "months"], name="meetings_a_term_is_told_once_each_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.months}"
