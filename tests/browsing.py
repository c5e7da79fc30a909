"""A browser of the tests without scripts: somebody signed in, forms with their key, what is read."""

from __future__ import annotations

from typing import Protocol
from uuid import uuid4

from django.test import Client
from django.utils.html import strip_tags

from tests.cast import opened
from zhibu.people.models import Person


def signed_in(somebody: Person, client: Client | None = None) -> Client:
    """A browser in which this person has signed in; their account is opened for it."""
    account = opened(somebody)
    client = client or Client()
    client.force_login(account)
    session = client.session
    session["generation"] = account.generation
    session.save()
    return client


def key() -> dict[str, str]:
    """What every form of ours carries."""
    return {"idempotency_key": uuid4().hex}


class Answer(Protocol):
    """What a client of the tests gets back."""

    @property
    def content(self) -> bytes: ...


def words(response: Answer) -> str:
    """What a reader reads, without the tags."""
    return " ".join(strip_tags(response.content.decode()).split())
