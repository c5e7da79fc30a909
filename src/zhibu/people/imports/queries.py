"""Every read of imports, and of the house a file is compared with (导入的查询)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import BRANCH_KINDS, Organisation, Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import (
    Appointment,
    ImportBatch,
    ImportProgress,
    ImportRow,
    Membership,
    Person,
    RememberedHead,
    StatusSpan,
)
from zhibu.people.roster import KnownPerson, Place
from zhibu.people.roster.model import PERSON_FIELDS

UNDO_DAYS = 30
PER_PAGE = 50
KEEPERS = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION)
ABOVE = (Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER, Post.OPERATOR)


def seen_imports(*, seen_by: Actor) -> QuerySet[ImportBatch]:
    """Batches of one's own body, and of one's subtree for organisers; the file's contents go with them."""
    batches = ImportBatch.objects.select_related("organisation")
    if seen_by.is_house:
        return batches
    reach = [Q(organisation__path__in=seen_by.paths_of(*KEEPERS))]
    reach += [Q(organisation__path__startswith=path) for path in seen_by.paths_of(*ABOVE)]
    return batches.filter(reduce(or_, reach))


def import_for_reading(batch_id: int, *, seen_by: Actor) -> ImportBatch:
    """One batch. Raises DoesNotExist (unseen). One query."""
    return seen_imports(seen_by=seen_by).get(pk=batch_id)


def import_for_change(batch_id: int, *, seen_by: Actor) -> ImportBatch:
    """One batch, locked. Raises DoesNotExist (unseen). One query."""
    return seen_imports(seen_by=seen_by).select_for_update(of=("self",)).get(pk=batch_id)


def latest_imports(*, seen_by: Actor, kind: str, limit: int = 10) -> list[ImportBatch]:
    """The latest batches this actor may see, without those given up. One query."""
    shown = seen_imports(seen_by=seen_by).filter(kind=kind)
    return list(shown.exclude(state=ImportBatch.State.DROPPED).order_by("-made_at")[:limit])


def rows_of(batch: ImportBatch, outcome: str) -> QuerySet[ImportRow]:
    """Rows of one outcome in the order of the file."""
    return ImportRow.objects.filter(batch=batch, outcome=outcome).order_by("pk")


def page_of(batch: ImportBatch, outcome: str, number: str) -> Page[ImportRow]:
    """Fifty rows of one outcome. Two queries."""
    return Paginator(rows_of(batch, outcome), PER_PAGE).get_page(number)


def row_of(batch: ImportBatch, row_id: int) -> ImportRow:
    """One row, locked. Raises DoesNotExist. One query."""
    return ImportRow.objects.select_for_update().get(pk=row_id, batch=batch)


def progress_of(batch_id: int) -> ImportProgress | None:
    """How far a long work has come. One query."""
    return ImportProgress.objects.filter(pk=batch_id).first()


def may_undo(batch: ImportBatch) -> bool:
    """Done, and not longer than thirty days ago."""
    return (
        batch.state == ImportBatch.State.DONE
        and batch.confirmed_at is not None
        and clock.now() - batch.confirmed_at <= timedelta(days=UNDO_DAYS)
    )


def remembered_heads(organisation: Organisation) -> dict[str, str]:
    """What heads meant the last time here or above; the nearest word counts. One query."""
    parts = organisation.path.rstrip(".").split(".")
    above = [".".join(parts[:n]) + "." for n in range(1, len(parts) + 1)]
    found = (
        RememberedHead.objects.filter(organisation__path__in=above)
        .order_by("organisation__path")
        .values_list("head", "field")
    )
    return dict(found)


def places() -> list[Place]:
    """Every standing body, as the roster's tree of names. One query."""
    standing = Organisation.objects.filter(dissolved_on=None).order_by("path")
    return [
        Place(
            id=pk,
            path=path,
            name=name,
            short_name=short,
            code=code,
            is_branch=kind in BRANCH_KINDS,
            is_group=kind == Organisation.Kind.GROUP,
        )
        for pk, path, name, short, code, kind in standing.values_list(
            "pk", "path", "name", "short_name", "code", "kind"
        )
    ]


def bodies(ids: Iterable[int]) -> dict[int, Organisation]:
    """Bodies by id. One query."""
    return Organisation.objects.in_bulk(list(ids))


