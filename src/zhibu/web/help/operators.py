"""Help for who runs the server and keeps it safe (信息中心)."""

from __future__ import annotations

from zhibu.kit.actor import Actor
from zhibu.kit.sentences import noop as _
from zhibu.orgs.models import Post
from zhibu.web.help.model import Guide, Task


def _runs_the_house(actor: Actor) -> bool:
    return actor.holds_anywhere(Post.OPERATOR, Post.SECURITY, Post.AUDIT)


IT = Guide(
    "it",
    _("信息中心"),
    _("一条命令装好，一条命令体检。日志里没有姓名。"),
    _runs_the_house,
    (
        Task(
            "start",
            _("装好，开起来"),
            (
                _(
                    "一台装了 Python 3 的 Debian 12 或同类系统。`./zhibu demo` 先看演示，`./zhibu serve` 正式运行。"
                ),
                _(
                    "`./zhibu user add` 建第一位管理员，得到一张登录条。再导入组织树和名册：在页面上，或者用 `./zhibu import organisations`、`./zhibu import roster`。"
                ),
                _(
                    "设了 `DATABASE_URL` 就用学校的 PostgreSQL，不设就用自带的。邮件由 `EMAIL_URL` 接通，不设就不发。"
                ),
            ),
        ),
        Task(
            "health",
            _("体检"),
            (
                _("`./zhibu doctor` 逐项检查磁盘、数据库、备份和版本，每条写明怎么办。"),
                _("监控请访问 `/health`，正常只答 ok。"),
                _(
                    "`./zhibu points recompute --check` 用另一套代码重算全部积分，逐笔核对；`./zhibu insights check` 核对统计。"
                ),
            ),
        ),
        Task(
            "backup",
            _("备份和恢复"),
            (
                _("`./zhibu backup` 得到一个文件，请存到另一台机器上。"),
                _(
                    "`./zhibu restore` 恢复到空的数据文件夹。每月演练一次，恢复出来的和原来逐项相同才算数。"
                ),
            ),
        ),
        Task(
            "accounts",
            _("账号"),
            (
                _(
                    "“账号”里可以“停用”一个账号、“结束登录”，丢了手机的先办这一件。忘记密码的，由支部制发登录条。"
                ),
                _("系统、安全、审计由三个人分别担任，都看不到会议内容和出席。"),
            ),
            "people:accounts",
        ),
    ),
)
