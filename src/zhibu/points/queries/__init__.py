"""Every read of points. Unseen and absent are the same: ``DoesNotExist``."""

from zhibu.points.queries.rulebooks import (
    InForce,
    adopted,
    in_force,
    version_on,
    versions_adopted_by,
)

__all__ = ["InForce", "adopted", "in_force", "version_on", "versions_adopted_by"]
