"""A sitting and what it is about (会议、议程、计票、议定事项). Time and place stand in its gathering."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.gatherings.models import Gathering
from zhibu.meetings.domain.kinds import RULES, Kind
from zhibu.meetings.domain.matters import MATTER_TERMS, Ballot, Matter
from zhibu.meetings.domain.records import MANNER_TERMS, Manner
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person

KINDS = [(kind.value, _(RULES[kind].term)) for kind in Kind]
MATTERS = [(matter.value, _(MATTER_TERMS[matter])) for matter in Matter]
MANNERS = [(manner.value, _(MANNER_TERMS[manner])) for manner in Manner]
BALLOTS = [(Ballot.SECRET.value, _("无记名投票")), (Ballot.SHOW_OF_HANDS.value, _("举手表决"))]


class Meeting(models.Model):
    """One sitting of a branch or a group (会议), from plan to confirmed record.

    kinds: what it counts as, each once a period. month: first day of the month it serves.
    eligible_frozen: persons with a vote when the plan was published; eligible_count: the same,
    or as corrected with a reason. present_eligible_count: those of them who came.
    ended_at: the actual end. card: code of the theme card, local or of the library.
    Privacy: use 组织生活记录; basis 法定职责; reader 本支部; kept 长期（会议记录）; export 随记录; erase 不删.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("方案未发布")
        PUBLISHED = "published", _("已发布")
        HELD = "held", _("草稿待确认")
        CONFIRMED = "confirmed", _("已确认")
        CANCELLED = "cancelled", _("已取消")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="meetings", verbose_name=_("主办")
    )
    group = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="group_meetings",
        verbose_name=_("党小组"),
    )
    gathering = models.OneToOneField(
        Gathering, models.PROTECT, related_name="meeting", verbose_name=_("场次")
    )
    kinds = ArrayField(models.CharField(max_length=20, choices=KINDS), verbose_name=_("会议种类"))
    title = models.CharField(_("名称"), max_length=120)
    month = models.DateField(_("月份"))
    theme = models.CharField(_("主题"), max_length=120, blank=True)
    card = models.CharField(_("主题卡"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.DRAFT)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("主持人")
    )
    recorder = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人")
    )
    with_activists = models.BooleanField(_("邀请入党积极分子列席"), default=False)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    eligible_frozen = models.PositiveSmallIntegerField(_("发布时应到会有表决权"), null=True)
    eligible_count = models.PositiveSmallIntegerField(_("应到会有表决权"), null=True)
    present_eligible_count = models.PositiveSmallIntegerField(_("实到会有表决权"), null=True)
    count_reason = models.CharField(_("应到人数更正原因"), max_length=200, blank=True)
    late_entry = models.BooleanField(_("补录"), default=False)
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("会议")
        indexes = [models.Index(fields=["organisation", "month"], name="meetings_of_a_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kinds__len__gte=1),
                name="meetings_at_least_one_kind",
                violation_error_message=_("请至少选一种会议"),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="meetings_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(group=None) | Q(kinds__contains=["group_meeting"]),
                name="meetings_a_group_sits_in_group_meetings",
                violation_error_message=_("只有党小组会选党小组"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(eligible_count__isnull=False),
                name="meetings_counted_once_published",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "confirmed"])
                | Q(ended_at__isnull=False, present_eligible_count__isnull=False),
                name="meetings_held_has_an_end_and_a_count",
            ),
            models.CheckConstraint(
                condition=Q(present_eligible_count=None)
                | Q(present_eligible_count__lte=F("eligible_count")),
                name="meetings_present_within_eligible",
                violation_error_message=_("实到会人数不能多于应到会人数"),
            ),
            models.CheckConstraint(
                condition=Q(eligible_frozen=F("eligible_count"))
                | Q(eligible_frozen=None)
                | ~Q(count_reason=""),
                name="meetings_corrected_count_has_a_reason",
                violation_error_message=_("更正应到会人数要写明原因"),
            ),
            models.CheckConstraint(
                condition=Q(late_entry=False) | ~Q(late_reason=""),
                name="meetings_late_entry_has_a_reason",
                violation_error_message=_("补录要写明原因"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_set(self) -> frozenset[Kind]:
        return frozenset(Kind(kind) for kind in self.kinds)

    @property
    def place_of_rights(self) -> Organisation:
        """The body whose posts decide: the group of a group meeting, else the branch."""
        return self.group if self.group is not None else self.organisation


class AgendaItem(models.Model):
    """One item of the agenda (议程项) and what was written down about it.

    required: of the school's checklist (规定动作), else 灵活. manner: how an item without a vote
    went. reporter_name: as typed; reporter: the member of that name, when there is one.
    not_voted: the matter came up and was not voted on, and the record says so.
    Privacy: use 会议记录; basis 法定职责; reader 本支部党员; kept 长期; export 随记录; erase 不删.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("标题"), max_length=120)
    required = models.BooleanField(_("规定动作"), default=False)
    matter = models.CharField(_("事项"), max_length=20, choices=MATTERS, default=Matter.REPORT)
    manner = models.CharField(_("形式"), max_length=12, choices=MANNERS, default=Manner.REPORT)
    minutes = models.PositiveSmallIntegerField(_("预计分钟"), null=True, blank=True)
    reporter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reporter_name = models.CharField(_("汇报人或负责人"), max_length=80, blank=True)
    report = models.TextField(_("主要内容"), max_length=4000, blank=True)
    resolution = models.TextField(_("决议"), max_length=2000, blank=True)
    not_voted = models.BooleanField(_("未表决"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("议程项")
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="meetings_one_item_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="meetings_item_has_a_title",
                violation_error_message=_("议程要有标题"),
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, 480)),
                name="meetings_item_minutes_in_a_day",
                violation_error_message=_("预计时长应在 1 至 480 分钟之间"),
            ),
            models.CheckConstraint(
                condition=Q(not_voted=False) | ~Q(matter="report"),
                name="meetings_only_matters_go_unvoted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def votes(self) -> bool:
        """Whether this item asks for a vote."""
        return self.matter != Matter.REPORT


class ItemCase(models.Model):
    """The person a development matter is about, and the dates it rests on (个案).

    pre_check_on: the superior's 预审 passed; probation_ends_on: last day of probation.
    conduct: the main conduct the resolution must contain, typed by people.
    Privacy: use 发展党员表决; basis 法定职责; reader 本支部党员; kept 长期; export 随记录; erase 不删.
    """

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="case")
    about = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("当事人"))
    introducers = models.CharField(_("入党介绍人"), max_length=80, blank=True)
    pre_check_on = models.DateField(_("预审合格日期"), null=True, blank=True)
    probation_ends_on = models.DateField(_("预备期届满日期"), null=True, blank=True)
    extension_months = models.PositiveSmallIntegerField(_("延长月数"), null=True, blank=True)
    extended_before = models.BooleanField(_("已延长过"), default=False)
    conduct = models.TextField(_("主要表现"), max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("个案")

    def __str__(self) -> str:
        return f"case of item {self.item_id}"


class ItemTally(models.Model):
    """Votes counted on paper in the room (计票). Tallies only: nobody's vote is known.

    written: opinions of absent members, received before the meeting, already inside the tally.
    """

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="tally")
    yes = models.PositiveSmallIntegerField(_("赞成"))
    no = models.PositiveSmallIntegerField(_("不赞成"), default=0)
    abstain = models.PositiveSmallIntegerField(_("弃权"), default=0)
    written = models.PositiveSmallIntegerField(_("会前书面意见"), default=0)
    ballot = models.CharField(_("表决方式"), max_length=13, choices=BALLOTS, default=Ballot.SECRET)

    class Meta:
        verbose_name = verbose_name_plural = _("计票")
        constraints = [
            models.CheckConstraint(
                condition=Q(written__lte=F("yes") + F("no") + F("abstain")),
                name="meetings_tally_within_ballots",
                violation_error_message=_("会前书面意见已计入票数，不能多于各项合计"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.yes}/{self.no}/{self.abstain}"


class Speech(models.Model):
    """Main points of one speaker, as typed by the recorder (发言要点).

    Privacy: use 会议记录; basis 法定职责; reader 本支部党员; kept 长期; export 随记录; erase 不删.
    """

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="speeches")
    order = models.PositiveSmallIntegerField(_("序号"))
    speaker = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    speaker_name = models.CharField(_("发言人"), max_length=80)
    points = models.TextField(_("要点"), max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = _("发言要点")
        ordering = ["item", "order"]
        constraints = [
            models.UniqueConstraint(fields=["item", "order"], name="meetings_one_speech_a_place")
        ]

    def __str__(self) -> str:
        return self.speaker_name


class ReviewCounts(models.Model):
    """How many members got each grade (民主评议各等次人数). Counts only, never names."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="review")
    excellent = models.PositiveSmallIntegerField(_("优秀"), default=0)
    qualified = models.PositiveSmallIntegerField(_("合格"), default=0)
    basically_qualified = models.PositiveSmallIntegerField(_("基本合格"), default=0)
    not_qualified = models.PositiveSmallIntegerField(_("不合格"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("评议人数")

    def __str__(self) -> str:
        return f"review of {self.meeting_id}"


class AgreedItem(models.Model):
    """Something agreed, by whom and until when (议定事项); asked about once, 30 days on.

    Privacy: use 落实议定事项; basis 法定职责; reader 本支部; kept 长期; export 随记录; erase 不删.
    """

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        DONE = "done", _("已落实")
        NOT_DONE = "not_done", _("未落实")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agreed")
    matter = models.CharField(_("事项"), max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(_("负责人"), max_length=80, blank=True)
    due_on = models.DateField(_("期限"))
    state = models.CharField(_("落实情况"), max_length=8, choices=State, default=State.OPEN)
    sentence = models.CharField(_("说明"), max_length=200, blank=True)
    reported_on = models.DateField(_("填报日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("议定事项")
        indexes = [
            models.Index(fields=["due_on"], name="meetings_agreed_open", condition=Q(state="open"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(matter=""),
                name="meetings_agreed_item_says_what",
                violation_error_message=_("请写明事项"),
            ),
            models.CheckConstraint(
                condition=Q(state="open", reported_on=None)
                | (~Q(state="open") & Q(reported_on__isnull=False)),
                name="meetings_agreed_item_reported_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_done") | ~Q(sentence=""),
                name="meetings_undone_item_has_a_sentence",
                violation_error_message=_("未落实的请写一句原因"),
            ),
        ]

    def __str__(self) -> str:
        return self.matter
