"""Carrying out a prospect (写入): all rows in the caller's one transaction.

New persons by COPY; changed ones by field. What was there before is kept beside each changed
person, so that an undo restores exactly that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db import connection, models

from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, Post
from zhibu.orgs.queries import on_day, term_on
from zhibu.people.actions import regroup, relocate
from zhibu.people.actions.posts import end
from zhibu.people.events import StatusChanged
from zhibu.people.imports import queries
from zhibu.people.imports.progress import Progress
from zhibu.people.imports.rows import copy_rows
from zhibu.people.models import Appointment, Membership, Person, StatusSpan
from zhibu.people.names import NameKeys, keys_of
from zhibu.people.roster import Change, Changed, Comparison, Placed
from zhibu.people.roster.history import first_spans, next_since
from zhibu.people.roster.model import PERSON_FIELDS
from zhibu.trail.actions import plain, publish

_keys = lru_cache(maxsize=200_000)(keys_of)
DATED: tuple[type[models.Model], ...] = (StatusSpan, Membership, Appointment)
Snapshot = dict[str, list[list[object]]]


@dataclass(frozen=True, slots=True)
class Done:
    """What was written. made: number → new person; traces: person → dated rows before and after."""

    made: dict[str, int] = field(default_factory=dict)
    traces: dict[int, tuple[Snapshot, Snapshot]] = field(default_factory=dict)


def carry_out(
    comparison: Comparison, *, actor: Actor, today: date, ground: str, progress: Progress
) -> Done:
    """Write new and changed persons (写入名册). Publishes per person moved or changed in kind.

    ground: words kept with memberships and posts. Runs in the caller's transaction.
    """
    done = Done()
    _add(comparison.new, done, today=today, ground=ground, progress=progress)
    for changed in comparison.changed:
        _change(changed, done, today=today, ground=ground)
        progress.tick()
    _appoint(comparison, done, today=today, ground=ground)
    return done


def _add(
    rows: Sequence[Placed], done: Done, *, today: date, ground: str, progress: Progress
) -> None:
    ids = _next_ids(len(rows))
    done.made.update(
        {placed.row.staff_no: person_id for placed, person_id in zip(rows, ids, strict=True)}
    )
    copy_rows(Person, _PERSON_COLUMNS, _persons(rows, ids, progress))
    copy_rows(StatusSpan, _SPAN_COLUMNS, _spans(rows, ids, today, ground))
    copy_rows(Membership, _MEMBERSHIP_COLUMNS, _memberships(rows, ids, today, ground))


def _next_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Person._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


_FIXED = ("id", "name", "staff_no", "pinyin_key", "stroke_key", "initials")
_OTHERS = tuple(
    f for f in Person._meta.concrete_fields if f.attname not in (*_FIXED, *PERSON_FIELDS)
)
_PERSON_COLUMNS = (*_FIXED, *PERSON_FIELDS, *(f.column for f in _OTHERS))
_SPAN_COLUMNS = (
    "person_id", "kind", "standing", "vote_suspended", "since", "until", "ground",
)  # fmt: skip
_MEMBERSHIP_COLUMNS = ("person_id", "organisation_id", "group_id", "since", "until", "ground")


def _persons(
    rows: Sequence[Placed], ids: Sequence[int], progress: Progress
) -> Iterator[tuple[object, ...]]:
    by_name = {f.attname: f for f in Person._meta.concrete_fields}
    defaults = [by_name[name].get_default() for name in PERSON_FIELDS]
    rest = tuple(f.get_default() for f in _OTHERS)
    for person_id, placed in zip(ids, rows, strict=True):
        row = placed.row
        keys: NameKeys = _keys(row.name)
        values = [getattr(row, name) for name in PERSON_FIELDS]
        yield (
            person_id,
            row.name,
            row.staff_no,
            keys.pinyin,
            keys.strokes,
            keys.initials,
            *(d if v is None else v for v, d in zip(values, defaults, strict=True)),
            *rest,
        )
        progress.tick()


def _spans(
    rows: Sequence[Placed], ids: Sequence[int], today: date, ground: str
) -> Iterator[tuple[object, ...]]:
    for person_id, placed in zip(ids, rows, strict=True):
        for span in first_spans(placed.row, on=today):
            yield (person_id, span.kind, span.standing, False, span.since, span.until, ground)


def _memberships(
    rows: Sequence[Placed], ids: Sequence[int], today: date, ground: str
) -> Iterator[tuple[object, ...]]:
    for person_id, placed in zip(ids, rows, strict=True):
        yield (person_id, placed.branch, placed.group, today, None, ground)


_IN_SPANS = frozenset({"kind", "standing", "branch", "group", "posts"})


def _change(changed: Changed, done: Done, *, today: date, ground: str) -> None:
    person = Person.objects.select_for_update().get(pk=changed.known.person_id)
    fields = {change.field: change for change in changed.changes}
    dated = bool(_IN_SPANS & set(fields))
    before = snapshot(person.pk) if dated else {}
    own = [name for name in fields if name in PERSON_FIELDS]
    for name in own:
        setattr(person, name, fields[name].after)
    if own:
        person.save(update_fields=own)
    if "kind" in fields or "standing" in fields:
        _new_status(person, changed, fields, today=today, ground=ground)
    if "branch" in fields:
        target = queries.bodies([changed.placed.branch])[changed.placed.branch]
        membership = relocate(person, target=target, since=today, ground=ground)
        if changed.placed.group is not None:
            regroup(membership, group_id=changed.placed.group, on=today)
    elif "group" in fields:
        now = Membership.objects.select_for_update().get(on_day(today), person=person)
        regroup(now, group_id=changed.placed.group, on=today)
    if "posts" in fields:
        _new_posts(person.pk, changed, today=today, ground=ground)
    if dated:
        done.traces[person.pk] = (before, snapshot(person.pk))


def _new_status(
    person: Person, changed: Changed, fields: dict[str, Change], *, today: date, ground: str
) -> None:
    row, known = changed.placed.row, changed.known
    kind = row.kind if "kind" in fields else known.kind
    standing = (row.standing or "normal") if "standing" in fields else (known.standing or "normal")
    now = StatusSpan.objects.select_for_update().filter(person=person, until=None).first()
    since = next_since(kind, row, after=now.since if now else None, on=today)
    if now is not None and now.since >= since:
        now.kind, now.standing = kind, standing
        now.save(update_fields=["kind", "standing"])
        return
    if now is not None:
        now.until = since
        now.save(update_fields=["until"])
    span = StatusSpan.objects.create(
        person=person,
        kind=kind,
        standing=standing,
        since=since,
        ground=ground,
        vote_suspended=now.vote_suspended if now is not None else False,
    )
    publish(StatusChanged.of(span))


def _new_posts(person_id: int, changed: Changed, *, today: date, ground: str) -> None:
    """End the posts the file no longer names; those it names anew are given with the others'."""
    wanted = set(changed.placed.row.posts)
    places = [at for at in (changed.known.branch, changed.known.group) if at is not None]
    held = Appointment.objects.select_for_update().filter(
        on_day(today), person_id=person_id, organisation_id__in=places
    )
    for appointment in held:
        if appointment.post not in wanted:
            end(appointment, on=today)
    _give(person_id, changed.placed, wanted - set(changed.known.posts), today=today, ground=ground)


def _appoint(comparison: Comparison, done: Done, *, today: date, ground: str) -> None:
    for placed in comparison.new:
        if placed.row.posts:
            person_id = done.made[placed.row.staff_no]
            _give(person_id, placed, set(placed.row.posts), today=today, ground=ground)


def _give(
    person_id: int, placed: Placed, posts: Iterable[str], *, today: date, ground: str
) -> None:
    for post in sorted(posts):
        at = (placed.group if post == Post.GROUP_LEADER else None) or placed.branch
        term = term_on(placed.branch, day=today) if post in COMMITTEE_POSTS else None
        Appointment.objects.create(
            person_id=person_id,
            organisation_id=at,
            post=post,
            since=today,
            until=term.until if term is not None else None,
            ground=ground,
        )


def snapshot(person_id: int) -> Snapshot:
    """A person's dated rows exactly as they are, as JSON keeps them."""
    kept: Snapshot = {}
    for model in DATED:
        names = [f.attname for f in model._meta.concrete_fields]
        rows = model._default_manager.filter(person_id=person_id).order_by("pk").values_list(*names)
        kept[model._meta.model_name or ""] = [[plain(value) for value in row] for row in rows]
    return kept
