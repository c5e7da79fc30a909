"""A passkey made of software: what a device does when a browser asks it, for tests without one."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One key for one place. verified: whether its owner unlocked it; counter: of its uses."""

    host: str = "localhost"
    origin: str = "http://localhost"
    verified: bool = True
    counter: int = 0
    number: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> str:
        """Answer to navigator.credentials.create, as JSON."""
        point = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: -7,
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }
        attested = bytes(16) + struct.pack(">H", len(self.number)) + self.number + cbor2.dumps(cose)
        data = self._data(ATTESTED) + attested
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options)
        return self._packed({"clientDataJSON": b64(said), "attestationObject": b64(made)})

    def show(self, options: dict[str, Any]) -> str:
        """Answer to navigator.credentials.get, as JSON."""
        self.counter += 1
        data, said = self._data(), self._said("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._packed(
            {
                "clientDataJSON": b64(said),
                "authenticatorData": b64(data),
                "signature": b64(signature),
            }
        )

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _said(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _packed(self, response: dict[str, str]) -> str:
        return json.dumps(
            {
                "id": b64(self.number),
                "rawId": b64(self.number),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
