"""The whole scene by its pages alone: why each point, one contested, upheld, reversed, counted anew.

Nothing is asked of the database on the way: each step follows a link or sends a form of the page before.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urldefrag

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.browsing import key, signed_in
from tests.points.team import NOW, Team
from zhibu.kit import clock
from zhibu.ops.inside import points as command
from zhibu.people.models import Person

RECEIPT = re.compile(r'<details class="receipt" id="(line-\d+)"( open)?>(.*?)</details>', re.DOTALL)
WHY = {
    "主题党日，参加主题党日": "参加主题党日，计入 1 次。按第四条（一）：每次计 2 分，应计 2 分。实计 2 分。",
    "主题党日，主持会议": "主持会议，计入 1 次。按第四条（二）：每次计 1 分，应计 1 分。实计 1 分。",
    "旧书修补，志愿服务": "志愿服务，计入 120 分钟。按第五条（一）：累计每满 60 分钟计 1 分，应计 2 分。实计 2 分。",
}


def words(text: str) -> str:
    return " ".join(strip_tags(text.replace("<", " <")).split())


@dataclass
class Reader:
    """Somebody before a page: what it says, what it leads to."""

    client: Client
    page: str = ""
    at: str = ""
    receipts: dict[str, tuple[bool, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, person: Person) -> Reader:
        return cls(signed_in(person))

    def open(self, address: str) -> Reader:
        with clock.pinned(NOW):
            answer = self.client.get(urldefrag(address).url, follow=True)
        assert answer.status_code == 200
        self.at = answer.request["PATH_INFO"]
        self.page = html.unescape(answer.content.decode())
        self.receipts = {m[1]: (bool(m[2]), m[3]) for m in RECEIPT.finditer(self.page)}
        return self

    def links(self, said: str) -> list[str]:
        """Where the links with these words lead."""
        found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', self.page, re.DOTALL)
        return [address for address, inside in found if words(inside).startswith(said)]

    def tap(self, said: str) -> Reader:
        (address,) = set(self.links(said))
        return self.open(address)

    def send(self, form: str, **values: str) -> Reader:
        """Send the page's own form of this id and read what comes of it."""
        action = re.search(rf'<form id="{form}"[^>]*?action="([^"]+)"', self.page)
        assert f'id="{form}"' in self.page
        with clock.pinned(NOW):
            answer = self.client.post(action[1] if action else self.at, {**key(), **values})
        assert answer.status_code == 302, answer.content.decode()
        return self.open(answer["Location"])

    def line(self, title: str) -> str:
        """The receipt whose head begins so."""
        (found,) = [inside for _open, inside in self.receipts.values() if title in words(inside)]
        return found


def test_a_member_finds_why_contests_and_another_officer_upholds_it(
    team: Team, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given by the secretary and the organisation officer; the publicity officer answers."""
    team.join(team.me)
    team.sitting([team.me], on=date(2026, 10, 21), chair=team.me)
    team.enter(team.me, on=date(2026, 10, 10))
    answering = team.branch.join("孟晓岚")
    team.branch.appoint(answering, "publicity")
    member = Reader.of(team.me)

    assert taps_to_every_reason(member) == {1: 2, 2: 1}

    member.open("/c/")
    assert "5.00 3 笔。" in words(member.page)
    contest = re.search(r'href="(/y/contest/points\.credit/\d+)"', member.line("旧书修补"))
    assert contest
    member.open(contest[1])
    assert "由周若棠确认" in words(member.page)
    member.send("raise", reason="那天我请假了，没有去。")
    assert "异议核对中" in member.open("/c/").line("旧书修补")

    given = Reader.of(team.branch.officer_person).open("/y/desk")
    assert "没有等您答复的异议" in words(given.page)  # who entered it does not answer
    other = Reader.of(answering).open("/y/desk").tap("旧书修补")
    assert "理由 那天我请假了，没有去。" in words(other.page)
    assert other.links("看这一项") == []  # the page of points would be the officer's own
    other.send("answer", upheld="1", answer="核对签到表，当天没有到场。")
    assert "已冲销 +2.00。" in words(other.page)

    assert "3.00 2 笔。" in words(member.open("/c/").page)
    undone = words(member.line("旧书修补"))
    assert "已冲销" in undone
    assert "冲销：异议成立：核对签到表，当天没有到场。（孟晓岚）" in undone
    assert "11月25日 孟晓岚：核对签到表，当天没有到场。已冲销 +2.00。" in undone

    monkeypatch.setattr(command, "READ_ONLY", "SELECT 1")  # the test's transaction writes
    assert command.main(["recompute", "--check"]) == 0
    assert "没有不符" in capsys.readouterr().out


def taps_to_every_reason(member: Reader) -> dict[int, int]:
    """How many lines are explained after one tap from the week's page, and after two; none later."""
    week = member.open("/week")
    direct = [address for address in week.links("") if address.startswith("/c/?line=")]
    (every,) = set(week.links("每一笔"))
    after: dict[str, int] = {}
    for address in direct:
        asked = urldefrag(address).fragment
        opened, inside = member.open(address).receipts[asked]
        assert opened
        after[reason(inside)] = 1
    for _opened, inside in member.open(every).receipts.values():
        after.setdefault(reason(inside), 2)  # the second tap opens the line
    assert set(after) == set(WHY.values())
    return {taps: list(after.values()).count(taps) for taps in sorted(set(after.values()))}


def reason(inside: str) -> str:
    """The sentence by which a line explains itself, as its head promises."""
    text = words(inside)
    (said,) = [said for said in WHY.values() if said in text]
    (head,) = [head for head, why in WHY.items() if why == said]
    title, did = head.split("，")
    assert text.startswith(title)
    assert did in text
    return said
