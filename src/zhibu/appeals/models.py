"""What is contested and answered (异议), and what people say about how things are done (意见建议)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person


class Appeal(models.Model):
    """Somebody contests one entry (异议); answered by somebody else by a day.

    kind, subject_id: the contested thing, opaque here. title, facts: what stood there when it was
    contested. maker_id: who made the entry, never the one who answers. rises_on: the first day on
    which the body above may take it over. done: what was put right. taken_by: of the body above.
    Privacy: use 更正与复核; basis 个人信息保护法; reader 本人、本支部支委，接手之后的上级; kept 2 年;
    export 本人随时; erase 到期删除.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        CORRECTING = "correcting", _("成立，待更正")
        UPHELD = "upheld", _("成立，已更正")
        EXPLAINED = "explained", _("已说明")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(_("类别"), max_length=40)
    subject_id = models.BigIntegerField(_("对象编号"))
    title = models.CharField(_("对象"), max_length=160)
    facts = models.CharField(_("提出时的情况"), max_length=300, blank=True)
    url = models.CharField(_("对象的页面"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appeals")
    appellant = models.ForeignKey(Person, models.PROTECT, related_name="appeals")
    maker_id = models.BigIntegerField(_("经手人"), null=True)
    reason = models.CharField(_("理由"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField(_("提出时间"), default=clock.now)
    due_on = models.DateField(_("应答复日期"))
    provisional = models.BooleanField(_("暂定"), default=False)
    rises_on = models.DateField(_("可由上级接手之日"))
    risen_at = models.DateTimeField(_("告知上级时间"), null=True, blank=True)
    taken_by = models.BigIntegerField(_("接手人"), null=True)
    taken_by_name = models.CharField(_("接手人姓名"), max_length=80, blank=True)
    taken_at = models.DateTimeField(_("接手时间"), null=True, blank=True)
    answered_by = models.BigIntegerField(_("答复人"), null=True)
    answered_by_name = models.CharField(_("答复人姓名"), max_length=80, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    done = models.CharField(_("更正结果"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("异议")
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="appeals_of_a_branch"),
            models.Index(fields=["appellant", "-raised_at"], name="appeals_of_a_person"),
            models.Index(fields=["kind", "subject_id"], name="appeals_about_a_thing"),
            models.Index(fields=["rises_on"], name="appeals_waiting", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "appellant"],
                condition=Q(state__in=["open", "correcting"]),
                name="appeals_one_open_a_subject",
                violation_error_message=_("您对这一项已有一个在办的异议"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"], answered_by=None, answered_at=None)
                | (
                    Q(state__in=["correcting", "upheld", "explained"])
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="appeals_answered_iff_decided",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(maker_id=None) | ~Q(answered_by=F("maker_id")),
                name="appeals_not_answered_by_its_maker",
                violation_error_message=_("经手登记的人不能答复"),
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("appellant_id")),
                name="appeals_not_answered_by_its_appellant",
                violation_error_message=_("不能答复自己提出的异议"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="appeals_reason_is_given",
                violation_error_message=_("请写明理由"),
            ),
            models.CheckConstraint(
                condition=~Q(state="explained") | ~Q(answer=""),
                name="appeals_explained_in_words",
                violation_error_message=_("不成立的要写明理由"),
            ),
            models.CheckConstraint(
                condition=~Q(state="upheld") | ~Q(done=""),
                name="appeals_upheld_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_at=None)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="appeals_taken_over_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.subject_id} {self.state}"

    @property
    def is_closed(self) -> bool:
        return self.state not in {self.State.OPEN, self.State.CORRECTING}

    @property
    def is_overdue(self) -> bool:
        return not self.is_closed and self.due_on < clock.today()


class Complaint(models.Model):
    """What somebody says about how things are done (意见建议); answered within seven days.

    page: the shape of the address it came from, nothing that stood in it. giver: None where nobody
    signed; then code_digest is of the code by which it is tracked. passed_from: the level it was
    passed on from; earlier: what that level had answered.
    Privacy: use 受理意见建议; basis 本人同意; reader 本人和办理的人，署名的另见上级; kept 2 年;
    export 本人随时，不署名的凭查询码; erase 到期删除.
    """

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", _("建议")
        COMPLAINT = "complaint", _("意见、投诉")
        FAULT = "fault", _("平台不好用、出错")

    class Level(models.TextChoices):
        BRANCH = "branch", _("支部")
        COLLEGE = "college", _("学院")
        UNIVERSITY = "university", _("学校")
        PLATFORM = "platform", _("平台")

    class Naming(models.TextChoices):
        SIGNED = "signed", _("署名")
        HANDLER = "handler", _("只让办理人知道")
        NONE = "none", _("不署名")

    class State(models.TextChoices):
        WAITING = "waiting", _("待答复")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已办结")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    level = models.CharField(_("送交"), max_length=10, choices=Level)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="complaints")
    naming = models.CharField(_("署名"), max_length=7, choices=Naming)
    giver = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    code_digest = models.CharField(_("查询码摘要"), max_length=64, blank=True)
    from_outside = models.BooleanField(_("未登录"), default=False)
    text = models.CharField(_("内容"), max_length=1000)
    page = models.CharField(_("来自页面"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    given_on = models.DateField(_("提出日期"))
    due_on = models.DateField(_("应答复日期"))
    risen_at = models.DateTimeField(_("告知上级时间"), null=True, blank=True)
    passed_from = models.CharField(_("转自"), max_length=10, choices=Level, blank=True)
    earlier = models.TextField(_("先前的答复"), max_length=4000, blank=True)
    answered_by = models.BigIntegerField(_("答复人"), null=True)
    answered_by_name = models.CharField(_("答复人姓名"), max_length=80, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("意见建议")
        indexes = [
            models.Index(
                fields=["organisation", "level", "state", "due_on"], name="complaints_of_a_body"
            ),
            models.Index(fields=["giver", "-given_on"], name="complaints_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(naming="none", giver=None) & ~Q(code_digest=""))
                | (~Q(naming="none") & Q(giver__isnull=False, code_digest="")),
                name="appeals_unsigned_has_a_code_and_nobody",
            ),
            models.UniqueConstraint(
                fields=["code_digest"],
                condition=~Q(code_digest=""),
                name="appeals_a_code_is_one_complaints",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_by=None, answered_on=None, answer="")
                | (
                    ~Q(state="waiting")
                    & Q(answered_by__isnull=False, answered_on__isnull=False)
                    & ~Q(answer="")
                ),
                name="appeals_complaint_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(giver=None) | ~Q(answered_by=F("giver_id")),
                name="appeals_complaint_not_answered_by_its_giver",
                violation_error_message=_("不能答复自己提出的意见"),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="appeals_complaint_says_something",
                violation_error_message=_("请写明内容"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.kind} {self.state}"

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.WAITING and self.due_on < clock.today()

    @property
    def name_shown(self) -> str:
        """The name for those who handle it; empty where nobody signed."""
        return self.giver.name if self.giver else ""
