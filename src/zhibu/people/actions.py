"""Changes to persons, membership, status and posts: one function, one transaction, one note."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, deny, require
from zhibu.orgs.actions import found_organisation
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies, queries
from zhibu.people.events import MembershipBegan, MembershipEnded, StatusChanged
from zhibu.people.models import Appointment, Look, Membership, Person, StatusSpan
from zhibu.people.names import keys_of
from zhibu.trail.actions import note, publish

EDITABLE = frozenset(
    {
        "name", "sex", "ethnic", "birth_date", "education", "degree", "occupation", "cohort",
        "major", "phone", "applied_on", "joined_on", "confirmed_on",
    }
)  # fmt: skip


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
    joined_on: date | None = None,
    confirmed_on: date | None = None,
) -> Person:
    """Put one person on the roster of a branch by hand (录入人员).

    kind: StatusSpan.Kind. since: first day in this branch. Raises DoesNotExist, Refused,
    Invalid (number taken). Publishes MembershipBegan.
    """
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.add_person(actor, organisation))
    name, staff_no = name.strip(), staff_no.strip()
    if not name or not staff_no:
        raise Invalid({"name": _("请填写姓名和学号或工号。")})
    if Person.objects.filter(staff_no=staff_no).exists():
        raise Invalid({"staff_no": _("学号或工号 %(no)s 已在册。") % {"no": staff_no}})
    person = new_person(
        name=name, staff_no=staff_no, joined_on=joined_on, confirmed_on=confirmed_on
    )
    person.save()
    StatusSpan.objects.create(person=person, kind=kind, since=min(since, joined_on or since))
    membership = Membership.objects.create(person=person, organisation=organisation, since=since)
    note(actor, "people.person.added", person, organisation=organisation, kind=kind, since=since)
    publish(MembershipBegan.of(membership))
    return person


@transaction.atomic
def edit_person(*, actor: Actor, person_id: int, **changes: object) -> Person:
    """Correct fields of somebody on the roster (改人员信息). Values are noted by name only.

    Raises DoesNotExist, Refused, Invalid.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    membership = queries.primary_membership(person_id)
    require(policies.edit_person(actor, person_id, membership.organisation))
    write_fields(person, changes)
    note(actor, "people.person.edited", person, fields=sorted(changes))
    return person


def write_fields(person: Person, changes: dict[str, object]) -> None:
    """Write known fields and the sort keys that follow; raises Invalid on an unknown one."""
    if unknown := set(changes) - EDITABLE:
        raise Invalid(
            {"": _("不能修改的项目：%(names)s。") % {"names": "、".join(sorted(unknown))}}
        )
    for field, value in changes.items():
        setattr(person, field, value)
    if "name" in changes:
        keys = keys_of(person.name)
        person.pinyin_key, person.stroke_key = keys.pinyin, keys.strokes
        person.initials = keys.initials
    person.full_clean(validate_unique=False, validate_constraints=True)
    person.save()


@transaction.atomic
def move_member(
    *, actor: Actor, person_id: int, organisation_id: int, since: date, ground: str
) -> Membership:
    """Move somebody to another branch of one's own subtree from a day on (支部间调整).

    Raises DoesNotExist, Refused, Conflict (already there). Publishes MembershipEnded, MembershipBegan.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    target = organisation_for_reading(organisation_id, seen_by=actor)
    now = queries.primary_membership(person_id)
    require(policies.move_member(actor, now.organisation))
    require(policies.move_member(actor, target))
    if now.organisation_id == target.pk:
        raise Conflict(_("已在这个支部，没有改动。"))
    membership = relocate(person, target=target, since=since, ground=ground)
    note(actor, "people.member.moved", person, target=target, since=since, ground=ground)
    return membership


def relocate(person: Person, *, target: Organisation, since: date, ground: str) -> Membership:
    """End the open membership and begin one at ``target``; tells both facts, leaves no note."""
    for open_one in Membership.objects.select_for_update().filter(person=person, until=None):
        if open_one.since >= since:
            open_one.delete()
        else:
            open_one.until, open_one.ground = since, ground
            open_one.save(update_fields=["until", "ground"])
            publish(MembershipEnded.of(open_one))
    membership = Membership.objects.create(
        person=person, organisation=target, since=since, ground=ground
    )
    publish(MembershipBegan.of(membership))
    return membership


@transaction.atomic
def assign_group(*, actor: Actor, person_id: int, group_id: int | None) -> Membership:
    """Put somebody into a 党小组 of the same branch, or take them out of one (编入党小组)."""
    person = queries.person_for_change(person_id, seen_by=actor)
    membership = Membership.objects.select_for_update(of=("self",)).get(
        pk=queries.primary_membership(person_id).pk
    )
    require(policies.assign_group(actor, membership.organisation))
    group = None
    if group_id is not None:
        group = Organisation.objects.get(
            pk=group_id, parent=membership.organisation, kind=Organisation.Kind.GROUP
        )
    membership.group = group
    membership.save(update_fields=["group"])
    note(actor, "people.member.grouped", person, group=group)
    return membership


@transaction.atomic
def change_status(
    *,
    actor: Actor,
    person_id: int,
    kind: str,
    since: date,
    ground: str,
    standing: str = StatusSpan.Standing.NORMAL,
) -> StatusSpan:
    """Record what somebody is to the Party from a day on, by an organisation's decision (登记人员类别).

    Raises DoesNotExist, Refused, Conflict (same), Invalid (before the present status began).
    Publishes StatusChanged.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    membership = queries.primary_membership(person_id)
    require(policies.change_status(actor, person_id, membership.organisation))
    now = StatusSpan.objects.select_for_update().filter(person=person, until=None).first()
    if now and (now.kind, now.standing) == (kind, standing):
        raise Conflict(_("已是这一类别，没有改动。"))
    if now and since <= now.since:
        raise Invalid({"since": _("日期要晚于现类别的起始日期 %(day)s。") % {"day": now.since}})
    if now:
        now.until = since
        now.save(update_fields=["until"])
    span = StatusSpan.objects.create(
        person=person, kind=kind, standing=standing, since=since, ground=ground
    )
    note(actor, "people.status.changed", person, kind=kind, standing=standing, since=since)
    publish(StatusChanged.of(span))
    return span


