"""Changes of the tree, of terms, calendars, switches and features: each one function, one transaction, one note."""

from zhibu.orgs.actions.calendars import (
    CalendarImported,
    import_calendar,
    load_calendar_days,
    remove_period,
    set_period_calendar,
    undo_calendar_import,
)
from zhibu.orgs.actions.features import count_feature_use, rest_feature, wake_feature
from zhibu.orgs.actions.switches import end_switch, set_switch
from zhibu.orgs.actions.terms import end_approval_power, grant_approval_power, open_term
from zhibu.orgs.actions.tree import (
    check,
    check_day,
    close,
    dissolve_organisation,
    form_group,
    found_organisation,
    move_organisation,
    next_organisation_id,
    place,
    rename_organisation,
)

__all__ = [
    "CalendarImported",
    "check",
    "check_day",
    "close",
    "count_feature_use",
    "dissolve_organisation",
    "end_approval_power",
    "end_switch",
    "form_group",
    "found_organisation",
    "grant_approval_power",
    "import_calendar",
    "load_calendar_days",
    "move_organisation",
    "next_organisation_id",
    "open_term",
    "place",
    "remove_period",
    "rename_organisation",
    "rest_feature",
    "set_period_calendar",
    "set_switch",
    "undo_calendar_import",
    "wake_feature",
]
