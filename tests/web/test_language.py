"""The language of pages: chosen by the reader, without scripts, remembered; records stay Chinese."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import pytest
from django.test import Client
from django.utils.translation import override
from tests.cast import Branch, acting, opened

from zhibu.kit import dates
from zhibu.kit.clock import SHANGHAI
from zhibu.kit.language import on_record
from zhibu.kit.verdict import Invalid
from zhibu.people import accounts
from zhibu.people.models import Account
from zhibu.trail.models import AuditNote

PASSWORD = "桥上的灯一盏盏亮了"


def choose(client: Client, language: str, next_page: str = "/sign-in") -> tuple[int, str]:
    answer = client.post(
        "/language",
        {"language": language, "next": next_page, "idempotency_key": uuid.uuid4().hex},
    )
    return answer.status_code, answer.get("Location", "")


@pytest.mark.parametrize(
    ("wished", "tag"),
    [
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR", "zh-Hans"),
    ],
)
def test_a_browsers_wish_is_heard(client: Client, db: None, wished: str, tag: str) -> None:
    answer = client.get("/sign-in", headers={"accept-language": wished})
    assert f'<html lang="{tag}"' in answer.content.decode()
    assert answer["Content-Language"] == tag


def test_a_choice_outweighs_the_browsers_wish(client: Client, db: None) -> None:
    assert choose(client, "zh-hant") == (302, "/sign-in")
    answer = client.get("/sign-in", headers={"accept-language": "en"})
    assert answer["Content-Language"] == "zh-Hant"


def test_a_language_we_do_not_speak_is_nowhere(client: Client, db: None) -> None:
    assert choose(client, "tlh") == (404, "")


def test_the_choice_never_leads_off_the_site(client: Client, db: None) -> None:
    assert choose(client, "en", "https://example.invalid/") == (302, "/")


def test_the_account_remembers_and_another_browser_speaks_it(
    branch: Branch, client: Client
) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    entry = {"number": member.staff_no, "password": PASSWORD}
    client.post("/sign-in", entry)
    assert choose(client, "en", "/me") == (302, "/me")

    elsewhere = Client()
    elsewhere.post("/sign-in", entry)

    assert elsewhere.get("/me")["Content-Language"] == "en"
    assert Account.objects.get(person=member).language == "en"
    assert AuditNote.objects.filter(action="people.language.chosen").count() == 1


def test_an_action_refuses_a_language_we_do_not_speak(branch: Branch) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    with pytest.raises(Invalid):
        accounts.choose_language(actor=acting(member), language="tlh")


def test_days_are_written_as_the_language_writes_them() -> None:
    moment = datetime(2026, 11, 25, 19, 0, tzinfo=SHANGHAI)
    with override("en"):
        assert [dates.day_hour(moment), dates.full_day(moment), dates.chinese_month(moment)] == [
            "Wed 25 November, 19:00",
            "25 November 2026",
            "November 2026",
        ]
        assert dates.days_between(moment, date(2026, 11, 29)) == "25 to 29 November"
        with on_record():
            assert dates.day_hour(moment) == "11月25日 周三 19:00"
