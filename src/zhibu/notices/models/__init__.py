"""Notices, their recipients, and the mail that carries them (通知、接收人、邮件)."""

from zhibu.notices.models.mail import EmailAddress, Mail
from zhibu.notices.models.notice import (
    REST,
    Addendum,
    Moments,
    Notice,
    NoticeDraft,
    Recipient,
    Reminder,
)

__all__ = [
    "REST",
    "Addendum",
    "EmailAddress",
    "Mail",
    "Moments",
    "Notice",
    "NoticeDraft",
    "Recipient",
    "Reminder",
]
