"""Putting persons on the roster and keeping their fields right (录入、改人员信息)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Invalid, require
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies, queries
from zhibu.people.events import MembershipBegan
from zhibu.people.fields import EDITABLE
from zhibu.people.models import Account, Membership, Person, StatusSpan
from zhibu.people.names import keys_of
from zhibu.trail.actions import note, publish


def new_person(*, name: str, staff_no: str, **fields: object) -> Person:
    """A person, not yet stored, with sort keys made."""
    keys = keys_of(name)
    return Person(
        name=name,
        staff_no=staff_no,
        pinyin_key=keys.pinyin,
        stroke_key=keys.strokes,
        initials=keys.initials,
        **fields,
    )


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    organisation_id: int,
    name: str,
    staff_no: str,
    kind: str,
    since: date,
    **fields: object,
) -> Person:
    """Put one person on the roster of a branch by hand (录入人员).

    kind: StatusSpan.Kind. since: first day in this branch. fields: others of ``fields.EDITABLE``.
    Somebody who was here before and belongs nowhere now is taken in again. Raises DoesNotExist,
    Refused, Invalid (number taken). Publishes MembershipBegan.
    """
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.add_person(actor, organisation))
    name, staff_no = name.strip(), staff_no.strip()
    person = _returning(name=name, staff_no=staff_no, on=since)
    if person is None:
        person = new_person(name=name, staff_no=staff_no)
        _fill(person, fields)
        joined = person.joined_on
        StatusSpan.objects.create(person=person, kind=kind, since=min(since, joined or since))
    membership = Membership.objects.create(person=person, organisation=organisation, since=since)
    note(actor, "people.person.added", person, organisation=organisation, kind=kind, since=since)
    publish(MembershipBegan.of(membership))
    return person


def _returning(*, name: str, staff_no: str, on: date) -> Person | None:
    """Somebody known by this number who belongs nowhere from that day on; None for a new number."""
    missing = {
        field: _("请填写%(label)s。") % {"label": label}
        for field, value, label in (
            ("name", name, _("姓名")),
            ("staff_no", staff_no, _("学号或工号")),
        )
        if not value
    }
    if missing:
        raise Invalid(missing)
    person = Person.objects.select_for_update().filter(staff_no=staff_no).first()
    if person is None:
        return None
    later = Membership.objects.filter(person=person).exclude(until__lte=on).exists()
    if later or person.name != name:
        taken = _("学号或工号 %(no)s 已在册。本人若已转来，请上级组织管理员办理支部间调整。")
        raise Invalid({"staff_no": taken % {"no": staff_no}})
    return person


@transaction.atomic
def edit_person(*, actor: Actor, person_id: int, **changes: object) -> Person:
    """Correct fields of somebody on the roster (改人员信息). Values are noted by name only.

    Raises DoesNotExist, Refused, Invalid.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    membership = queries.primary_membership(person_id)
    require(policies.edit_person(actor, person_id, membership.organisation))
    changed = write_fields(person, changes)
    note(actor, "people.person.edited", person, fields=changed)
    return person


def write_fields(person: Person, changes: Mapping[str, object]) -> list[str]:
    """Write known fields and what follows from them; the names of those that changed, sorted.

    A new number is the new login; a new name makes its own reading again. Raises Invalid.
    """
    if unknown := set(changes) - EDITABLE:
        raise Invalid(
            {"": _("不能修改的项目：%(names)s。") % {"names": "、".join(sorted(unknown))}}
        )
    different = {f: v for f, v in changes.items() if getattr(person, f) != v}
    _fill(person, different)
    if "staff_no" in different:
        Account.objects.filter(person=person).update(number=person.staff_no)
    return sorted(different)


def _fill(person: Person, changes: Mapping[str, object]) -> None:
    """Set fields, make the sort keys, check and store."""
    for field, value in changes.items():
        setattr(person, field, value.strip() if isinstance(value, str) else value)
    if "name" in changes:
        person.reading = ""
    keys = keys_of(person.name, reading=person.reading)
    person.pinyin_key, person.stroke_key = keys.pinyin, keys.strokes
    person.initials = keys.initials
    taken = Person.objects.filter(staff_no=person.staff_no).exclude(pk=person.pk)
    if taken.exists():
        raise Invalid({"staff_no": _("学号或工号 %(no)s 已在册。") % {"no": person.staff_no}})
    try:
        person.full_clean(validate_unique=False, validate_constraints=True)
    except ValidationError as error:
        raise Invalid(_by_field(error)) from error
    person.save()


def _by_field(error: ValidationError) -> dict[str, object]:
    """Django's own findings as one sentence a field; what a constraint finds, at its later field."""
    places = {
        _("转正日期不能早于入党日期"): "confirmed_on",
        _("入党日期不能早于出生日期"): "joined_on",
        _("缺姓名"): "name",
        _("缺学号或工号"): "staff_no",
    }
    said: dict[str, object] = {}
    for field, sentences in error.message_dict.items():
        for sentence in sentences:
            said[places.get(sentence, "" if field == NON_FIELD_ERRORS else field)] = f"{sentence}。"
    return said
