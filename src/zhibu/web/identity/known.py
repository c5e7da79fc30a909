"""What a service said about somebody, and what is said when it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from zhibu.kit import outgoing
from zhibu.kit.identity import Identity
from zhibu.kit.outgoing import Reply


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the service knows. marks: by which it will later say that they left."""

    number: str
    marks: tuple[str, ...]


class NotTaken(Exception):
    """The answer of the service does not hold; ``why`` is one word for the log, never a value."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def ask(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Ask the university's service. Raises Unreachable."""
    told: Identity = settings.IDENTITY
    return outgoing.fetch(url, hosts=told.hosts, private=told.private, form=form, headers=headers)


def number_in(value: object) -> str:
    """A staff or student number as it stands in ours. Raises NotTaken."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > 32:
        raise NotTaken("no-number")
    return text
