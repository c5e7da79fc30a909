"""Persons, membership, status, posts, accounts (人员、党籍、任职、账号)."""

from zhibu.people.models.access import HeardToken, Sitting, SittingMark
from zhibu.people.models.account import Account, SignInTry, Slip
from zhibu.people.models.care import CorrectionRequest, Look
from zhibu.people.models.extracts import Extract
from zhibu.people.models.factors import CodeGenerator, Passkey, RecoveryCode
from zhibu.people.models.imports import ImportBatch, ImportProgress, ImportRow, RememberedHead
from zhibu.people.models.person import Appointment, Membership, Person, StatusSpan

__all__ = [
    "Account",
    "Appointment",
    "CodeGenerator",
    "CorrectionRequest",
    "Extract",
    "HeardToken",
    "ImportBatch",
    "ImportProgress",
    "ImportRow",
    "Look",
    "Membership",
    "Passkey",
    "Person",
    "RecoveryCode",
    "RememberedHead",
    "SignInTry",
    "Sitting",
    "SittingMark",
    "Slip",
    "StatusSpan",
]
