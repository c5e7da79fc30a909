"""DC-01: points are opt-in, reversible, and change nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import reverse

from tests.browsing import signed_in
from tests.cast import acting
from tests.points.team import Team
from tests.points.team import at as on_day
from zhibu.kit.actor import Actor
from zhibu.kit.offers import MenuEntry
from zhibu.points.models import Participation
from zhibu.web import context
from zhibu.web.assembly import MENU


def opened_by(client: Client, names: Iterable[str]) -> dict[str, int]:
    """How each page of the menu answers this person."""
    return {name: client.get(reverse(name)).status_code for name in names}


def differences(team: Team) -> list[str]:
    """What one who takes part may do or sees in the menu, and one who does not, or the reverse."""
    inside, outside = team.members[0], team.members[1]
    team.join(inside)
    with on_day(team.switch.since):
        lines = [
            {line.url for line in context.nav_for(acting(p), "web:week")} for p in (inside, outside)
        ]
        names = [entry.url_name for entry in MENU if entry.shown_to(acting(outside))]
        answers = [opened_by(signed_in(p), names) for p in (inside, outside)]
    rights = [(acting(p).grants, acting(p).branches, acting(p).party) for p in (inside, outside)]
    said = ["rights"] if rights[0] != rights[1] else []
    said += [f"menu: {url}" for url in sorted(lines[0] ^ lines[1])]
    return said + [f"page: {n}" for n in names if answers[0][n] != answers[1][n]]


def test_dc_01_a_member_without_points_sees_and_can_do_everything(team: Team) -> None:
    assert differences(team) == []


def test_dc_01_leaving_is_one_act_and_joining_again_another(team: Team) -> None:
    team.join(team.me)
    team.leave(team.me)
    assert Participation.objects.filter(person=team.me, left_at=None).count() == 0


def test_dc_01_an_advantage_for_those_who_take_part_is_found(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_part(actor: Actor) -> bool:
        return Participation.objects.filter(person_id=actor.person_id or 0, left_at=None).exists()

    extra = MenuEntry("荣誉", "web:gallery", "flag", ("web:gallery",), 99, takes_part)
    monkeypatch.setattr(context, "MENU", (*MENU, extra))
    assert differences(team) == ["menu: /components"]
