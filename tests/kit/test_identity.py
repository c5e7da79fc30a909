"""What the settings of sign-in may say, and what is refused before anything starts."""

from __future__ import annotations

import pytest

from zhibu.kit.identity import Misconfigured, read

OIDC = {"ZHIBU_OIDC_ISSUER": "https://id.example.edu.cn", "ZHIBU_OIDC_CLIENT_ID": "zhibu"}
CAS = {"ZHIBU_CAS_URL": "https://cas.example.edu.cn/cas/"}


def test_nothing_said_is_passwords_alone_and_officers_prove_twice() -> None:
    told = read({}, mode="production")
    assert (told.oidc, told.cas, told.hosts, told.private) == (None, None, frozenset(), False)
    assert told.second_factor == "officers"


def test_both_services_are_read_with_the_hosts_that_may_be_asked() -> None:
    told = read(OIDC | CAS | {"ZHIBU_IDENTITY_HOSTS": "keys.example.edu.cn"}, mode="production")
    assert told.oidc is not None
    assert told.cas is not None
    assert (told.oidc.claim, told.cas.url) == (
        "preferred_username",
        "https://cas.example.edu.cn/cas",
    )
    assert told.hosts == {"id.example.edu.cn", "cas.example.edu.cn", "keys.example.edu.cn"}


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"ZHIBU_OIDC_ISSUER": "https://id.example.edu.cn"}, "ZHIBU_OIDC_CLIENT_ID"),
        (OIDC | {"ZHIBU_OIDC_ISSUER": "http://id.example.edu.cn"}, "https://"),
        (OIDC | {"ZHIBU_OIDC_ISSUER": "http://localhost:9000"}, "https://"),
        (OIDC | {"ZHIBU_OIDC_ISSUER": "https://id.example.edu.cn/?a=1"}, "plain address"),
        (OIDC | {"ZHIBU_OIDC_NUMBER_CLAIM": "email"}, "number"),
        (CAS | {"ZHIBU_CAS_NUMBER_ATTRIBUTE": "mail"}, "number"),
        ({"ZHIBU_CAS_URL": "cas.example.edu.cn"}, "https://"),
        ({"ZHIBU_SECOND_FACTOR": "some"}, "officers"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(env: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(env, mode="production")
    assert named in refused.value.en
    assert refused.value.zh


def test_plain_http_is_for_this_machine_and_not_in_earnest() -> None:
    assert read({"ZHIBU_CAS_URL": "http://127.0.0.1:9000/cas"}, mode="demo").cas is not None
