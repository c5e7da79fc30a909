"""The door: who gets in, how, and what a failure keeps."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from tests.cast import Branch, opened

from zhibu.people import accounts
from zhibu.people.models import SignInTry
from zhibu.trail.models import AuditNote, OnceKey

PASSWORD = "桥上的灯一盏盏亮了"


def key() -> str:
    return uuid.uuid4().hex


def test_a_number_and_its_password_open_the_door(branch: Branch, client: Client) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)

    answer = client.post(
        "/sign-in", {"number": member.staff_no, "password": PASSWORD, "next": "/me"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("number", ["2026000001", "没有这个号"])
def test_a_wrong_password_and_an_unknown_number_are_told_the_same(
    branch: Branch, client: Client, number: str
) -> None:
    opened(branch.secretary_person, PASSWORD)
    answer = client.post("/sign-in", {"number": number, "password": "不对的密码"})
    assert answer.status_code == 422
    assert "学号、工号或密码不对" in answer.content.decode()
    assert SignInTry.objects.count() == 1


def test_the_door_never_leads_off_the_site(branch: Branch, client: Client) -> None:
    opened(branch.secretary_person, PASSWORD)
    answer = client.post(
        "/sign-in",
        {
            "number": branch.secretary_person.staff_no,
            "password": PASSWORD,
            "next": "https://example.invalid/",
        },
    )
    assert answer["Location"] == "/"


def test_a_slip_sets_the_password_and_comes_in(branch: Branch, client: Client) -> None:
    member = branch.join("陆知夏")
    slip = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)

    shown = client.get(f"/slip/{slip.token}")
    answer = client.post(
        f"/slip/{slip.token}",
        {"password": PASSWORD, "again": PASSWORD, "idempotency_key": key()},
    )

    assert "陆知夏" in shown.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/me").status_code == 200
    assert client.get(f"/slip/{slip.token}").status_code == 410


def test_signed_out_pages_send_to_the_door_and_back(client: Client, db: None) -> None:
    answer = client.get("/me/password")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/me/password")


def test_a_changed_password_ends_every_other_session(branch: Branch, client: Client) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    other = Client()
    for one in (client, other):
        one.post("/sign-in", {"number": member.staff_no, "password": PASSWORD})

    new = {"old": PASSWORD, "password": "雨后的操场有青草味", "again": "雨后的操场有青草味"}
    client.post("/me/password", {**new, "idempotency_key": key()})

    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302


def test_a_post_without_its_key_does_nothing(branch: Branch, client: Client) -> None:
    member = branch.join("陆知夏")
    account = opened(member, PASSWORD)
    client.force_login(account)
    session = client.session
    session["generation"] = account.generation
    session.save()
    new = {"old": PASSWORD, "password": "雨后的操场有青草味", "again": "雨后的操场有青草味"}

    answer = client.post("/me/password", new)

    assert answer.status_code == 400
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_the_same_post_twice_is_answered_once_and_another_body_is_refused(
    branch: Branch, client: Client
) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    client.post("/sign-in", {"number": member.staff_no, "password": PASSWORD})
    one = key()
    new = {"old": PASSWORD, "password": "雨后的操场有青草味", "again": "雨后的操场有青草味"}

    first = client.post("/me/password", {**new, "idempotency_key": one})
    again = client.post("/me/password", {**new, "idempotency_key": one})
    other = client.post("/me/password", {**new, "again": "别的", "idempotency_key": one})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 409)
    assert again["Idempotent-Replay"] == "true"
    assert AuditNote.objects.filter(action="people.password.changed").count() == 1


def test_a_refused_form_leaves_its_key_free(branch: Branch, client: Client) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    client.post("/sign-in", {"number": member.staff_no, "password": PASSWORD})
    answer = client.post(
        "/me/password",
        {
            "old": "错",
            "password": "雨后的操场有青草味",
            "again": "雨后的操场有青草味",
            "idempotency_key": key(),
        },
    )
    assert answer.status_code == 422
    assert OnceKey.objects.count() == 0


def test_every_answer_carries_the_policy(client: Client, db: None) -> None:
    for path in ("/sign-in", "/no-such-page", "/health"):
        answer = client.get(path)
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
