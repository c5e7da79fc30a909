"""Every change of points (积分的动作): each one function, one transaction, one note."""

from zhibu.points.actions.rulebooks import (
    adopt_version,
    change_rulebook,
    draft_version,
    drop_draft,
    drop_rule,
    put_rule,
    retire_version,
    start_rulebook,
)

__all__ = [
    "adopt_version",
    "change_rulebook",
    "draft_version",
    "drop_draft",
    "drop_rule",
    "put_rule",
    "retire_version",
    "start_rulebook",
]
