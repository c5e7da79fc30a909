"""Help for organisers of a college and of the university (院系、学校组织部门)."""

from __future__ import annotations

from zhibu.kit.actor import Actor
from zhibu.kit.sentences import noop as _
from zhibu.orgs.models import Post
from zhibu.web.help.model import Guide, Task, on_desk


def _looks_after_a_college(actor: Actor) -> bool:
    return actor.holds_anywhere(Post.COLLEGE_ORGANISER, Post.ORGANIZER)


def _looks_after_the_university(actor: Actor) -> bool:
    return actor.holds_anywhere(Post.UNIVERSITY_ORGANISER)


COLLEGE = Guide(
    "college",
    _("院系组织员"),
    _("只看缺的：一张表，一次提醒。"),
    _looks_after_a_college,
    (
        Task(
            "gaps",
            _("看缺项，一次提醒"),
            (
                _(
                    "打开“各支部”：一行一个支部，一列一项，只有缺的标红，写着超期几天。点开，看期间和可处理的人。"
                ),
                _("勾选要提醒的支部，点红色的按钮。每个支部合成一条；同一支部一周最多提醒一次。"),
                _("这里只有种类、期间和状态。会议内容、出席和反馈只在支部。"),
            ),
            "web:branches",
            on_desk("college-branches", _("各支部：支部和规定项目的表，只有缺项着色")),
        ),
        Task(
            "waive",
            _("学校统一安排的，一起登记"),
            (
                _("在“各支部”下面打开“对所属各支部登记不适用”，选一项，写明理由和期间。"),
                _(
                    "把学校的校历导入一次，下级的提醒随之避开考试周和假期：“组织”里点本单位，再到“校历”点“从文件导入”。"
                ),
            ),
            "web:branches",
        ),
        Task(
            "tree",
            _("组织、任职、届次"),
            (
                _(
                    "“组织”里点一个支部：任职、届次、党小组。六个月内届满的有提醒，选举之后点“登记届次”。"
                ),
                _("整棵树从 Excel 来：点“导入组织树”。合并、分设、撤销都先演算，看过再办理。"),
            ),
            "orgs:tree",
        ),
        Task(
            "rising",
            _("下级到期没有答复的异议"),
            (
                _(
                    "“异议与意见”里列出“下级到期没有答复的”，只有日期。点“接手”之后才看得到内容，由您答复。"
                ),
            ),
            "appeals:desk",
        ),
        Task(
            "numbers",
            _("统计"),
            (
                _("“统计”按月、学期、年。每个数点开，是组成它的记录和口径；不足 5 人的数不显示。"),
                _("要交的表导出就是屏幕上的这一份，不用另外统计。"),
            ),
            "insights:start",
        ),
    ),
)

UNIVERSITY = Guide(
    "university",
    _("学校组织部"),
    _("五句话看全校，每个数点开是名单。"),
    _looks_after_the_university,
    (
        Task(
            "sentences",
            _("五句话"),
            (
                _("登录后是“全校情况”：五句话，每个数和上月比。没有记录的才标红。"),
                _("点一个数，看它是哪些支部；再点支部，看期间和状态。看不到会议内容和党员写的话。"),
                _("“上月”“下月”换月份；标“本月未完”的还会变。"),
            ),
            "insights:university",
            on_desk("university-sentences", _("全校情况：五句话，下面是近几个月的图和表")),
        ),
        Task(
            "report",
            _("统计和导出"),
            (
                _("“各院系的统计”从学校一级一级点下去，按月、学期、年。图下面是同样的表。"),
                _("导出与屏幕相同。不足 5 人的数不显示，也不进任何上级的合计。"),
            ),
            "insights:start",
            on_desk("university-statistics", _("统计：各党组织一张表，每个数可以点开")),
        ),
        Task(
            "switches",
            _("政策开关和减负自查"),
            (
                _("“减负自查”逐条回答规定里的禁止和要求，证据来自设置和记录；可以“导出 Word”。"),
                _(
                    "“政策开关”默认都关着，打开要有依据和截止日期，最长到本届届满。几条不能动的没有开关。"
                ),
                _("“功能登记”里没有人用的功能，可以公告两周后停用，数据先导出。"),
            ),
            "web:self_check",
            on_desk("university-selfcheck", _("减负自查：问题、答复、依据和条文")),
        ),
        Task(
            "begin",
            _("从零开始"),
            (
                _(
                    "“组织”里点“导入组织树”，再到“党员名册”点“导入”。不认得的列写明原因，一行都不会悄悄丢掉。"
                ),
                _(
                    "点“登记任职”，给各支部书记和院系组织员定职务和期限；再“打印登录条”，书记开通之后由他们发给党员。"
                ),
                _("审批预备党员的权限由学校党委“授予”，写明起止日期。"),
            ),
            "orgs:tree",
        ),
    ),
)
