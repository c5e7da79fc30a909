"""OpenID Connect (统一身份认证，OIDC): code flow with PKCE, nonce, discovery, keys by JWKS.

Signed by an algorithm of the list below or not at all; ``none`` and shared-secret ones are not on it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from zhibu.kit import outgoing
from zhibu.kit.identity import Oidc
from zhibu.web.identity.known import Known, NotTaken, ask, number_in

ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
KEPT = 600  # seconds a discovery page and its keys are believed
LEEWAY = 60  # seconds two clocks may differ
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_LIFE = 300
LONGEST_SID = 512


@dataclass(frozen=True, slots=True)
class Begun:
    """One sign-in under way; all but the address stays in the visitor's own session."""

    url: str
    state: str
    nonce: str
    verifier: str


def begin(oidc: Oidc, *, back_to: str) -> Begun:
    """Where to send the visitor. Raises Unreachable, NotTaken."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": oidc.client_id,
        "redirect_uri": back_to,
        "scope": oidc.scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    door = _discovered(oidc)["authorization_endpoint"]
    joint = "&" if "?" in door else "?"
    return Begun(f"{door}{joint}{urlencode(asked)}", state, nonce, verifier)


def finish(oidc: Oidc, *, code: str, nonce: str, verifier: str, back_to: str) -> Known:
    """Who came back. Raises Unreachable, NotTaken."""
    page = _discovered(oidc)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": verifier,
        "client_id": oidc.client_id,
    }
    headers = {}
    if oidc.client_secret:
        if _posts_its_secret(page):
            form["client_secret"] = oidc.client_secret
        else:
            pair = f"{quote(oidc.client_id, safe='')}:{quote(oidc.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    reply = ask(page["token_endpoint"], form=form, headers=headers)
    if reply.status != outgoing.OK:
        raise NotTaken("code-refused")
    tokens = reply.json()
    claims = _verified(oidc, page, str(tokens.get("id_token", "")))
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotTaken("nonce")
    if oidc.claim not in claims:
        claims = _told_more(page, tokens, claims)
    marks = [f"oidc-sub:{claims['sub']}"]
    if sid := claims.get("sid"):
        marks.append(f"oidc-sid:{sid}")
    return Known(number_in(claims.get(oidc.claim)), tuple(marks))


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """A verified message of leaving. token: by which a second one like it is known."""

    mark: str
    token: str


def logged_out(oidc: Oidc, raw: str) -> LoggedOut:
    """Who left, by a logout token (后台登出). Raises Unreachable, NotTaken.

    Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.
    """
    claims = _verified(oidc, _discovered(oidc), raw, leaving=True)
    events = claims.get("events")
    if not isinstance(events, dict) or LOGOUT_EVENT not in events or "nonce" in claims:
        raise NotTaken("not-a-logout")
    if not claims.get("jti"):
        raise NotTaken("no-jti")
    if sid := claims.get("sid"):
        return LoggedOut(f"oidc-sid:{sid}", str(claims["jti"]))
    if sub := claims.get("sub"):
        return LoggedOut(f"oidc-sub:{sub}", str(claims["jti"]))
    raise NotTaken("nobody-named")


def left_in_front(oidc: Oidc, *, issuer: str, sid: str) -> str:
    """Whose session ended, as the visitor's own browser carries it over (前台登出). Raises NotTaken.

    Not signed: the session's name, which only the two servers and that browser know, is the secret.
    Source: OpenID Connect Front-Channel Logout 1.0, section 3.
    """
    if issuer != oidc.issuer or not sid or len(sid) > LONGEST_SID:
        raise NotTaken("not-a-logout")
    return f"oidc-sid:{sid}"


def way_out(oidc: Oidc) -> str:
    """Where somebody leaves the service itself; empty when it has no such door or does not answer."""
    try:
        door = _discovered(oidc).get("end_session_endpoint")
    except (outgoing.Unreachable, NotTaken):
        return ""
    return f"{door}?{urlencode({'client_id': oidc.client_id})}" if isinstance(door, str) else ""


def _posts_its_secret(page: dict[str, Any]) -> bool:
    ways = page.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" not in ways and "client_secret_post" in ways


def _discovered(oidc: Oidc) -> dict[str, Any]:
    kept = f"oidc-page:{hashlib.sha256(oidc.issuer.encode()).hexdigest()}"
    page: dict[str, Any] | None = cache.get(kept)
    if page is None:
        page = ask(oidc.issuer.rstrip("/") + "/.well-known/openid-configuration").json()
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if page.get("issuer") != oidc.issuer or not all(
            isinstance(page.get(name), str) for name in needed
        ):
            raise NotTaken("discovery")
        cache.set(kept, page, KEPT)
    return page


def _keys(page: dict[str, Any], *, anew: bool) -> KeySet:
    kept = f"oidc-keys:{hashlib.sha256(page['jwks_uri'].encode()).hexdigest()}"
    found: dict[str, Any] | None = None if anew else cache.get(kept)
    if found is None:
        found = ask(page["jwks_uri"]).json()
        cache.set(kept, found, KEPT)
    try:
        return KeySet.import_key_set(found)  # type: ignore[arg-type]  # judged by the import itself
    except (JoseError, KeyError, TypeError, ValueError) as broken:
        raise NotTaken("keys") from broken


def _verified(
    oidc: Oidc, page: dict[str, Any], raw: str, *, leaving: bool = False
) -> dict[str, Any]:
    """Claims of a token that is signed, ours and of now. A key changed since is asked for once."""
    try:
        try:
            token = jwt.decode(raw, _keys(page, anew=False), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            token = jwt.decode(raw, _keys(page, anew=True), algorithms=ALGORITHMS)
        checks = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": oidc.issuer},
            aud={"essential": True, "value": oidc.client_id},
            iat={"essential": True},
            exp={"essential": not leaving},
            sub={"essential": not leaving},
        )
        checks.validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError) as broken:
        raise NotTaken(type(broken).__name__) from broken
    claims = dict(token.claims)
    aud = claims["aud"]
    if isinstance(aud, list) and len(aud) > 1 and claims.get("azp") != oidc.client_id:
        raise NotTaken("azp")
    if leaving and claims["iat"] < checks.now - LOGOUT_LIFE:
        raise NotTaken("too-old")
    return claims


def _told_more(
    page: dict[str, Any], tokens: dict[str, Any], claims: dict[str, Any]
) -> dict[str, Any]:
    """The number where only the page about the user has it; it has to be the same user."""
    if not isinstance(page.get("userinfo_endpoint"), str):
        raise NotTaken("no-number")
    bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
    more = ask(page["userinfo_endpoint"], headers=bearer).json()
    if more.get("sub") != claims["sub"]:
        raise NotTaken("another-user")
    return more | claims
