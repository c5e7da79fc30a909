"""What the house is told of the university's own sign-in (统一身份认证的配置), read from the environment.

Plain Python: it is read before anything starts, so that a fault is said in words and nothing runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SECOND_FACTOR = ("officers", "managers", "none")
_TRUE = {"1", "true", "yes", "on"}


class Told(Protocol):
    """One setting by its name, or what stands for it."""

    def __call__(self, name: str, otherwise: str = "") -> str: ...


class Misconfigured(ValueError):
    """A setting that cannot be meant; zh and en say which and what to write instead."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Oidc:
    """An OpenID Connect service. claim: which claim holds the staff or student number."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    label: str
    scope: str


@dataclass(frozen=True, slots=True)
class Cas:
    """A CAS 3.0 server. attribute: which attribute holds the number; empty for the user itself."""

    url: str
    attribute: str
    label: str


@dataclass(frozen=True, slots=True)
class Identity:
    """All of it. hosts: that may be asked; private: they may lie inside the campus network.

    second_factor: who needs one: ``officers`` (every post), ``managers`` (above the branch), ``none``.
    """

    oidc: Oidc | None
    cas: Cas | None
    hosts: frozenset[str]
    private: bool
    second_factor: str


def read(env: Mapping[str, str], *, mode: str) -> Identity:
    """The settings as told. Raises Misconfigured."""

    def told(name: str, otherwise: str = "") -> str:
        return env.get(name, "").strip() or otherwise

    oidc = _oidc(told, mode)
    cas = _cas(told, mode)
    factor = told("ZHIBU_SECOND_FACTOR", "officers" if mode == "production" else "none")
    if factor not in SECOND_FACTOR:
        raise Misconfigured(
            f"ZHIBU_SECOND_FACTOR 只能是 officers（所有任职）、managers（上级管理职务）或 none，现在是 {factor}。",
            f"ZHIBU_SECOND_FACTOR is officers, managers or none, not {factor}.",
        )
    named = {host.strip().lower() for host in told("ZHIBU_IDENTITY_HOSTS").split(",")} - {""}
    if oidc:
        named.add(urlsplit(oidc.issuer).hostname or "")
    if cas:
        named.add(urlsplit(cas.url).hostname or "")
    private = told("ZHIBU_IDENTITY_PRIVATE").lower() in _TRUE
    return Identity(oidc, cas, frozenset(named), private, factor)


def _oidc(told: Told, mode: str) -> Oidc | None:
    issuer, client = told("ZHIBU_OIDC_ISSUER"), told("ZHIBU_OIDC_CLIENT_ID")
    if not issuer and not client:
        return None
    if not issuer or not client:
        raise Misconfigured(
            "OIDC 登录要同时写 ZHIBU_OIDC_ISSUER 和 ZHIBU_OIDC_CLIENT_ID。",
            "Sign-in by OIDC needs both ZHIBU_OIDC_ISSUER and ZHIBU_OIDC_CLIENT_ID.",
        )
    claim = told("ZHIBU_OIDC_NUMBER_CLAIM", "preferred_username")
    if claim in {"email", "name", "phone_number"}:
        raise Misconfigured(
            f"账号只按学号或工号对应，ZHIBU_OIDC_NUMBER_CLAIM 不能是 {claim}。",
            f"Accounts are matched by staff or student number; ZHIBU_OIDC_NUMBER_CLAIM cannot be {claim}.",
        )
    return Oidc(
        issuer=_address("ZHIBU_OIDC_ISSUER", issuer, mode),
        client_id=client,
        client_secret=told("ZHIBU_OIDC_CLIENT_SECRET"),
        claim=claim,
        label=told("ZHIBU_OIDC_NAME"),
        scope=told("ZHIBU_OIDC_SCOPE", "openid profile"),
    )


def _cas(told: Told, mode: str) -> Cas | None:
    url = told("ZHIBU_CAS_URL")
    if not url:
        return None
    attribute = told("ZHIBU_CAS_NUMBER_ATTRIBUTE")
    if attribute.lower() in {"email", "mail", "name", "cn"}:
        raise Misconfigured(
            f"账号只按学号或工号对应，ZHIBU_CAS_NUMBER_ATTRIBUTE 不能是 {attribute}。",
            f"Accounts are matched by staff or student number; ZHIBU_CAS_NUMBER_ATTRIBUTE cannot be {attribute}.",
        )
    return Cas(_address("ZHIBU_CAS_URL", url, mode), attribute, told("ZHIBU_CAS_NAME"))


def _address(name: str, url: str, mode: str) -> str:
    """https, without question mark or fragment; plain http only on this machine and not in earnest."""
    parts = urlsplit(url)
    near = mode != "production" and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        raise Misconfigured(
            f"{name} 要以 https:// 开头，现在写的是：{url}",
            f"{name} has to begin with https://: {url}",
        )
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Misconfigured(f"{name} 不是完整的网址：{url}", f"{name} is no plain address: {url}")
    return url.rstrip("/") if name == "ZHIBU_CAS_URL" else url
