"""Who may do what with points. The table is ``docs/permissions.md``, section points."""

from zhibu.points.policies.rulebooks import (
    ADOPTERS,
    READERS,
    WRITERS,
    adopt_version,
    change_rulebook,
    draft_version,
    drop_draft,
    drop_rule,
    put_rule,
    rehearse_rulebook,
    retire_version,
    see_draft,
    start_rulebook,
)

__all__ = [
    "ADOPTERS",
    "READERS",
    "WRITERS",
    "adopt_version",
    "change_rulebook",
    "draft_version",
    "drop_draft",
    "drop_rule",
    "put_rule",
    "rehearse_rulebook",
    "retire_version",
    "see_draft",
    "start_rulebook",
]
