"""The first page of each person (首页): a branch's month, a member's week, the branches of a college."""

from zhibu.web.homes.college import College, Lacking, college_for, oversees
from zhibu.web.homes.month import Month, keeps_a_branch, month_for
from zhibu.web.homes.week import WEEK_MOST, ToDo, Week, week_for

__all__ = [
    "WEEK_MOST",
    "College",
    "Lacking",
    "Month",
    "ToDo",
    "Week",
    "college_for",
    "keeps_a_branch",
    "month_for",
    "oversees",
    "week_for",
]
