"""The one way out of the house (对外请求): named hosts only, no redirects, five seconds, one megabyte.

The name is resolved once and the very address that was judged is the one connected to.
Source: security.md rule 25.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS = 5.0
MOST_BYTES = 1024 * 1024
PIECE = 64 * 1024
OK = 200


class Unreachable(Exception):
    """The other side was not asked, did not answer in time, or answered too much."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body of a 200 as an object. Raises Unreachable."""
        try:
            found = json.loads(self.body) if self.status == OK else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Unreachable(f"status {self.status}, no JSON object")
        return found


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, whatever the name says a moment later."""

    def __init__(self, host: str, port: int, address: str, *, safe: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address, self._safe = address, safe

    def connect(self) -> None:
        raw = socket.create_connection((self._address, self.port), self.timeout)
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(raw, server_hostname=self.host) if self._safe else raw


def fetch(
    url: str,
    *,
    hosts: frozenset[str],
    private: bool,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Ask one address; a POST when there is a form. Raises Unreachable.

    hosts: that may be asked at all. private: they may lie in a private network.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or host not in hosts or parts.username:
        raise Unreachable("host not named in the settings")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _judged(host, port, private=private)
    if parts.scheme == "http" and not ipaddress.ip_address(address).is_loopback:
        raise Unreachable("plain http off this machine")
    link = _Pinned(host, port, address, safe=parts.scheme == "https")
    sent = {"Accept": "application/json, application/xml;q=0.9", **(headers or {})}
    body = None
    if form is not None:
        body, sent["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    until = time.monotonic() + SECONDS
    try:
        link.request("GET" if form is None else "POST", path, body, sent)
        answer = link.getresponse()
        return Reply(answer.status, _read(answer, until))
    except (OSError, http.client.HTTPException) as failed:
        raise Unreachable(type(failed).__name__) from failed
    finally:
        link.close()


def _judged(host: str, port: int, *, private: bool) -> str:
    """The address to connect to. A name with one address we refuse is refused whole."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise Unreachable("name not found") from unknown
    addresses = [str(entry[4][0]) for entry in found]
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if mapped.is_multicast or mapped.is_unspecified or mapped.is_link_local:
            raise Unreachable("address not allowed")
        if not mapped.is_global and not private:
            raise Unreachable("address inside a private network")
    return addresses[0]


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(PIECE):
        size += len(piece)
        if size > MOST_BYTES or time.monotonic() > until:
            raise Unreachable("too much or too slow")
        pieces.append(piece)
    return b"".join(pieces)
