"""Anything people come together for (场次): sign-up, check-in, leave. Source: domain.md 3, DC-04, DC-05."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.kit.uuid7 import uuid7
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person


def new_secret() -> str:
    """The seed of one gathering's codes."""
    return secrets.token_hex(32)


class Gathering(models.Model):
    """One coming-together at a time and a place (场次), for whatever room opened it.

    cap: most people who may sign up; none = no limit. late_after_minutes: minutes after the
    start from which a check-in is marked late. takes_sign_up: members put their names down first;
    those not on the list may too. secret: the seed of its codes, S2. uid, sequence, changed_at:
    iCalendar's; changed_at moves with what a calendar shows, not with who comes.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("未发布")
        OPEN = "open", _("已发布")
        CLOSED = "closed", _("已结束")
        CANCELLED = "cancelled", _("已取消")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="gatherings", verbose_name=_("主办")
    )
    title = models.CharField(_("名称"), max_length=120)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=80)
    takes_sign_up = models.BooleanField(_("需要报名"), default=False)
    cap = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    sign_up_until = models.DateTimeField(_("报名截止"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.PLANNED)
    secret = models.CharField(_("签到种子"), max_length=64, default=new_secret, editable=False)
    check_in_opens_at = models.DateTimeField(_("签到开始"))
    late_after_minutes = models.PositiveSmallIntegerField(_("迟到界限（分钟）"), default=10)
    uid = models.UUIDField(_("日历编号"), default=uuid7, editable=False, unique=True)
    sequence = models.PositiveIntegerField(_("变更次数"), default=0)
    changed_at = models.DateTimeField(_("最近变更"), default=clock.now)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("场次")
        indexes = [models.Index(fields=["organisation", "starts_at"], name="gatherings_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="gatherings_ends_after_it_starts",
                violation_error_message=_("结束时间要晚于开始时间"),
            ),
            models.CheckConstraint(
                condition=Q(check_in_opens_at__lte=F("starts_at")),
                name="gatherings_check_in_opens_by_the_start",
                violation_error_message=_("签到最迟在开始时开放"),
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gte=1),
                name="gatherings_cap_is_at_least_one",
                violation_error_message=_("名额至少 1 人"),
            ),
            models.CheckConstraint(
                condition=Q(takes_sign_up=True) | Q(cap=None, sign_up_until=None),
                name="gatherings_a_cap_needs_sign_up",
                violation_error_message=_("设名额或报名截止，就要开放报名"),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="gatherings_cancelled_with_a_reason",
                violation_error_message=_("取消要写明原因"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendee(models.Model):
    """One person's part in one gathering (应到人员、报名、签到): never two rows, never twice in.

    eligible: counted among those who should attend. with_vote: held the vote when invited.
    present_at: the instant of the entry. entered_by: whoever made it, none for oneself.
    Privacy: use 核对到会人数; basis 法定职责; reader 本人和本支部支委; kept 随会议记录;
    export 随本人数据; erase 不删，可脱名.
    """

    class SignUp(models.TextChoices):
        NONE = "none", _("未报名")
        SIGNED = "signed", _("已报名")
        WAITING = "waiting", _("候补")
        WITHDRAWN = "withdrawn", _("已取消报名")

    class Way(models.TextChoices):
        CODE = "code", _("签到码")
        QR = "qr", _("扫码")
        LIST = "list", _("主持人勾选")
        SHEET = "sheet", _("纸质签到")

    class Leave(models.TextChoices):
        NONE = "none", _("无")
        ASKED = "asked", _("已请假")
        EXCUSED = "excused", _("准假")
        STANDING = "standing", _("长期免到")
        REFUSED = "refused", _("未准假")

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="attendees")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    eligible = models.BooleanField(_("应到"), default=True)
    with_vote = models.BooleanField(_("有表决权"), default=False)
    observer = models.BooleanField(_("列席"), default=False)
    sign_up = models.CharField(_("报名"), max_length=9, choices=SignUp, default=SignUp.NONE)
    signed_up_at = models.DateTimeField(_("报名时间"), null=True, blank=True)
    leave = models.CharField(_("请假"), max_length=8, choices=Leave, default=Leave.NONE)
    present_at = models.DateTimeField(_("到会时间"), null=True, blank=True)
    way = models.CharField(_("登记方式"), max_length=5, choices=Way, blank=True)
    late = models.BooleanField(_("迟到"), default=False)
    entered_by = models.BigIntegerField(_("登记人"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("应到人员")
        indexes = [
            models.Index(fields=["person", "gathering"], name="gatherings_of_a_person"),
            models.Index(
                fields=["gathering", "person"],
                name="gatherings_standing_leave",
                condition=Q(leave="standing"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "person"],
                name="gatherings_one_row_a_person",
                violation_error_message=_("该成员在本场次已有一行"),
            ),
            models.CheckConstraint(
                condition=Q(present_at=None, way="") | (Q(present_at__isnull=False) & ~Q(way="")),
                name="gatherings_present_iff_a_way",
            ),
            models.CheckConstraint(
                condition=Q(late=False) | Q(present_at__isnull=False),
                name="gatherings_late_only_when_present",
            ),
            models.CheckConstraint(
                condition=~Q(sign_up__in=["signed", "waiting"]) | Q(signed_up_at__isnull=False),
                name="gatherings_signed_up_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(observer=False) | Q(eligible=False),
                name="gatherings_observers_are_not_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id}/{self.person_id}"


class SheetCode(models.Model):
    """A one-time code beside a name on the printed sheet (纸码): only its digest is kept.

    turn: which code of this person's row it is; made from the gathering's seed, printed anew at will.
    """

    attendee = models.OneToOneField(Attendee, models.CASCADE, related_name="sheet_code")
    turn = models.PositiveIntegerField(_("序次"), default=0)
    digest = models.CharField(_("摘要"), max_length=64)
    made_at = models.DateTimeField(_("制发时间"), default=clock.now)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("纸码")
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="gatherings_a_code_is_one_persons",
                violation_error_message=_("这个纸码已经有人了"),
            )
        ]

    def __str__(self) -> str:
        return f"sheet code of {self.attendee_id}"


class WrongCode(models.Model):
    """A code that did not fit (输错签到码): only to slow the next one down; kept one day.

    Privacy: use 防止猜码; basis 网络安全义务; reader 无; kept 一日; export 无，不含内容; erase 自动.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("输错签到码")
        indexes = [models.Index(fields=["person", "at"], name="gatherings_wrong_codes")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"


class EntryConflict(models.Model):
    """A second entry that came for somebody already in (登记冲突): the first stands, this is listed."""

    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="conflicts")
    way = models.CharField(_("登记方式"), max_length=5, choices=Attendee.Way)
    at = models.DateTimeField(_("时间"), default=clock.now)
    entered_by = models.BigIntegerField(_("登记人"), null=True, blank=True)
    sentence = models.CharField(_("说明"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("登记冲突")

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.way}"


class CalendarFeed(models.Model):
    """A secret address a phone's calendar reads (日历订阅); only its digest is kept.

    generation, organisation: of the account and the membership when it was made. Another password,
    a shut account, another branch or none, and the address is dead; nothing has to be swept.
    Privacy: use 手机日历订阅; basis 本人同意; reader 本人; kept 停用后一年; export 本人随时，不含地址; erase 本人随时.
    """

    class Scope(models.TextChoices):
        MINE = "mine", _("我的活动")
        BRANCH = "branch", _("本支部的活动")

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_feeds")
    scope = models.CharField(_("范围"), max_length=6, choices=Scope)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    generation = models.PositiveIntegerField(_("会话代次"))
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"), default=clock.now)
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("日历订阅")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope"],
                condition=Q(ended_at=None),
                name="gatherings_one_feed_of_a_kind",
                violation_error_message=_("这个日历已有一个地址"),
            ),
            models.CheckConstraint(
                condition=~Q(scope="branch") | Q(organisation__isnull=False),
                name="gatherings_a_branch_feed_has_a_branch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.scope}"
