"""Every read of points. Unseen and absent are the same: ``DoesNotExist``."""

from zhibu.points.queries.rulebooks import (
    InForce,
    Shelf,
    adopted,
    book_for_change,
    in_force,
    shelf_of,
    version_for_change,
    version_for_reading,
    version_on,
    versions_adopted_by,
    versions_in_force_between,
    versions_of,
)

__all__ = [
    "InForce",
    "Shelf",
    "adopted",
    "book_for_change",
    "in_force",
    "shelf_of",
    "version_for_change",
    "version_for_reading",
    "version_on",
    "versions_adopted_by",
    "versions_in_force_between",
    "versions_of",
]
