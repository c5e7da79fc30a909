"""Persons, membership, status, posts, accounts (人员、党籍、任职、账号)."""

from zhibu.people.models.account import Account, SignInTry, Slip
from zhibu.people.models.care import CorrectionRequest, Look
from zhibu.people.models.person import Appointment, Membership, Person, StatusSpan

__all__ = [
    "Account",
    "Appointment",
    "CorrectionRequest",
    "Look",
    "Membership",
    "Person",
    "SignInTry",
    "Slip",
    "StatusSpan",
]
