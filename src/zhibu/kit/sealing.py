"""Sealing a secret that has to be read again (加密保存): authenticated, bound to its place.

AES-256-GCM under a key drawn from the house's own; the key's mark stands in the value, so that an
older key still opens what it sealed. Source: security.md rule 38 and class S3.
"""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


class Unsealable(Exception):
    """Sealed under a key this house no longer has, for another place, or altered."""


def seal(text: str, *, place: str) -> str:
    """The sealed form; it opens only for the same place. place: ``table.column:row``."""
    key = _key(settings.SECRET_KEY)
    nonce = os.urandom(NONCE)
    body = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
    return f"{_mark(key)}:{base64.urlsafe_b64encode(nonce + body).decode()}"


def unseal(sealed: str, *, place: str) -> str:
    """What was sealed for this place. Raises Unsealable."""
    mark, _, body = sealed.partition(":")
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _key(secret)
        if _mark(key) == mark:
            try:
                raw = base64.urlsafe_b64decode(body)
                return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
            except (InvalidTag, ValueError) as altered:
                raise Unsealable("altered, or of another place") from altered
    raise Unsealable("sealed under another key")


def is_current(sealed: str) -> bool:
    """Whether the key in use sealed it."""
    return sealed.partition(":")[0] == _mark(_key(settings.SECRET_KEY))


def _key(secret: str | bytes) -> bytes:
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"zhibu sealing 1")
    return drawn.derive(secret if isinstance(secret, bytes) else secret.encode())


def _mark(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]
