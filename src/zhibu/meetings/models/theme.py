"""Themes of the month, the school's checklist, cards of one's own, members' ideas (主题)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.domain.themes import CHECKLIST, MENU_TERMS, SUITS_TERMS, Menu, Suits
from zhibu.meetings.models.meeting import MANNERS
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person

REQUIRED = [(line.code.value, _(line.term)) for line in CHECKLIST]
MENU = [(menu.value, _(MENU_TERMS[menu])) for menu in Menu]
SUITS = [(suits.value, _(SUITS_TERMS[suits])) for suits in Suits]


class RequiredItem(models.Model):
    """One line of a school's or college's checklist of the theme day (规定动作), for a time.

    Bodies below follow the nearest one above that has a checklist; without any, the house's own.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="required_items")
    order = models.PositiveSmallIntegerField(_("序号"))
    code = models.CharField(_("类别"), max_length=20, choices=REQUIRED)
    title = models.CharField(_("规定动作"), max_length=60)
    content = models.CharField(_("内容"), max_length=200, blank=True)
    manner = models.CharField(_("形式"), max_length=12, choices=MANNERS, default=Manner.STUDY)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("规定动作")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="meetings_required_item_has_a_title",
                violation_error_message=_("规定动作要有名称"),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="meetings_required_item_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MonthTheme(models.Model):
    """The theme a branch settled on for a month (月主题): 一月一主题."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="month_themes")
    month = models.DateField(_("月份"))
    theme = models.CharField(_("主题"), max_length=120)
    card = models.CharField(_("主题卡"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("月主题")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month"],
                name="meetings_one_theme_a_month",
                violation_error_message=_("本月主题已经定下"),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="meetings_theme_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=~Q(theme=""),
                name="meetings_month_theme_is_given",
                violation_error_message=_("请填写主题"),
            ),
        ]

    def __str__(self) -> str:
        return self.theme


class ThemeCard(models.Model):
    """A card a branch or a college wrote for itself (自编主题卡); the house's own are in the library.

    months: numbers 1 to 12 it suits. content: steps, questions and the rest, as ``domain.themes``.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cards")
    title = models.CharField(_("名称"), max_length=60)
    purpose = models.CharField(_("为什么做"), max_length=200)
    menu = models.CharField(_("形式"), max_length=20, choices=MENU)
    suits = ArrayField(models.CharField(max_length=20, choices=SUITS), verbose_name=_("适用"))
    months = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("月份"), default=list)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"))
    content = models.JSONField(_("内容"), default=dict)
    added_on = models.DateField(_("添加日期"), default=clock.today)

    class Meta:
        verbose_name = verbose_name_plural = _("自编主题卡")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title"],
                name="meetings_one_card_a_title",
                violation_error_message=_("已有同名的主题卡"),
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(5, 480)),
                name="meetings_card_minutes_in_a_day",
                violation_error_message=_("时长应在 5 至 480 分钟之间"),
            ),
            models.CheckConstraint(
                condition=Q(months__contained_by=list(range(1, 13))),
                name="meetings_card_months_are_months",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """How meetings name it, beside the library's ids."""
        return f"local-{self.pk}"


class CardRest(models.Model):
    """A card this branch (or all below a college) no longer offers (停用); it can still be read."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rested_cards")
    code = models.CharField(_("主题卡"), max_length=60)
    reason = models.CharField(_("原因"), max_length=200)
    rested_on = models.DateField(_("停用日期"), default=clock.today)

    class Meta:
        verbose_name = verbose_name_plural = _("停用的主题卡")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="meetings_a_card_rests_once",
                violation_error_message=_("这张主题卡已经停用"),
            )
        ]

    def __str__(self) -> str:
        return self.code


class ThemeProposal(models.Model):
    """A theme some member proposed (主题建议). Voluntary, never counted against anyone (DC-16).

    voices: how many preferred it when it was taken; until then they are counted.
    Privacy: use 选定主题; basis 本人自愿; reader 本支部党员; kept 采纳或撤回后 1 年; export 随本人; erase 随本人.
    """

    class State(models.TextChoices):
        OPEN = "open", _("征集中")
        TAKEN = "taken", _("已采纳")
        WITHDRAWN = "withdrawn", _("已撤回")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="proposals")
    title = models.CharField(_("建议的主题"), max_length=60)
    why = models.CharField(_("说明"), max_length=300, blank=True)
    card = models.CharField(_("主题卡"), max_length=60, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("提出日期"), default=clock.today)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.OPEN)
    taken_for = models.DateField(_("采纳月份"), null=True, blank=True)
    voices = models.PositiveSmallIntegerField(_("意向数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("主题建议")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="meetings_proposal_has_a_title",
                violation_error_message=_("请填写建议的主题"),
            ),
            models.CheckConstraint(
                condition=Q(state="taken", taken_for__isnull=False)
                | (~Q(state="taken") & Q(taken_for=None)),
                name="meetings_proposal_taken_for_a_month",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ThemePreference(models.Model):
    """One person's present preference among the proposals (意向): no ballot, shown as a count.

    Privacy: use 选定主题; basis 本人自愿; reader 无（只显示数目）; kept 采纳即删; export 随本人; erase 随本人.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    proposal = models.ForeignKey(ThemeProposal, models.CASCADE, related_name="preferences")

    class Meta:
        verbose_name = verbose_name_plural = _("主题意向")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                name="meetings_one_preference_a_person",
                violation_error_message=_("意向一人一项，可以改"),
            )
        ]

    def __str__(self) -> str:
        return f"preference for {self.proposal_id}"
