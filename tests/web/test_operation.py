"""Alive, ready, figures: for this machine or with the token, without anybody's data; and the logs."""

from __future__ import annotations

import json
import logging
import logging.config
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from tests.cast import Branch

from zhibu.kit.logs import JsonLines
from zhibu.web.operation import figures
from zhibu.web.operation.door import TrueAddress

PATHS = ("/healthz", "/readyz", "/metrics")
CANARY = "禤甲乙丙"
AWAY = {"REMOTE_ADDR": "10.1.2.3"}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def statuses(**said: str) -> list[int]:
    return [Client().get(one, **said).status_code for one in PATHS]  # type: ignore[arg-type]  # headers


@pytest.mark.django_db
def test_this_machine_is_answered_by_whatever_name_it_asks() -> None:
    assert statuses() == [200, 200, 200]
    assert statuses(HTTP_HOST="127.0.0.1:9100") == [200, 200, 200]
    assert statuses(REMOTE_ADDR="::1") == [200, 200, 200]


@pytest.mark.django_db
def test_for_everybody_else_they_are_not_there() -> None:
    assert statuses(**AWAY) == [404, 404, 404]
    assert statuses(HTTP_X_FORWARDED_FOR="10.1.2.3") == [404, 404, 404]
    assert statuses(HTTP_X_FORWARDED_FOR="127.0.0.1") == [404, 404, 404]
    assert statuses(REMOTE_ADDR="") == [404, 404, 404]


@pytest.mark.django_db
def test_a_token_lets_another_machine_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert statuses(**AWAY, HTTP_AUTHORIZATION="Bearer ") == [404, 404, 404]
    monkeypatch.setattr(settings, "METRICS_TOKEN", "a-long-token")
    assert statuses(**AWAY, HTTP_AUTHORIZATION="Bearer a-long-token") == [200, 200, 200]
    assert statuses(**AWAY, HTTP_AUTHORIZATION="Bearer a-long-toke") == [404, 404, 404]


@pytest.mark.django_db
def test_nothing_is_done_by_asking() -> None:
    assert [Client().post(one).status_code for one in PATHS] == [404, 404, 404]


@pytest.mark.django_db
def test_ready_names_what_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/readyz").json() == {"database": True, "tables": True, "disk": True}
    monkeypatch.setattr(figures, "LEAST_FREE", 1 << 60)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, False)


def test_without_the_database_it_is_alive_not_ready_and_still_says_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_values: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(connection, "cursor", away)
    assert Client().get("/healthz").content == b"ok\n"
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"database": False, "tables": False, "disk": True},
    )
    text = Client().get("/metrics").content.decode()
    assert "zhibu_database_up 0" in text
    assert "zhibu_jobs" not in text


LINE = re.compile(r"# (HELP|TYPE) zhibu_[a-z_]+ .+|zhibu_[a-z_]+(\{state=\"[a-z_]+\"\})? [0-9.e+]+")


def test_the_figures_are_prometheus_text_and_nobodys_data(branch: Branch, data: Path) -> None:
    (data / "backups.json").write_text(json.dumps({"backed_up_at": "2026-11-01T00:00:00+00:00"}))
    branch.join(CANARY)
    answer = Client().get("/metrics")
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    names = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if line[0] != "#"}
    assert {
        "zhibu_database_up", "zhibu_disk_free_bytes", "zhibu_backup_age_seconds",
        "zhibu_facts_waiting", "zhibu_notes_unsealed", "zhibu_database_bytes",
    } <= names  # fmt: skip
    assert CANARY not in text


@pytest.mark.parametrize(
    ("https", "proxy", "claimed", "seen"),
    [
        (True, "127.0.0.1", "10.1.2.3", "10.1.2.3"),
        (True, "127.0.0.1", "127.0.0.1, 10.1.2.3", "10.1.2.3"),
        (True, "10.9.9.9", "10.1.2.3", "10.9.9.9"),
        (False, "127.0.0.1", "10.1.2.3", "127.0.0.1"),
        (True, "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_behind_the_proxy_who_asks_is_whom_the_proxy_names(
    monkeypatch: pytest.MonkeyPatch, https: bool, proxy: str, claimed: str, seen: str
) -> None:
    monkeypatch.setattr(settings, "HTTPS", https)
    request = RequestFactory().get("/", REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR=claimed)
    answer = TrueAddress(lambda asked: HttpResponse(asked.META["REMOTE_ADDR"]))(request)
    assert answer.getvalue().decode() == seen


# ---- logs


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What is written as in a running house, each line read back."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)


def broken(_request: object, name: str) -> HttpResponse:
    raise ValueError(f"{name} is not a number")


urlpatterns = [path("broken/<str:name>", broken, name="broken")]


@pytest.mark.urls("tests.web.test_operation")
@pytest.mark.django_db
def test_an_error_is_told_by_its_class_and_place_not_by_what_it_said(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    client = Client(raise_request_exception=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "django.urls.resolvers.URLResolver.resolve_error_handler", lambda *_: _plain
        )
        client.get(f"/broken/{CANARY}")
    (line,) = lines()
    assert (line["event"], line["status"], line["route"], line["error"]) == (
        "%s: %s",
        500,
        "broken",
        "builtins.ValueError",
    )
    assert line["through"][-1].endswith(" broken")
    assert CANARY not in json.dumps(line, ensure_ascii=False)


def _plain(_request: object, *_values: object, **_more: object) -> Any:
    return HttpResponse(status=500)


@pytest.mark.django_db
def test_an_unknown_address_leaves_no_address(lines: Callable[[], list[dict[str, Any]]]) -> None:
    Client().get(f"/nowhere/{CANARY}?name={CANARY}")
    (line,) = lines()
    assert (line["event"], line["status"], line["route"]) == ("%s: %s", 404, "")
    assert CANARY not in json.dumps(line, ensure_ascii=False)


def test_no_way_of_logging_lets_a_value_through(lines: Callable[[], list[dict[str, Any]]]) -> None:
    ours, theirs = logging.getLogger("zhibu.notices"), logging.getLogger("granian")
    ours.warning("mail not sent: %s", CANARY)
    theirs.warning(f"Job read({CANARY}) failed")  # noqa: G004 - what other people's code does
    theirs.error(
        "lost",
        extra={
            "action": "job_error",
            "job": {"task_name": "people.tidy", "id": 7, "task_kwargs": {"name": CANARY}},
        },
    )
    try:
        raise KeyError(CANARY)
    except KeyError:
        ours.exception("not made")
    request = RequestFactory().get(f"/{CANARY}")
    theirs.warning("%s", CANARY, extra={"request": request, "status_code": 400})
    said = lines()
    assert CANARY not in json.dumps(said, ensure_ascii=False)
    assert [line["event"].split(" ")[0] for line in said] == [
        "mail", "untold", "job_error", "not", "%s",
    ]  # fmt: skip
    assert (said[2]["job"], said[2]["number"]) == ("people.tidy", 7)


def test_the_canary_is_seen_by_a_formatter_that_lets_it_through() -> None:
    record = logging.LogRecord("zhibu", logging.WARNING, __file__, 1, "sent to %s", (CANARY,), None)
    assert CANARY in logging.Formatter().format(record)
    assert CANARY not in JsonLines().format(record)


def test_a_running_house_logs_in_lines_of_json() -> None:
    formatters: Any = settings.LOGGING["formatters"]
    assert formatters["json"]["()"] == "zhibu.kit.logs.JsonLines"
