"""Every change of notices: each one function, one transaction, one note."""

from zhibu.notices.actions.after import add_addendum, remind_silent
from zhibu.notices.actions.mail import (
    choose_own_mail,
    prove_own_email,
    remove_own_email,
    set_own_email,
    stop_own_mail,
)
from zhibu.notices.actions.office import drop_mails, retry_mails
from zhibu.notices.actions.own import acknowledge_notice, mark_phoned, say_not_clear
from zhibu.notices.actions.send import edit_notice, send_notice, withdraw_notice
from zhibu.notices.actions.write import (
    drop_notice_draft,
    save_notice_draft,
    send_general_notice,
)

__all__ = [
    "acknowledge_notice",
    "add_addendum",
    "choose_own_mail",
    "drop_mails",
    "drop_notice_draft",
    "edit_notice",
    "mark_phoned",
    "prove_own_email",
    "remind_silent",
    "remove_own_email",
    "retry_mails",
    "save_notice_draft",
    "say_not_clear",
    "send_general_notice",
    "send_notice",
    "set_own_email",
    "stop_own_mail",
    "withdraw_notice",
]
