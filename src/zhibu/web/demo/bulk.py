"""A whole university by COPY (批量演示): thousands of people and hundreds of branches, for measuring.

The tree's top, its organisers, the rulebook and every credit are made by the actions; branches, people
and what they told are copied in with the same columns the actions write, for none of them has a
history of its own. Seeded: the same day, sizes and seed give the same house.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from zhibu.kit import clock
from zhibu.kit.period import add_months
from zhibu.orgs.models import Organisation, Placement, Post, Switch, Term
from zhibu.people.models import Account, Appointment, Membership, Person, StatusSpan
from zhibu.people.names import keys_of
from zhibu.people.queries import actor_for_person
from zhibu.points.actions import adopt_version, start_rulebook
from zhibu.points.actions.writing import term_of
from zhibu.points.models import Participation
from zhibu.trail.actions import note
from zhibu.web.demo.copying import NO_PASSWORD, copy, fresh_ids
from zhibu.web.demo.names import names
from zhibu.web.demo.seed import HOUSE, lay_tree, noon, open_accounts

COLLEGES = (
    "化学", "物理", "数学", "机械工程", "电气工程", "计算机", "土木工程", "环境", "生命科学", "医学",
    "药学", "经济", "管理", "法学", "外国语", "历史文化", "新闻传播", "马克思主义", "艺术", "体育",
)  # fmt: skip
SORTS = (
    ("教师", "专任教师"),
    ("研究生", "学生-硕士"),
    ("本科生", "学生-本科"),
    ("博士生", "学生-博士"),
)
PEOPLE, BRANCHES = 10_000, 500
OFFICERS = (Post.SECRETARY, Post.ORGANISATION, Post.PUBLICITY)
_keys = lru_cache(maxsize=100_000)(keys_of)
Kind = StatusSpan.Kind


@dataclass(frozen=True, slots=True)
class Size:
    """How large a house: people over all branches, branches over all colleges."""

    people: int = PEOPLE
    branches: int = BRANCHES
    colleges: int = len(COLLEGES)


@dataclass(slots=True)
class Laid:
    """One branch as it was laid: its ids, for whoever lays more on it."""

    id: int
    path: str
    name: str
    people: list[int] = field(default_factory=list)


def lay_university(
    size: Size, *, seed_number: int = 2026, today: date | None = None, told: Callable[[str], None]
) -> list[Laid]:
    """Lay a house of this size in the caller's transaction (批量演示); its branches, in order."""
    today = today or clock.today()
    rng = Random(seed_number)  # noqa: S311  invented people, not secrets
    start = add_months(today.replace(day=1), -14)
    told("学校、学院")
    with clock.pinned(noon(start)):
        college, organisers = lay_tree(start)
    open_accounts(organisers)
    told(f"{size.branches} 个支部")
    branches = _branches(college, size, start=start, today=today)
    told(f"{size.people} 人")
    _people(branches, size, rng=rng, start=start)
    told("积分办法")
    _points_on(organisers[0], branches, start=start, today=today)
    note(HOUSE, "demo.university.laid", organisers[0], people=size.people)
    return branches


