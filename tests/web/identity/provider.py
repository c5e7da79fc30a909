"""An OpenID provider and a CAS server of our own, over real HTTP with real signatures.

They conform unless told otherwise: codes and tickets are good once and for one address, PKCE is
checked, tokens are signed. ``bend`` changes the claims, ``sign`` the way a token is signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from xml.sax.saxutils import escape

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "zhibu", "a secret of two"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
FORM = """<!doctype html><meta charset="utf-8"><title>统一身份认证</title><form>
{hidden}<label>学号 <input name="number"></label><button>登录</button></form>"""

Claims = dict[str, Any]


def signed(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)


def unsigned(claims: Claims) -> str:
    """As a forger would: the algorithm is "none" and there is no signature."""
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "kid": "one"}, claims)]
    return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts) + "."


def by_another_key(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY)


@dataclass
class Service:
    """What both servers have: an address, who signs in, what was given out."""

    base: str = ""
    number: str = ""
    given: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, _path: str, _asked: dict[str, str], _headers: Any) -> Answer:
        raise NotImplementedError

    def post(self, _path: str, _sent: dict[str, str], _headers: Any) -> Answer:
        return Answer(404)

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc

    def visit(self, url: str) -> str:
        """The visitor's browser at the service, signed in as ``number``: where it is sent next."""
        parts = urlsplit(url)
        assert parts.netloc == self.host
        link = HTTPConnection(parts.netloc, timeout=5)
        link.request("GET", f"{parts.path}?{parts.query}&{urlencode({'number': self.number})}")
        location = link.getresponse().headers["Location"]
        link.close()
        assert location is not None
        return location


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: str = ""
    kind: str = "application/json"
    location: str = ""


def page_for(asked: dict[str, str]) -> Answer:
    """A form asking for the number; everything else is carried along."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(k)}" value="{escape(v, {chr(34): "&quot;"})}">'
        for k, v in asked.items()
    )
    return Answer(body=FORM.format(hidden=hidden), kind="text/html; charset=utf-8")


@dataclass
class Provider(Service):
    """OpenID Connect with code flow, PKCE and nonce."""

    bend: Callable[[Claims], Claims] = dict
    sign: Callable[[Claims], str] = signed
    in_userinfo: bool = False
    issuer_said: str = ""
    sid: str = field(default_factory=lambda: uuid.uuid4().hex)

    def get(self, path: str, asked: dict[str, str], headers: Any) -> Answer:
        if path.endswith("/.well-known/openid-configuration"):
            return Answer(body=json.dumps(self.discovery()))
        if path.endswith("/keys"):
            return Answer(body=json.dumps({"keys": [KEY.as_dict(private=False)]}))
        if path.endswith("/userinfo"):
            known = headers["Authorization"] == "Bearer a token"
            claims = {"sub": f"s-{self.number}", "employee_number": self.number}
            return Answer(200 if known else 401, json.dumps(claims))
        if not path.endswith("/authorize"):
            return Answer(404)
        if "number" not in asked:
            return page_for(asked)
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["client_id"] == CLIENT
        code = secrets.token_urlsafe(12)
        self.given[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": self.base})
        return Answer(302, location=f"{asked['redirect_uri']}?{back}")

    def post(self, path: str, sent: dict[str, str], headers: Any) -> Answer:
        assert path.endswith("/token")
        asked = self.given.pop(sent["code"], None)
        pair = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        challenge = hashlib.sha256(sent["code_verifier"].encode()).digest()
        fits = (
            asked is not None
            and pair == f"{CLIENT}:{SECRET.replace(' ', '%20')}"
            and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == asked["code_challenge"]
            and sent["redirect_uri"] == asked["redirect_uri"]
        )
        if asked is None or not fits:
            return Answer(400, '{"error": "invalid_grant"}')
        claims = self.claims(asked["number"], nonce=asked["nonce"])
        token = self.sign(self.bend(claims))
        return Answer(body=json.dumps({"access_token": "a token", "id_token": token}))

    def discovery(self) -> dict[str, str]:
        return {
            "issuer": self.issuer_said or self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "jwks_uri": f"{self.base}/keys",
            "end_session_endpoint": f"{self.base}/logout",
        }

    def claims(self, number: str, **more: str) -> Claims:
        now = int(time.time())
        number_too = {} if self.in_userinfo else {"employee_number": number}
        return {
            "iss": self.base,
            "aud": CLIENT,
            "sub": f"s-{number}",
            "sid": self.sid,
            "iat": now,
            "exp": now + 300,
            **number_too,
            **more,
        }

    def logout_token(self, **more: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": self.base,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": uuid.uuid4().hex,
            "sid": self.sid,
            "events": {LOGOUT_EVENT: {}},
        }
        return self.sign(claims | more)


@dataclass
class CasServer(Service):
    """CAS 3.0 with attributes and back-channel single log-out."""

    attributes: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    def get(self, path: str, asked: dict[str, str], _headers: Any) -> Answer:
        if path.endswith("/login"):
            if "number" not in asked:
                return page_for(asked)
            ticket = f"ST-{secrets.token_hex(16)}"
            self.given[ticket] = asked
            joint = "&" if "?" in asked["service"] else "?"
            return Answer(302, location=f"{asked['service']}{joint}ticket={ticket}")
        if not path.endswith("/p3/serviceValidate"):
            return Answer(404)
        made = self.given.pop(asked["ticket"], None)
        if self.answer:
            return Answer(body=self.answer, kind="application/xml")
        if made is None or made["service"] != asked["service"]:
            return self._xml('<cas:authenticationFailure code="INVALID_TICKET"/>')
        more = "".join(f"<cas:{k}>{escape(v)}</cas:{k}>" for k, v in self.attributes.items())
        return self._xml(
            f"<cas:authenticationSuccess><cas:user>{escape(made['number'])}</cas:user>"
            f"<cas:attributes>{more}</cas:attributes></cas:authenticationSuccess>"
        )

    @staticmethod
    def _xml(inside: str) -> Answer:
        whole = f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{inside}</cas:serviceResponse>'
        return Answer(body=whole, kind="application/xml")


def logout_request(ticket: str) -> str:
    """What a CAS server posts when a session ends."""
    return (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="LR-1" Version="2.0"'
        ' IssueInstant="2026-11-28T00:00:00Z"><saml:NameID>@NOT_USED@</saml:NameID>'
        f"<samlp:SessionIndex>{ticket}</samlp:SessionIndex></samlp:LogoutRequest>"
    )


@contextmanager
def running(service: Service) -> Iterator[None]:
    """The service on a port of this machine, under a path of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.reply(service.get(parts.path, dict(parse_qsl(parts.query)), self.headers))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode())
            flat = {name: values[0] for name, values in sent.items()}
            self.reply(service.post(urlsplit(self.path).path, flat, self.headers))

        def reply(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Nothing on the terminal of a test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.base = f"http://127.0.0.1:{server.server_port}/{uuid.uuid4().hex[:8]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
