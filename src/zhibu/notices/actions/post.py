"""The postman: carries mails after commit, with no transaction open (发信).

Three short steps: take in hand, hand over, settle. A crash between leaves a lease that ends; the
same Message-ID then lets the reader's program drop the double. Source: security.md 12.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from zhibu.kit import clock
from zhibu.notices import queries
from zhibu.notices.domain import TRIES, after_try, is_quiet
from zhibu.notices.letters import Letter, notice_letter, proof_letter
from zhibu.notices.models import EmailAddress, Mail, Recipient

LEASE = timedelta(minutes=10)
KEPT = timedelta(days=30)
S = Mail.State
log = logging.getLogger(__name__)
# One address was refused; the server itself is well and takes the next letter.
ONE_REFUSED = (SMTPRecipientsRefused, SMTPDataError)


def send_due() -> int:
    """Send everything whose time has come, one letter a person; how many. Nothing in quiet hours.

    When the mail server cannot be reached the rest waits for the next round.
    """
    sent = 0
    while not is_quiet(clock.now()):
        taken, letter = take_in_hand()
        if not taken:
            break
        if letter is None:
            continue
        try:
            hand_over(letter)
        except OSError as trouble:  # every SMTPException is one
            put_back(letter, trouble=kind_of(trouble))
            log.warning("mail not sent: %s", type(trouble).__name__)
            if not isinstance(trouble, ONE_REFUSED):
                break
        else:
            settle(letter)
            sent += 1
    return sent


@transaction.atomic
def take_in_hand() -> tuple[bool, Letter | None]:
    """Whether anything was due, and the letter made of it; None when nobody needs it any more."""
    now = clock.now()
    first = queries.first_due_for_change(now)
    if first is None:
        return False, None
    mails = queries.due_with_for_change(first, now)
    address = queries.address_of(first.person_id)
    spent = [mail.pk for mail in mails if mail.tries >= TRIES]
    _mark(spent, S.SET_ASIDE)
    mails = [mail for mail in mails if mail.tries < TRIES]
    wanted = _still_wanted(mails, address)
    _mark([mail.pk for mail in mails if mail not in wanted], S.DROPPED)
    if not wanted or address is None:
        return True, None
    Mail.objects.filter(pk__in=[mail.pk for mail in wanted]).update(
        state=S.SENDING, lease_until=now + LEASE, tries=F("tries") + 1
    )
    if first.kind == Mail.Kind.PROOF:
        return True, proof_letter(first, address)
    return True, notice_letter(wanted, address)


def _mark(ids: list[int], state: str) -> None:
    Mail.objects.filter(pk__in=ids).update(state=state, lease_until=None)


def _still_wanted(mails: list[Mail], address: EmailAddress | None) -> list[Mail]:
    """Those to be sent all the same: address proved and wanting it, notice standing, not yet answered."""
    if not mails or address is None or not queries.can_sign_in(address.person_id):
        return []
    notices = [mail.notice_id for mail in mails if mail.notice_id]
    copies = queries.copies_by_notice(address.person_id, notices)
    return [mail for mail in mails if _wanted(mail, address, copies.get(mail.notice_id or 0))]


def _wanted(mail: Mail, address: EmailAddress, copy: Recipient | None) -> bool:
    if mail.notice is None:
        return mail.key == f"{address.person_id}:{address.code}" and address.verified_at is None
    if address.verified_at is None or mail.notice.kind not in address.kinds:
        return False
    answered = copy is None or copy.acknowledged or copy.not_clear
    return mail.notice.withdrawn_at is None and not answered


def hand_over(letter: Letter) -> None:
    """To the mail server, by Django's own backend; one recipient, text only."""
    EmailMessage(letter.subject, letter.body, to=[letter.to], headers=letter.headers).send()


@transaction.atomic
def settle(letter: Letter) -> None:
    """It is out."""
    _mark(list(letter.mails), S.SENT)


def kind_of(trouble: OSError) -> Mail.Trouble:
    """What went wrong, in kind; never what the server said, which may name somebody."""
    kinds = Mail.Trouble
    match trouble:
        case SMTPRecipientsRefused():
            return kinds.ADDRESS
        case SMTPDataError():
            return kinds.CONTENT
        case SMTPSenderRefused():
            return kinds.SENDER
        case SMTPAuthenticationError():
            return kinds.SIGN_IN
    return kinds.SERVER


@transaction.atomic
def put_back(letter: Letter, *, trouble: str) -> None:
    """It did not go: later again, or set aside after the fifth try."""
    now = clock.now()
    for mail in Mail.objects.select_for_update().filter(pk__in=letter.mails):
        again = after_try(now, tries=mail.tries)
        mail.state = S.WAITING if again else S.SET_ASIDE
        mail.due_at = again or mail.due_at
        mail.lease_until, mail.trouble = None, trouble
        mail.save(update_fields=["state", "due_at", "lease_until", "trouble"])


def forget_old_mails() -> int:
    """Drop mails of thirty days ago; how many."""
    gone, _kinds = Mail.objects.filter(made_at__lt=clock.now() - KEPT).delete()
    return gone
