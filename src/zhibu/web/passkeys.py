"""Passkeys at the door and in one's own corner (通行密钥): challenges, and what comes back.

A challenge stays in the visitor's own session, is good once and for five minutes. The person has to
unlock the device; the key has to be one that the device offers by itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import logging
from dataclasses import dataclass

import webauthn
from django.http import HttpRequest
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from zhibu.people import actions
from zhibu.people.models import Account, Passkey
from zhibu.people.queries import passkey_for

log = logging.getLogger("zhibu.passkeys")
MINUTES = 5
KEPT = "passkey-challenge"
REQUIRED = UserVerificationRequirement.REQUIRED


class NotTaken(Exception):
    """What came back proves nothing."""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey as the device made it."""

    credential: str
    public_key: bytes
    counter: int


def offered(request: HttpRequest) -> bool:
    """Whether this address can have passkeys: a name over https, or this very machine."""
    host = _host(request)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def _host(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def options_for_new(request: HttpRequest, account: Account) -> str:
    """What the browser is asked, as JSON, to make a passkey for this account."""
    known = [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential))
        for key in account.passkeys.all()
    ]
    options = webauthn.generate_registration_options(
        rp_id=_host(request),
        rp_name="支部",
        user_id=hashlib.sha256(f"passkey:{account.pk}".encode()).digest(),
        user_name=account.number,
        user_display_name=account.person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=known,
        timeout=MINUTES * 60_000,
    )
    _keep(request, options.challenge)
    return webauthn.options_to_json(options)


def options_for_door(request: HttpRequest) -> str:
    """What the browser is asked, as JSON, to show any of its passkeys for this place."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(request), user_verification=REQUIRED, timeout=MINUTES * 60_000
    )
    _keep(request, options.challenge)
    return webauthn.options_to_json(options)


def made(request: HttpRequest, credential: str) -> NewPasskey:
    """The passkey the browser sent. Raises NotTaken."""
    challenge = _recalled(request)
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as broken:
        log.warning("new passkey not taken: %s", type(broken).__name__)
        raise NotTaken from broken
    return NewPasskey(
        bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count
    )


def shown(request: HttpRequest, credential: str) -> Passkey:
    """Whose passkey the browser showed; its use is counted. Raises NotTaken."""
    challenge = _recalled(request)
    try:
        passkey = passkey_for(str(json.loads(credential)["id"]))
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.counter,
            require_user_verification=True,
        )
    except (
        WebAuthnException, Passkey.DoesNotExist, ValueError, TypeError, KeyError, LookupError,
    ) as broken:  # fmt: skip
        log.warning("passkey not taken: %s", type(broken).__name__)
        raise NotTaken from broken
    if not actions.use_passkey(passkey, counter=found.new_sign_count):
        raise NotTaken
    return passkey


def _keep(request: HttpRequest, challenge: bytes) -> None:
    at = int(timezone.now().timestamp())
    request.session[KEPT] = {"challenge": bytes_to_base64url(challenge), "at": at}


def _recalled(request: HttpRequest) -> bytes:
    kept = request.session.pop(KEPT, None)
    if kept is None or timezone.now().timestamp() - kept["at"] > MINUTES * 60:
        raise NotTaken
    return base64url_to_bytes(kept["challenge"])