def known_by_number(numbers: Sequence[str], *, under: str) -> dict[str, KnownPerson]:
    """Persons of the whole house with one of these numbers, as they are today. Four queries.

    under: path imported to; persons elsewhere are met but their names are not told.
    """
    people = Person.objects.filter(staff_no__in=_one_of(numbers, "text"))
    return {known.staff_no: known for known in _known(people, under=under)}


def known_here(branch_ids: Iterable[int], *, under: str) -> list[KnownPerson]:
    """Who is on the roster of these branches today. Five queries."""
    members = Membership.objects.filter(on_day(clock.today()), organisation_id__in=list(branch_ids))
    people = Person.objects.filter(pk__in=members.values("person_id")).order_by("pinyin_key", "pk")
    return _known(people, under=under)


def names_here(branch_ids: Iterable[int]) -> frozenset[str]:
    """Names on the roster of these branches today. One query."""
    members = Membership.objects.filter(on_day(clock.today()), organisation_id__in=list(branch_ids))
    return frozenset(members.values_list("person__name", flat=True))


def _one_of(values: Sequence[object], kind: str) -> RawSQL:
    """Many values as one parameter, where a plain IN would take one for each. kind: text, bigint."""
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])  # noqa: S608,S611 - kind is ours


def _known(people: QuerySet[Person], *, under: str) -> list[KnownPerson]:
    today = clock.today()
    rows = list(people.values_list("pk", "name", "staff_no", *PERSON_FIELDS))
    ids = [row[0] for row in rows]
    if not ids:
        return []
    member = {
        person_id: (branch, group, path)
        for person_id, branch, group, path in Membership.objects.filter(
            on_day(today), person_id__in=_one_of(ids, "bigint")
        ).values_list("person_id", "organisation_id", "group_id", "organisation__path")
    }
    status = {
        person_id: (kind, standing)
        for person_id, kind, standing in StatusSpan.objects.filter(
            on_day(today), person_id__in=_one_of(ids, "bigint")
        ).values_list("person_id", "kind", "standing")
    }
    posts = _posts(ids, today, member)
    known = []
    for pk, name, staff_no, *values in rows:
        branch, group, path = member.get(pk, (None, None, under))
        kind, standing = status.get(pk, ("", ""))
        known.append(
            KnownPerson(
                person_id=pk,
                name=name,
                staff_no=staff_no,
                kind=kind,
                standing=standing,
                branch=branch,
                group=group,
                posts=posts.get(pk, frozenset()),
                seen=path.startswith(under),
                values=dict(zip(PERSON_FIELDS, values, strict=True)),
            )
        )
    return known


def _posts(
    ids: list[int], today: date, member: Mapping[int, tuple[int, int | None, str]]
) -> dict[int, frozenset[str]]:
    """Posts held in one's own branch or group."""
    held: dict[int, set[str]] = defaultdict(set)
    for person_id, post, at in Appointment.objects.filter(
        on_day(today), person_id__in=_one_of(ids, "bigint")
    ).values_list("person_id", "post", "organisation_id"):
        branch, group, _path = member.get(person_id, (None, None, ""))
        if at in (branch, group):
            held[person_id].add(post)
    return {person_id: frozenset(found) for person_id, found in held.items()}


def secretaries(branch_ids: Iterable[int]) -> dict[int, int]:
    """Branch → the person who is its secretary today. One query."""
    found = Appointment.objects.filter(
        on_day(clock.today()), organisation_id__in=list(branch_ids), post=Post.SECRETARY
    )
    return dict(found.values_list("organisation_id", "person_id"))


def branch_paths(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Body → (path, name). One query."""
    found = Organisation.objects.filter(pk__in=list(ids))
    return {pk: (path, name) for pk, path, name in found.values_list("pk", "path", "name")}


def organisation_by_code(code: str) -> Organisation | None:
    """A standing body by its code. One query."""
    return Organisation.objects.filter(code=code, dissolved_on=None).first()


def root() -> Organisation | None:
    """The school committee. One query."""
    return Organisation.objects.filter(parent=None, dissolved_on=None).first()


def stored_names() -> set[str]:
    """Stored names of all files some batch still needs. One query."""
    return set(ImportBatch.objects.exclude(stored="").values_list("stored", flat=True))
