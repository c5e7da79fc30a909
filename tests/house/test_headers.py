"""The exact policy and headers on every address, whoever asks and whatever is answered; and nothing
of it in the logs."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from tests.house import canaries
from tests.house.files import bytes_of
from tests.house.permissions import addresses
from tests.house.urls import Question, allowed, questions, url_of
from tests.house.world import NOW, OUTSIDER, Player, World, marks_in
from tests.proof import Proof

from zhibu.kit import clock
from zhibu.people.models import Account
from zhibu.web.middleware import content_policy

# Written out, not imported: security.md rule 23. One origin behind a proxy, so no live origin.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
EXACT = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
# Answers that are files: a browser runs nothing in them. Source: security.md rule 20.
FILES = {
    "archive:template_file", "archive:preview", "archive:sample", "archive:scan",
    "meetings:paper", "meetings:ledger", "meetings:month_handbook", "people:import_refused",
    "people:extract_file", "points:book_paper",
    "web:self_check_file", "insights:export", "insights:university_file", "insights:blank_form",
    "insights:filled", "insights:dossier",
}  # fmt: skip
PAGES = [row for row in addresses() if row.method == "GET"]
INLINE = (b" style=", b" onclick=", b" onload=", b"javascript:", b"<style", b"hx-on")


def headers_of(answer: HttpResponseBase) -> dict[str, str]:
    return {name: answer.headers.get(name, "") for name in EXACT}


def expected(answer: HttpResponseBase, name: str) -> dict[str, str]:
    is_file = name in FILES and answer.status_code == 200
    return EXACT | ({"Content-Security-Policy": "sandbox"} if is_file else {})


def faults_of(answer: HttpResponseBase, name: str, who: str) -> list[str]:
    """What is not exactly as it has to be; scripts and styles inside a page as well."""
    wanted, found = expected(answer, name), headers_of(answer)
    said = [f"{name} ({who}): {h} is {found[h]!r}" for h in EXACT if found[h] != wanted[h]]
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        body = bytes_of(answer)
        said += [f"{name} ({who}): {part!r} in the page" for part in INLINE if part in body]
    kept_apart = answer.headers.get("Content-Disposition", "").startswith("attachment")
    if name in FILES and answer.status_code == 200 and not kept_apart:
        said.append(f"{name} ({who}): not handed over as an attachment")
    return said


def somebody_who_may(row_questions: list[Question]) -> list[Question]:
    """One who is let in, one who is refused."""
    let_in = [q for q in row_questions if allowed(q)][-1:]
    refused = [q for q in row_questions if not allowed(q) and q.player.person][:1]
    return let_in + refused


def test_every_address_answers_with_the_exact_headers(world: World, proof: Proof) -> None:
    said: list[str] = []
    players = list(world.players.values())
    for row in PAGES:
        asked = somebody_who_may(questions(row, world, players))
        nobody = Question(row, world.players[OUTSIDER], asked[0].spot)
        for question in (*asked, nobody):
            with transaction.atomic(), clock.pinned(NOW):
                url = url_of(question, world)
                if url is not None:
                    answer = question.player.browser().get(url)
                    said += faults_of(answer, row.name, question.player.post)
                    proof.figure("答复")
                transaction.set_rollback(True)
    proof.figure("网址", len(PAGES))
    assert said == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/me/password", 400),
        ("POST", "/health", 405),
        ("GET", "/sign-out", 405),
        ("GET", "/me", 302),
    ],
)
def test_refusals_have_them_too(world: World, method: str, path: str, status: int) -> None:
    key = {"idempotency_key": uuid.uuid4().hex} if status != 400 else {}
    answer = Client().generic(
        method, path, headers={"Idempotency-Key": key.get("idempotency_key", "")}
    )
    assert answer.status_code == status
    assert headers_of(answer) == EXACT


def test_the_live_line_is_named_where_it_has_an_origin_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert content_policy() == POLICY
    monkeypatch.setattr(settings, "LIVE_URL", "http://127.0.0.1:8001/live")
    own = "connect-src 'self' http://127.0.0.1:8001;"
    assert content_policy() == POLICY.replace("connect-src 'self';", own)


def test_a_page_with_links_of_slips_tells_nobody_where_it_was(world: World) -> None:
    secretary: Player = world.players["secretary"]
    with transaction.atomic():
        url = f"/p/{world.spots['own'].plain.pk}/slip"
        answer = secretary.browser().post(url, {"idempotency_key": uuid.uuid4().hex})
        transaction.set_rollback(True)
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")


def test_the_cookie_of_a_session_is_out_of_reach(world: World) -> None:
    person = world.spots["own"].plain
    with transaction.atomic():
        account = Account.objects.get(person=person)
        account.set_password("桥上的灯一盏盏亮了")
        account.save()
        client = Client()
        client.post("/sign-in", {"number": account.number, "password": "桥上的灯一盏盏亮了"})
        transaction.set_rollback(True)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_the_check_is_red_on_planted_faults(world: World) -> None:
    answer = world.players["secretary"].browser().get("/me")
    loose = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    answer.headers["Content-Security-Policy"] = loose
    answer.headers["Cache-Control"] = "private"
    answer.content = b'<p style="color: red">'
    assert faults_of(answer, "web:me", "secretary") == [
        f"web:me (secretary): Content-Security-Policy is {loose!r}",
        "web:me (secretary): Cache-Control is 'private'",
        "web:me (secretary): b' style=' in the page",
    ]


# ---- what is written of it


def test_no_request_leaves_anything_of_anybody_in_the_logs(
    world: World, proof: Proof, capfd: pytest.CaptureFixture[str]
) -> None:
    rng, broken = proof.random("logs"), 0
    with canaries.written() as out:
        for row in rng.sample(canaries.ROWS, canaries.DRAWN):
            found = canaries.asked(row, world, rng)
            for question in found:
                canaries.send(question, world, marked=bool(rng.randrange(2)))
            failing = rng.sample(found, min(2, len(found)))
            for question in failing:
                status = canaries.send(question, world, marked=False, fails_at=rng.randint(1, 12))
                broken += status >= 500
            proof.figure("请求", len(found) + len(failing))
    lines = out.getvalue().splitlines()
    proof.figure("网址", canaries.DRAWN)
    proof.figure("其中中途出错", broken)
    proof.figure("日志行", len(lines))
    assert sorted({line for line in lines if marks_in(line)}) == []
    assert marks_in("".join(capfd.readouterr())) == set()
    assert (broken > 0, any('"error"' in line for line in lines)) == (True, True)
    assert [sent for sent in mail.outbox if "ERROR" in sent.subject] == []


def test_nobody_is_mailed_a_report_of_an_error() -> None:
    assert (settings.ADMINS, settings.DEBUG) == ([], False)