@transaction.atomic
def appoint_officer(
    *,
    actor: Actor,
    person_id: int,
    organisation_id: int,
    post: str,
    since: date,
    until: date | None = None,
    ground: str = "",
) -> Appointment:
    """Record that somebody holds a post from a day on (登记任职); rights follow at once.

    until: first day without it; the end of the term is usual. Raises DoesNotExist, Refused,
    Conflict (held already), Invalid.
    """
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.appoint_officer(actor, person_id, organisation, post))
    person = queries.managed_persons(seen_by=actor).get(pk=person_id)
    if until is not None and until <= since:
        raise Invalid({"until": _("结束日期要晚于开始日期。")})
    if Appointment.objects.filter(
        queries.on_day(since), person=person, organisation=organisation, post=post
    ).exists():
        raise Conflict(_("已任这一职务，没有改动。"))
    if post == Post.SECRETARY:
        for other in Appointment.objects.select_for_update().filter(
            queries.on_day(since), organisation=organisation, post=post
        ):
            end(other, on=since)
    appointment = Appointment.objects.create(
        person=person,
        organisation=organisation,
        post=post,
        since=since,
        until=until,
        ground=ground,
    )
    note(
        actor, "people.officer.appointed", person, organisation=organisation, post=post, since=since
    )
    return appointment


def end(appointment: Appointment, *, on: date) -> None:
    """Write the end of a post; one that had not begun by then is taken away."""
    if appointment.since >= on:
        appointment.delete()
    else:
        appointment.until = on
        appointment.save(update_fields=["until"])


@transaction.atomic
def end_appointment(*, actor: Actor, appointment_id: int, on: date) -> None:
    """Record that a post ends on a day, the first without it (结束任职)."""
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=appointment_id)
    )
    organisation_for_reading(appointment.organisation_id, seen_by=actor)
    require(
        policies.end_appointment(
            actor, appointment.person_id, appointment.organisation, appointment.post
        )
    )
    note(
        actor,
        "people.appointment.ended",
        appointment.person,
        organisation=appointment.organisation,
        post=appointment.post,
        on=on,
    )
    end(appointment, on=on)


@transaction.atomic
def appoint_first_administrator(
    *, actor: Actor, name: str, staff_no: str, university: str, founded_on: date | None = None
) -> Person:
    """Open an empty house (首位管理员): the school committee, and its first organiser.

    A second call with another number adds another administrator. Raises Invalid (number taken).
    """
    if not actor.is_house:
        require(deny("house", _("首位管理员只能在服务器上用命令建立。")))
    root = Organisation.objects.filter(parent=None, dissolved_on=None).first()
    if root is None:
        root = found_organisation(
            actor=actor,
            parent=None,
            name=university,
            kind=Organisation.Kind.SCHOOL_COMMITTEE,
            founded_on=founded_on or clock.today(),
            code="ROOT",
        )
    if Person.objects.filter(staff_no=staff_no).exists():
        raise Invalid({"staff_no": _("学号或工号 %(no)s 已在册。") % {"no": staff_no}})
    person = new_person(name=name.strip(), staff_no=staff_no.strip())
    person.save()
    for post in (Post.UNIVERSITY_ORGANISER, Post.OPERATOR):
        Appointment.objects.create(
            person=person, organisation=root, post=post, since=clock.today(), ground=_("首次设置")
        )
    note(actor, "people.administrator.appointed", person, organisation=root)
    return person


def note_look(*, actor: Actor, person_id: int, what: str) -> None:
    """Keep that somebody looked at a person's fields (查阅留痕); once a day for the same viewer."""
    if actor.person_id in {None, person_id}:
        return
    today = clock.today()
    seen = Look.objects.filter(person_id=person_id, viewer_id=actor.person_id, what=what)
    if not seen.filter(at__gte=clock.day_start(today)).exists():
        Look.objects.create(
            person_id=person_id, viewer_id=actor.person_id, viewer_name=actor.name, what=what
        )
