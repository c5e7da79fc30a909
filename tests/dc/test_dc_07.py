"""DC-07: what was said once is never asked for again."""

from __future__ import annotations

import pytest
from django.shortcuts import render as django_render
from django.urls import reverse

from tests.browsing import signed_in
from tests.house.forms import posts_to
from tests.meetings.life import AFTER, THEME, Life, at, studied
from tests.people.test_pages import words
from zhibu.meetings.views import records as record_views

SAID = (THEME, "学习新修订的细则")


def asked_again(life: Life) -> list[str]:
    """What was planned and is asked for again, or empty, on the page of the record."""
    meeting = life.hold(items=[studied("学习新修订的细则")])
    url = reverse("meetings:edit", args=[meeting.pk])
    with at(AFTER):
        page = words(signed_in(life.branch.secretary_person).get(url))
    form = posts_to(page, url)
    assert form is not None
    return [f"{said} is not there" for said in SAID if said not in page] + sorted(form.required)


def test_dc_07_the_record_asks_for_nothing_that_was_planned(life: Life) -> None:
    assert asked_again(life) == []


def test_dc_07_every_paper_is_made_from_the_one_record(life: Life) -> None:
    record = life.confirm()
    client = signed_in(life.branch.secretary_person)
    made = [
        client.get(reverse("meetings:paper", args=[record.meeting_id, what, kind])).status_code
        for what, kind in (("minutes", "docx"), ("handbook", "docx"), ("attendance", "xlsx"))
    ]
    year = reverse("meetings:ledger", args=[life.organisation.pk, 2026, "xlsx"])
    assert [*made, client.get(year).status_code] == [200, 200, 200, 200]


def test_dc_07_a_record_page_that_forgets_the_plan_is_found(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = django_render

    def forgetful(
        request: object, template: str, context: dict[str, object], **more: int
    ) -> object:
        answer = shown(request, template, context, **more)  # type: ignore[arg-type]  # any request
        answer.content = answer.content.decode().replace("学习新修订的细则", "").encode()
        return answer

    monkeypatch.setattr(record_views, "render", forgetful)
    assert "学习新修订的细则 is not there" in asked_again(life)
