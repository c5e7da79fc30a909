"""The roster as rows to be taken out (导出名册), in the order of columns asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from zhibu.kit import clock
from zhibu.kit.verdict import Invalid
from zhibu.orgs.models import Post
from zhibu.orgs.queries import on_day
from zhibu.people.fields import FIELDS
from zhibu.people.models import Appointment, Membership, StatusSpan
from zhibu.people.roster.export import ORDER
from zhibu.people.roster.fields import LABELS, claim


def columns_named(words: Sequence[str]) -> list[str]:
    """Columns by their codes or by any name a roster may call them. Raises Invalid."""
    found: list[str] = []
    strange: list[str] = []
    for word in filter(None, (word.strip() for word in words)):
        meant = claim(word)
        name = word if word in ORDER else meant.field if meant is not None else ""
        if name in ORDER:
            found.append(name)
        else:
            strange.append(word)
    if strange:
        known = "、".join(LABELS[name] for name in ORDER)
        raise Invalid({"columns": f"没有这些栏目：{'、'.join(strange)}。可用的有：{known}。"})
    return found or list(ORDER)


def how_many(*, under: str) -> int:
    """How many belong to a path and below it today. One query."""
    return Membership.objects.filter(
        on_day(clock.today()), organisation__path__startswith=under
    ).count()


def roster_table(
    *, under: str, columns: Sequence[str], day: date | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The roster at a path and below it: whose row, and its text cells, by branch and pinyin. Three queries."""
    day = day or clock.today()
    members = list(
        Membership.objects.filter(on_day(day), organisation__path__startswith=under)
        .select_related("person", "organisation", "group")
        .order_by("organisation__path", "person__pinyin_key", "person_id")
    )
    ids = [member.person_id for member in members]
    spans = {
        span.person_id: span for span in StatusSpan.objects.filter(on_day(day), person_id__in=ids)
    }
    posts: dict[int, list[str]] = defaultdict(list)
    for person_id, post in (
        Appointment.objects.filter(on_day(day), person_id__in=ids)
        .order_by("since", "pk")
        .values_list("person_id", "post")
    ):
        posts[person_id].append(str(Post(post).label))
    for member in members:
        known = _dated(member, spans.get(member.person_id), posts[member.person_id])
        cells = [
            known[name] if name in known else FIELDS[name].shown(member.person) for name in columns
        ]
        yield member.person_id, cells


def _dated(member: Membership, span: StatusSpan | None, posts: list[str]) -> dict[str, str]:
    """What does not lie on the person itself. Days are written 2024-06-30, as files are read."""
    person = member.person
    days = {
        name: day.isoformat() if (day := getattr(person, name)) else ""
        for name in ("birth_date", "joined_on", "confirmed_on", "applied_on")
    }
    return days | {
        "kind": span.get_kind_display() if span else "",
        "standing": span.get_standing_display() if span else "",
        "branch": member.organisation.name,
        "group": member.group.name if member.group else "",
        "posts": "、".join(dict.fromkeys(posts)),
    }
