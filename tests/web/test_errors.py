"""Answers for our own faults say what was kept."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError
from django.test import RequestFactory
from procrastinate.exceptions import ConnectorException
from psycopg.errors import DiskFull

from zhibu.web.errors import broken


def answer_to(fault: Exception) -> tuple[int, str]:
    try:
        raise fault
    except type(fault):
        answer = broken(RequestFactory().get("/"))
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("kind", [OperationalError, psycopg.OperationalError])
def test_a_database_coming_back_is_a_short_wait(kind: type[Exception]) -> None:
    status, page = answer_to(kind("the database system is starting up"))
    assert status == 503
    assert "数据库正在恢复" in page


@pytest.mark.parametrize(
    ("said", "expected"),
    [(psycopg.OperationalError("server closed the connection"), 503), (DiskFull("no space"), 507)],
)
def test_what_the_queue_of_jobs_wraps_is_told_apart_as_well(said: Exception, expected: int) -> None:
    wrapped = ConnectorException()
    wrapped.__cause__ = said
    assert answer_to(wrapped)[0] == expected


@pytest.mark.parametrize("fault", [ValueError("ours"), KeyError("ours")])
def test_any_other_fault_is_ours(fault: Exception) -> None:
    status, page = answer_to(fault)
    assert status == 500
    assert "是系统的问题" in page
