"""Every change of points (积分的动作)."""

from zhibu.points.actions.entering import (
    Deed,
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

__all__ = [
    "Deed",
    "choose_rules",
    "enter_board",
    "join_points",
    "leave_board",
    "leave_points",
    "register_contribution",
    "set_goal",
    "withdraw_contribution",
]
