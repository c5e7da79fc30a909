"""Codes that change, codes on paper, and who came (签到码、纸码、出席): plain values only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STEP = timedelta(seconds=30)
LIVE_STEPS = 2  # the code on the screen and the one before: good for 30 to 60 seconds
DIGITS = 6

# No 0 O 1 I L 2 Z 5 S 6 G 8 B Q: nobody mistakes a letter on a printed sheet.
PAPER_LETTERS = "ACDEFHJKMNPRTUVWXY3479"
PAPER_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Invite:
    """One person on the list of a gathering (应到、列席).

    eligible: counted among those who should attend. with_vote: holds the vote on that day.
    observer: attends without being counted (列席); never also eligible.
    """

    person_id: int
    eligible: bool = True
    with_vote: bool = False
    observer: bool = False


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One line typed in from the printed sheet (纸码补录). line: as the host counts, from 1."""

    line: int
    code: str
    name: str = ""


# ---- the code on the screen


def step_of(moment: datetime) -> int:
    """The number of the half minute this instant lies in."""
    return int(moment.timestamp()) // int(STEP.total_seconds())


def seconds_left(moment: datetime) -> int:
    """Whole seconds until the code changes, 1 to 30."""
    width = int(STEP.total_seconds())
    return width - int(moment.timestamp()) % width


def live_code(secret: str, step: int) -> str:
    """The six digits of one half minute, by HMAC-SHA256. Source: RFC 4226, section 5.3."""
    digest = hmac.new(secret.encode(), step.to_bytes(8, "big"), hashlib.sha256).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def is_live(code: str, secret: str, moment: datetime) -> bool:
    """Whether these digits are the code of now or of the half minute before."""
    now = step_of(moment)
    good = [hmac.compare_digest(code, live_code(secret, now - back)) for back in range(LIVE_STEPS)]
    return any(good)


def square_code(secret: str, step: int) -> str:
    """What the square of one half minute says: too long to guess, for it is tried without a limit."""
    digest = hmac.new(secret.encode(), f"square:{step}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def is_square(code: str, secret: str, moment: datetime) -> bool:
    """Whether this was read from the square of now or of the half minute before."""
    now = step_of(moment)
    typed_in = code.encode()
    good = [
        hmac.compare_digest(typed_in, square_code(secret, now - back).encode())
        for back in range(LIVE_STEPS)
    ]
    return any(good)


# ---- a scan, kept for a slow sign-in

SCAN_LASTS = timedelta(minutes=5)


def scan_pass(secret: str, moment: datetime) -> str:
    """What a good scan leaves on the phone: worth a check-in for five minutes, so that signing in
    first does not lose it."""
    until = str(int((moment + SCAN_LASTS).timestamp()))
    return f"{until}.{_signature(secret, until)}"


def pass_holds(scanned: str, secret: str, moment: datetime) -> bool:
    """Whether this is a pass of this gathering, and still good."""
    until, _, signature = scanned.partition(".")
    if not until.isascii() or not until.isdigit():
        return False
    genuine = hmac.compare_digest(signature.encode(), _signature(secret, until).encode())
    return genuine and moment.timestamp() < int(until)


def _signature(secret: str, until: str) -> str:
    return hmac.new(secret.encode(), f"scan:{until}".encode(), hashlib.sha256).hexdigest()


# ---- the code on paper


def paper_code(secret: str, attendee_id: int, turn: int) -> str:
    """The code beside one name on the printed sheet (纸码); ``turn`` gives another one.

    Printing again prints the same codes. Never digits only, so it is no code of the screen.
    """
    while True:
        message = f"paper:{attendee_id}:{turn}".encode()
        number = int.from_bytes(hmac.new(secret.encode(), message, hashlib.sha256).digest(), "big")
        letters = []
        for _ in range(PAPER_LENGTH):
            number, rest = divmod(number, len(PAPER_LETTERS))
            letters.append(PAPER_LETTERS[rest])
        code = "".join(letters)
        if not code.isdigit():
            return code
        turn += 1_000_000


def typed(code: str) -> str:
    """A code as people type it, made plain: full width, small letters, blanks and hyphens."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(c for c in plain if c.isalnum())


# ---- who came


@dataclass(frozen=True, slots=True)
class Part:
    """One person's line in the attendance of a gathering (出席).

    way: code, qr, list or sheet; empty when absent. leave: none, asked, excused, standing, refused.
    present_at: the instant of the entry. standing: 正式党员 and the like, on that day.
    """

    attendee_id: int
    person_id: int
    name: str
    initials: str
    standing: str
    eligible: bool
    with_vote: bool
    observer: bool
    sign_up: str
    leave: str
    present_at: datetime | None
    way: str
    late: bool

    @property
    def present(self) -> bool:
        return self.present_at is not None

    @property
    def excused(self) -> bool:
        """Absent with leave: granted, or standing."""
        return not self.present and self.leave in {"excused", "standing"}

    @property
    def missing(self) -> bool:
        """Should attend, is not here, has no leave granted."""
        return self.eligible and not self.present and not self.excused


@dataclass(frozen=True, slots=True)
class Attendance:
    """Everybody's part in one gathering, in the order of pinyin (出席情况)."""

    gathering_id: int
    rows: tuple[Part, ...]

    def __iter__(self) -> Iterator[Part]:
        return iter(self.rows)

    @property
    def eligible(self) -> tuple[Part, ...]:
        return tuple(p for p in self.rows if p.eligible)

    @property
    def eligible_count(self) -> int:
        """应到."""
        return len(self.eligible)

    @property
    def present_eligible(self) -> int:
        """实到, of those who should attend."""
        return sum(p.present for p in self.eligible)

    @property
    def voters_eligible(self) -> int:
        """应到会有表决权."""
        return sum(p.with_vote for p in self.eligible)

    @property
    def voters_present(self) -> int:
        return sum(p.with_vote and p.present for p in self.eligible)

    @property
    def observers(self) -> tuple[Part, ...]:
        """列席 who came."""
        return tuple(p for p in self.rows if p.observer and p.present)

    @property
    def present(self) -> tuple[Part, ...]:
        return tuple(p for p in self.rows if p.present)

    @property
    def absent(self) -> tuple[Part, ...]:
        """Should attend and are not here, with leave or without."""
        return tuple(p for p in self.eligible if not p.present)

    @property
    def excused(self) -> tuple[Part, ...]:
        return tuple(p for p in self.eligible if p.excused)

    @property
    def late(self) -> tuple[Part, ...]:
        return tuple(p for p in self.rows if p.late)

    @property
    def by_way(self) -> Mapping[str, int]:
        """How many came in by each way; ways nobody used are left out."""
        return dict(Counter(p.way for p in self.rows if p.present))


class Remedy(StrEnum):
    """What upholding an appeal about one's attendance changes (异议成立后怎样改)."""

    PRESENT = "present"
    IN_TIME = "in_time"
    ABSENT = "absent"


def remedy_for(*, present: bool, late: bool) -> Remedy:
    """Absent becomes present, late becomes in time, present becomes absent."""
    if not present:
        return Remedy.PRESENT
    return Remedy.IN_TIME if late else Remedy.ABSENT
