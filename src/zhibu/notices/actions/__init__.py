"""Every change of notices: each one function, one transaction, one note."""

from zhibu.notices.actions.own import acknowledge_notice, mark_phoned
from zhibu.notices.actions.send import edit_notice, send_notice, withdraw_notice
from zhibu.notices.actions.write import (
    drop_notice_draft,
    save_notice_draft,
    send_general_notice,
)

__all__ = [
    "acknowledge_notice",
    "drop_notice_draft",
    "edit_notice",
    "mark_phoned",
    "save_notice_draft",
    "send_general_notice",
    "send_notice",
    "withdraw_notice",
]
