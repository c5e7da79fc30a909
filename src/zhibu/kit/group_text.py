"""Five lines and a link, to be pasted into a chat group (发到群里). Plain text, nothing personal."""

from __future__ import annotations

from collections.abc import Iterable

FACTS = 3  # between the head and the foot: five lines in all
LONGEST = 60  # characters of one line; a phone shows two rows of it
CUT = "…"


def one_line(text: str) -> str:
    """A text on one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - len(CUT)] + CUT


def group_text(*, head: str, facts: Iterable[str], foot: str, link: str) -> str:
    """Head, at most three facts, foot, and the whole link below.

    Facts that are empty are left out; what is over is cut, and says so.
    """
    lines = [line for fact in facts if (line := one_line(fact))]
    if len(lines) > FACTS:
        last = lines[FACTS - 1].removesuffix(CUT)[: LONGEST - len(CUT)]
        lines = [*lines[: FACTS - 1], last + CUT]
    around = [one_line(head), *lines, one_line(foot)]
    return "\n".join([*filter(None, around), link])