def _branches(college: Organisation, size: Size, *, start: date, today: date) -> list[Laid]:
    """The first college's branches, and those of others; placed from the first day, each in its term."""
    root = college.parent
    assert root is not None
    above = fresh_ids(Organisation, size.colleges - 1)
    below = fresh_ids(Organisation, size.branches)
    others = [
        (pk, f"{root.path}{pk}.", f"{COLLEGES[at % len(COLLEGES)]}学院" + _again(at, len(COLLEGES)))
        for at, pk in enumerate(above)
    ]
    colleges = [(college.pk, college.path, "材料学院"), *others]
    laid = []
    rows: list[dict[str, object]] = [
        _body(
            pk, root.pk, path, f"中国共产党澜州大学{name}委员会", f"{name}党委", "college_committee"
        )
        for pk, path, name in others
    ]
    for at, pk in enumerate(below):
        parent, path, name = colleges[at % size.colleges]
        sort, number = SORTS[at // size.colleges % 4][0], at // size.colleges // 4 + 1
        short = f"{name}{sort}第{number}党支部"
        one = Laid(pk, f"{path}{pk}.", f"澜州大学{short}")
        laid.append(one)
        rows.append(_body(pk, parent, one.path, one.name, short, "branch"))
    for row in rows:
        row |= {"founded_on": start, "recorded_since": start}
    copy(Organisation, iter(rows))
    copy(
        Placement,
        (
            {
                "organisation_id": r["id"],
                "parent_id": r["parent_id"],
                "path": r["path"],
                "since": start,
            }
            for r in rows
        ),
    )
    until = add_months(start, 36)
    copy(
        Term,
        (
            {"organisation_id": r["id"], "since": start, "until": until, "elected_on": start}
            for r in rows
        ),
    )
    return laid


def _again(at: int, whole: int) -> str:
    return f"（{at // whole + 1}）" if at >= whole else ""


def _body(pk: int, parent: int, path: str, name: str, short: str, kind: str) -> dict[str, object]:
    return {
        "id": pk, "code": f"U{pk:06d}", "name": name, "short_name": short, "kind": kind,
        "parent_id": parent, "path": path,
    }  # fmt: skip


def _people(branches: Sequence[Laid], size: Size, *, rng: Random, start: date) -> None:
    """Everybody by turns into the branches: officers first, then members, then activists."""
    ids = fresh_ids(Person, size.people)
    for at, pk in enumerate(ids):
        branches[at % len(branches)].people.append(pk)
    drawn = names(rng)
    kinds: dict[int, Kind] = {}
    rows = []
    for number, branch in enumerate(branches):
        occupation = SORTS[number // size.colleges % 4][1]
        for at, pk in enumerate(branch.people):
            kinds[pk] = _kind(at, len(branch.people))
            rows.append(_person(pk, kinds[pk], occupation, next(drawn), rng=rng, start=start))
    copy(Person, iter(rows))
    copy(
        StatusSpan,
        ({"person_id": pk, "kind": kind.value, "since": start} for pk, kind in kinds.items()),
    )
    copy(
        Membership,
        (
            {"person_id": pk, "organisation_id": branch.id, "since": start}
            for branch in branches
            for pk in branch.people
        ),
    )
    copy(
        Appointment,
        (
            {
                "person_id": pk,
                "organisation_id": branch.id,
                "post": post.value,
                "since": start,
                "until": add_months(start, 36),
                "ground": "支部党员大会选举",
            }
            for branch in branches
            for pk, post in zip(branch.people, OFFICERS, strict=False)
        ),
    )
    opened = noon(start)
    copy(
        Account,
        (
            {
                "password": NO_PASSWORD,
                "person_id": r["id"],
                "number": r["staff_no"],
                "opened_at": opened,
            }
            for r in rows
        ),
    )


def _kind(at: int, whole: int) -> Kind:
    """Three in four full members, then probationary, and at the end an activist."""
    if at < whole * 3 // 4 or at < len(OFFICERS):
        return Kind.FULL
    return Kind.ACTIVIST if at == whole - 1 else Kind.PROBATIONARY


def _person(
    pk: int, kind: Kind, occupation: str, drawn: tuple[str, str], *, rng: Random, start: date
) -> dict[str, object]:
    name, ethnic = drawn
    keys = _keys(name)
    teacher = occupation == "专任教师"
    age = rng.randrange(31, 58) if teacher else rng.randrange(22, 29)
    joined = confirmed = None
    if kind is Kind.FULL:
        joined = date(start.year - rng.randrange(2, age - 18), rng.choice((5, 6, 11, 12)), 20)
        confirmed = add_months(joined, 12)
    elif kind is Kind.PROBATIONARY:
        joined = start - timedelta(days=rng.randrange(5, 120))
    return {
        "id": pk, "name": name, "staff_no": f"{'2' if teacher else '2024'}{pk:07d}",
        "pinyin_key": keys.pinyin, "stroke_key": keys.strokes, "initials": keys.initials,
        "sex": rng.choice(("1", "2")), "ethnic": ethnic,
        "birth_date": date(start.year - age, rng.randrange(1, 13), rng.randrange(1, 28)),
        "occupation": occupation, "cohort": "" if teacher else "2024",
        "joined_on": joined, "confirmed_on": confirmed,
    }  # fmt: skip


def _points_on(first: Person, branches: Sequence[Laid], *, start: date, today: date) -> None:
    """The school's rulebook in force, points on in every branch, everybody taking part."""
    term = term_of(today)
    organiser = actor_for_person(first.pk, name=first.name)
    with clock.pinned(_evening(today - timedelta(days=1))):
        draft = start_rulebook(
            actor=organiser, organisation_id=int(branches[0].path.split(".")[0]), scheme="items"
        )
        adopt_version(actor=organiser, version_id=draft.pk, ground="学校党委会决议", since=term)
    copy(
        Switch,
        (
            {
                "organisation_id": branch.id,
                "key": "points.enabled",
                "subject": "",
                "value": "true",
                "ground": "支部党员大会决议",
                "decided_by_name": HOUSE.name,
                "since": start,
                "until": add_months(start, 36),
            }
            for branch in branches
        ),
    )
    at = _evening(term)
    copy(
        Participation,
        (
            {
                "person_id": pk,
                "branch_id": branch.id,
                "joined_at": at,
                "counts_from": term,
                "agreed": "[]",
            }
            for branch in branches
            for pk in branch.people
        ),
    )


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=clock.SHANGHAI)
