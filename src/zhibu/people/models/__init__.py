"""Persons, membership, status, posts, accounts (人员、党籍、任职、账号)."""

from zhibu.people.models.account import Account, SignInTry, Slip
from zhibu.people.models.care import CorrectionRequest, Look
from zhibu.people.models.extracts import Extract
from zhibu.people.models.imports import ImportBatch, ImportProgress, ImportRow, RememberedHead
from zhibu.people.models.person import Appointment, Membership, Person, StatusSpan

__all__ = [
    "Account",
    "Appointment",
    "CorrectionRequest",
    "Extract",
    "ImportBatch",
    "ImportProgress",
    "ImportRow",
    "Look",
    "Membership",
    "Person",
    "RememberedHead",
    "SignInTry",
    "Slip",
    "StatusSpan",
]
