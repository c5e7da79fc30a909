"""Answers of a policy, and the ways an action can refuse (裁决)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed or not, with a code for programs and a sentence for people. Never a bare bool."""

    allowed: bool
    code: str = ""
    sentence: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(allowed=True, code="allowed")


def deny(code: str, sentence: object) -> Verdict:
    """Not allowed. The sentence says who may, in words the reader can act on."""
    return Verdict(allowed=False, code=code, sentence=cast(str, sentence))  # said when it is read


class Refused(Exception):
    """Seen, but not allowed: 403 with the policy's sentence."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class Conflict(Exception):
    """No longer in the state this act starts from: 409 with a sentence."""


class Invalid(Exception):
    """Input that cannot be taken: 422. ``errors`` maps a field (or ``""``) to a sentence."""

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = {name: str(sentence) for name, sentence in errors.items()}
        super().__init__("；".join(self.errors.values()))


def require(verdict: Verdict) -> None:
    """Raise Refused unless allowed."""
    if not verdict.allowed:
        raise Refused(verdict)
