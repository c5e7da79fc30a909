"""Erasures of this house as a list, and those of a list done again (删除清单、重做删除).

The audit notes are the list: each erasure leaves one in its own transaction. A restored house has the
notes of its backup; whatever else stands on a newer list was done since, and is done again.
Source: security.md rule 39.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from zhibu.kit import clock
from zhibu.kit.actor import house
from zhibu.orgs.queries import root
from zhibu.trail.actions import note
from zhibu.trail.models import AuditNote
from zhibu.web.assembly import ERASURES

REPLAYED = "people.erasures.replayed"
KEPT = timedelta(days=400)  # longer than backups are kept
AGAIN = {one.action: one.again for one in ERASURES}


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure: the note it left, of what, with what that said. No names, no values."""

    note: int
    at: str
    action: str
    subject: str
    said: dict[str, Any]

    @property
    def key(self) -> tuple[int, str]:
        """Numbers are given anew after a restore; with the moment they are one's own."""
        return self.note, self.at


def main(words: list[str]) -> int:
    """``list``: an entry a line. ``replay FILE``: print as JSON how many were done again, or were gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["list", "replay"])
    parser.add_argument("file", nargs="?", type=Path)
    asked = parser.parse_args(words)
    if asked.what == "list":
        for entry in own():
            print(json.dumps(asdict(entry), ensure_ascii=False))
    else:
        lines = asked.file.read_text().splitlines()
        print(json.dumps(replay([Entry(**json.loads(line)) for line in lines if line])))
    return 0


def own() -> Iterator[Entry]:
    """Every erasure this house knows of, oldest first: its own, and those it did again. One query."""
    found = AuditNote.objects.filter(
        action__in=[*AGAIN, REPLAYED], at__gte=clock.now() - KEPT
    ).order_by("pk")
    for one in found:
        if one.action == REPLAYED:
            yield from (Entry(**entry) for entry in one.facts["entries"])
        else:
            kept = {name: value for name, value in one.facts.items() if isinstance(value, int)}
            yield Entry(one.pk, one.at.isoformat(), one.action, one.subject_id, kept)


@transaction.atomic
def replay(listed: list[Entry]) -> dict[str, int]:
    """Do again what this house does not know of, in order, under one note."""
    known = {entry.key for entry in own()}
    missing = [e for e in listed if e.key not in known and e.action in AGAIN]
    done = sum(AGAIN[entry.action](entry.subject, entry.said) for entry in missing)
    if missing:
        note(
            house("命令行"), REPLAYED, root(),
            count=len(missing), entries=[asdict(entry) for entry in missing],
        )  # fmt: skip
    return {"listed": len(listed), "missing": len(missing), "done": done}
