"""Every change of points (积分的动作): each one function, one transaction, one note."""

from zhibu.points.actions.entering import (
    register_contribution,
    set_goal,
    withdraw_contribution,
)
from zhibu.points.actions.members import (
    choose_rules,
    enter_board,
    join_points,
    leave_board,
    leave_points,
)
from zhibu.points.actions.objections import claim_missing, credit_claim, set_aside_credit
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
from zhibu.points.domain.deeds import Deed

__all__ = [
    "Deed",
    "adopt_version",
    "change_rulebook",
    "choose_rules",
    "claim_missing",
    "credit_claim",
    "draft_version",
    "drop_draft",
    "drop_rule",
    "enter_board",
    "join_points",
    "leave_board",
    "leave_points",
    "put_rule",
    "register_contribution",
    "retire_version",
    "set_aside_credit",
    "set_goal",
    "start_rulebook",
    "withdraw_contribution",
]
