"""DC-20: on a fresh installation every line of the self-check has an answer and its evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from zhibu.web.selfcheck import bans
from zhibu.web.selfcheck.answers import Answer, Said
from zhibu.web.selfcheck.facts import gather
from zhibu.web.selfcheck.files import PRESSES
from zhibu.web.selfcheck.page import SelfCheck, self_check


def unanswered(check: SelfCheck) -> list[str]:
    """Lines without a word or without evidence."""
    return [
        line.question.key
        for line in check.lines
        if not (line.words and line.said.evidence and line.source and line.mark)
    ]


def test_dc_20_the_page_of_a_fresh_installation_answers_every_line(db: None) -> None:
    check = self_check(gather())
    text = render_to_string("web/self_check.html", {"check": check, "open_lines": check.lines})
    assert check.facts.root is None
    assert unanswered(check) == []
    assert [line.question.key for line in check.lines if line.said.evidence not in text] == []
    assert text.count("tests/dc/test_dc_") == 19
    assert len(check.consequences) == 20


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_dc_20_it_can_be_handed_to_the_school(db: None, kind: str) -> None:
    assert PRESSES[kind](self_check(gather()))[:2] == b"PK"


def test_dc_20_a_line_without_evidence_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = replace(bans.BANS[0], check=lambda _facts: Said(Answer.KEPT, ""))
    monkeypatch.setattr(bans, "BANS", (silent, *bans.BANS[1:]))
    assert unanswered(self_check(gather())) == ["ban.forms"]
