"""CAS 3.0 (统一身份认证，CAS): a ticket, asked about once, and its message when somebody leaves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, ParseError  # noqa: S405  types only; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from zhibu.kit import outgoing
from zhibu.kit.identity import Cas
from zhibu.web.identity.known import Known, NotTaken, ask, number_in

CAS = "{http://www.yale.edu/tp/cas}"
SAML = "{urn:oasis:names:tc:SAML:2.0:protocol}"
LONGEST_TICKET = 512
LONGEST_MESSAGE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Begun:
    """One sign-in under way; the state stays in the visitor's own session."""

    url: str
    state: str


def begin(cas: Cas, *, back_to: str) -> Begun:
    """Where to send the visitor; the way back carries a state, so that nobody else's ticket fits."""
    state = secrets.token_urlsafe(32)
    return Begun(f"{cas.url}/login?{urlencode({'service': service(back_to, state)})}", state)


def service(back_to: str, state: str) -> str:
    """The address a ticket is made for."""
    return f"{back_to}?{urlencode({'state': state})}"


def finish(cas: Cas, *, ticket: str, state: str, back_to: str) -> Known:
    """Who came back with this ticket. Raises Unreachable, NotTaken."""
    if not ticket.startswith("ST-") or len(ticket) > LONGEST_TICKET:
        raise NotTaken("ticket")
    asked = urlencode({"service": service(back_to, state), "ticket": ticket, "format": "XML"})
    reply = ask(f"{cas.url}/p3/serviceValidate?{asked}")
    if reply.status != outgoing.OK:
        raise NotTaken("status")
    success = _parsed(reply.body).find(f"{CAS}authenticationSuccess")
    if success is None:
        raise NotTaken("ticket-refused")
    if not cas.attribute:
        found = success.findtext(f"{CAS}user")
    else:
        found = success.findtext(f"{CAS}attributes/{CAS}{cas.attribute}")
    return Known(number_in(found), (mark_of(ticket),))


def mark_of(ticket: str) -> str:
    """By what the server will name this session when it ends."""
    return f"cas:{ticket}"


def logged_out(message: str) -> str:
    """The mark of the session that ended (SAML logoutRequest). Raises NotTaken.

    The message is not signed; the ticket in it is the secret that server and house share.
    """
    if len(message) > LONGEST_MESSAGE:
        raise NotTaken("too-long")
    root = _parsed(message.encode())
    ticket = (root.findtext(f"{SAML}SessionIndex") or "").strip()
    if root.tag != f"{SAML}LogoutRequest" or not ticket:
        raise NotTaken("not-a-logout")
    return mark_of(ticket)


def _parsed(body: bytes) -> Element:
    try:
        found: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as broken:
        raise NotTaken("xml") from broken
    return found
