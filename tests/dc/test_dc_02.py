"""DC-02: no list of others by default; a list of volunteers only by switch, never its end."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse

from tests.browsing import signed_in
from tests.people.test_pages import post, words
from tests.points.team import NOW, Team, turn_on
from tests.points.team import at as on_day

OCTOBER = date(2026, 10, 21)
TOTAL = "7.00"


def shows(client: Client, team: Team) -> bool:
    """Whether one of a member's pages of points has the other's total."""
    with on_day(NOW):
        pages = [
            words(client.get(reverse(name, args=args)))
            for name, args in (("points:mine", []), ("points:branch", [team.pk]))
        ]
    return any(TOTAL in page for page in pages)


def does(client: Client, name: str, team: Team) -> int:
    """What a post of this person answers."""
    with on_day(NOW):
        return int(post(client, reverse(name, args=[team.pk])).status_code)


def test_dc_02_a_member_sees_no_total_but_of_who_entered_a_list(team: Team) -> None:
    for person in team.members:
        team.join(person)
    team.enter(team.members[1], minutes=420, on=OCTOBER)
    browsers = [signed_in(person) for person in team.members]
    mine, other = browsers[0], browsers[1]
    assert shows(mine, team) is False

    turn_on(team.branch, "points.board", on=OCTOBER, until=date(2027, 1, 1))
    assert shows(mine, team) is False  # the switch alone shows nobody
    assert [does(client, "points:enter_board", team) for client in browsers] == [302, 302, 302]
    assert shows(mine, team) is True  # so the check sees a total where there is one
    assert does(other, "points:leave_board", team) == 302
    assert shows(mine, team) is False
