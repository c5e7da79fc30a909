"""What the room keeps (积分的数据): rulebooks, the ledger with its sums, what is entered by hand."""

from zhibu.points.models.entries import Claim, Contribution, SetAside, TeamGoal
from zhibu.points.models.ledger import (
    Balance,
    Credit,
    Leaf,
    Participation,
    ScoreCount,
    Source,
)
from zhibu.points.models.rulebook import Rulebook, RulebookVersion

__all__ = [
    "Balance",
    "Claim",
    "Contribution",
    "Credit",
    "Leaf",
    "Participation",
    "Rulebook",
    "RulebookVersion",
    "ScoreCount",
    "SetAside",
    "Source",
    "TeamGoal",
]
