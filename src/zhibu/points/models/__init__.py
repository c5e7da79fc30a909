"""What the room keeps (积分的数据): rulebooks here, credits in the ledger's own page."""

from zhibu.points.models.rulebook import Rulebook, RulebookVersion

__all__ = ["Rulebook", "RulebookVersion"]
