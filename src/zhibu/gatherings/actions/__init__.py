"""Every change of a gathering: each one function, one transaction, one note."""

from zhibu.gatherings.actions.after import correct_attendance, uphold_attendance
from zhibu.gatherings.actions.feeds import end_feed, make_feed
from zhibu.gatherings.actions.host import (
    add_observer,
    excuse,
    take_attendance,
    undo_attendance,
)
from zhibu.gatherings.actions.own import (
    LISTED,
    CheckIn,
    Outcome,
    ask_leave,
    check_in,
    sign_up,
    withdraw_leave,
    withdraw_sign_up,
)
from zhibu.gatherings.actions.paper import (
    Fault,
    SheetOutcome,
    enter_code_sheet,
    print_code_sheet,
)
from zhibu.gatherings.actions.plan import (
    cancel_gathering,
    change_gathering,
    close_gathering,
    open_gathering,
    publish_gathering,
    set_attendees,
)

__all__ = [
    "LISTED",
    "CheckIn",
    "Fault",
    "Outcome",
    "SheetOutcome",
    "add_observer",
    "ask_leave",
    "cancel_gathering",
    "change_gathering",
    "check_in",
    "close_gathering",
    "correct_attendance",
    "end_feed",
    "enter_code_sheet",
    "excuse",
    "make_feed",
    "open_gathering",
    "print_code_sheet",
    "publish_gathering",
    "set_attendees",
    "sign_up",
    "take_attendance",
    "undo_attendance",
    "uphold_attendance",
    "withdraw_leave",
    "withdraw_sign_up",
]
