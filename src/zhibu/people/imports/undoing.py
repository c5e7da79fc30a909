"""Taking an import back (撤回): what it made goes, what it changed is as before.

Persons with later facts stay as they are and are named with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext as _

from zhibu.kit.relations import speaking_of
from zhibu.people.imports.rows import packed_value
from zhibu.people.imports.writing import DATED, Snapshot, snapshot
from zhibu.people.models import Account, ImportRow, Membership, Person
from zhibu.people.roster.model import PERSON_FIELDS
from zhibu.trail.models import AuditNote

_FIELDS = {f.attname: f for f in Person._meta.concrete_fields}
_GOES_WITH_A_PERSON = frozenset(
    {"people.statusspan", "people.membership", "people.appointment", "people.account"}
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody an undo leaves as they are. why: the later fact, in words."""

    row: ImportRow
    name: str
    why: str


def take_back(rows: Iterable[ImportRow], *, confirmed_at: datetime) -> tuple[int, list[Kept]]:
    """Undo rows one by one (撤回); how many went, and who stays. In the caller's transaction."""
    undone, kept = 0, []
    for row in rows:
        why = _later_fact(row, confirmed_at)
        if why:
            kept.append(Kept(row, row.name, why))
            continue
        if row.outcome == ImportRow.Outcome.NEW:
            _remove(row.person_id or 0)
        else:
            _restore(row)
        undone += 1
    return undone, kept


def _later_fact(row: ImportRow, since: datetime) -> str:
    """Why a person cannot be put back, or ""."""
    person = Person.objects.select_for_update().filter(pk=row.person_id or 0).first()
    if person is None:
        return _("已不在册")
    account = Account.objects.filter(person=person).first()
    if account is not None and account.opened_at is not None and account.opened_at >= since:
        return _("已开通账号")
    if AuditNote.objects.filter(person_id=person.pk, at__gt=since).exists():
        return _("已办理过事项")
    subject = {"subject_kind": Person._meta.label_lower, "subject_id": str(person.pk)}
    if AuditNote.objects.filter(at__gt=since, **subject).exists():
        return _("信息又有改动")
    if row.outcome == ImportRow.Outcome.NEW:
        return _related(person)
    return _changed_since(person, row)


def _related(person: Person) -> str:
    """A record of any room that speaks of a person who is to go."""
    if model := next(speaking_of(person, leaving_out=_GOES_WITH_A_PERSON), None):
        return _("已有%(what)s") % {"what": model._meta.verbose_name}
    came_in = Membership.objects.filter(person=person)
    if came_in.count() != 1 or came_in.exclude(until=None).exists():
        return _("支部、类别或职务又有改动")
    return ""


def _changed_since(person: Person, row: ImportRow) -> str:
    for change in row.changes:
        name = change["field"]
        if (
            change.get("taken", True)
            and name in PERSON_FIELDS
            and packed_value(getattr(person, name)) != change["after"]
        ):
            return _("信息又有改动")
    trace = row.values.get("trace")
    if trace is not None and snapshot(person.pk) != trace[1]:
        return _("支部、类别或职务又有改动")
    return ""


def _remove(person_id: int) -> None:
    for model in DATED:
        model._default_manager.filter(person_id=person_id).delete()
    Account.objects.filter(person_id=person_id).delete()
    Person.objects.filter(pk=person_id).delete()


def _restore(row: ImportRow) -> None:
    person = Person.objects.get(pk=row.person_id or 0)
    own = [c for c in row.changes if c.get("taken", True) and c["field"] in PERSON_FIELDS]
    for change in own:
        field = _FIELDS[change["field"]]
        value = change["before"]
        if isinstance(field, models.DateField):
            value = date.fromisoformat(value) if value else None
        setattr(person, change["field"], value if value is not None else field.get_default())
    if own:
        person.save(update_fields=[change["field"] for change in own])
    trace = row.values.get("trace")
    if trace is not None:
        restore_dated(person.pk, trace[0])


def restore_dated(person_id: int, before: Snapshot) -> None:
    """A person's dated rows exactly as they were."""
    for model in DATED:
        names = [f.attname for f in model._meta.concrete_fields]
        kept = [
            dict(zip(names, values, strict=True)) for values in before[model._meta.model_name or ""]
        ]
        rows = model._default_manager.filter(person_id=person_id)
        rows.exclude(pk__in=[values["id"] for values in kept]).delete()
        for values in kept:
            model(**values).save()
