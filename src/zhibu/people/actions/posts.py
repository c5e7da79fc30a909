"""Posts and the rights that follow them (任职)."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, deny, require
from zhibu.orgs.actions import found_organisation
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.queries import on_day, organisation_for_reading, term_on
from zhibu.people import policies, queries
from zhibu.people.actions.persons import new_person
from zhibu.people.models import Appointment, Person
from zhibu.trail.actions import note

_K = Organisation.Kind
_COMMITTEES = (_K.SCHOOL_COMMITTEE, _K.COLLEGE_COMMITTEE, _K.GENERAL_BRANCH)
# Where a post can be held that is not one of every body's committee.
PLACES: dict[str, tuple[str, ...]] = {
    Post.GROUP_LEADER: (_K.GROUP,),
    Post.ORGANIZER: _COMMITTEES,
    Post.COLLEGE_ORGANISER: (_K.COLLEGE_COMMITTEE, _K.GENERAL_BRANCH, _K.SCHOOL_COMMITTEE),
    Post.UNIVERSITY_ORGANISER: (_K.SCHOOL_COMMITTEE,),
    Post.OPERATOR: (_K.SCHOOL_COMMITTEE,),
    Post.SECURITY: (_K.SCHOOL_COMMITTEE,),
    Post.AUDIT: (_K.SCHOOL_COMMITTEE,),
}
# Three duties, three accounts. Source: security.md rule 5.
APART: frozenset[str] = frozenset({Post.OPERATOR, Post.SECURITY, Post.AUDIT})


def posts_at(kind: str) -> list[str]:
    """The posts that can be held in a body of this kind, by rank."""
    if kind == _K.GROUP:
        return [Post.GROUP_LEADER]
    return [p for p in Post.values if p in COMMITTEE_POSTS or kind in PLACES.get(p, ())]


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

    until: first day without it; for the committee the end of the term unless another day is given.
    A new secretary ends the one before. Raises DoesNotExist, Refused, Conflict (held already), Invalid.
    """
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.appoint_officer(actor, person_id, organisation, post))
    person = queries.managed_persons(seen_by=actor).get(pk=person_id)
    if post not in posts_at(organisation.kind):
        raise Invalid({"post": _("这一级党组织没有这个职务。")})
    if until is None and post in COMMITTEE_POSTS:
        term = term_on(organisation_id, day=since)
        until = term.until if term else None
    if until is not None and until <= since:
        raise Invalid({"until": _("结束日期要晚于开始日期。")})
    held = Appointment.objects.filter(on_day(since), person=person)
    if held.filter(organisation=organisation, post=post).exists():
        raise Conflict(_("已任这一职务，没有改动。"))
    if post in APART and _other_duty(person, post, since=since, until=until):
        raise Invalid({"post": _("系统、安全、审计三项职责须由三个人分别担任。")})
    if post == Post.SECRETARY:
        _end_secretary(organisation, on=since)
    appointment = Appointment.objects.create(
        person=person,
        organisation=organisation,
        post=post,
        since=since,
        until=until,
        ground=ground,
    )
    note(
        actor,
        "people.officer.appointed",
        person,
        organisation=organisation,
        post=post,
        since=since,
        until=until,
    )
    return appointment


def _other_duty(person: Person, post: str, *, since: date, until: date | None) -> bool:
    """Whether another of the three duties falls on any day of this one, a later one as well."""
    others = Appointment.objects.filter(person=person, post__in=APART - {post})
    others = others.filter(Q(until=None) | Q(until__gt=since))
    return (others.filter(since__lt=until) if until else others).exists()


def _end_secretary(organisation: Organisation, *, on: date) -> None:
    for other in Appointment.objects.select_for_update().filter(
        on_day(on), organisation=organisation, post=Post.SECRETARY
    ):
        end(other, on=on)


def end(appointment: Appointment, *, on: date) -> None:
    """Write the end of a post; one that had not begun by then is taken away."""
    if appointment.since >= on:
        appointment.delete()
    else:
        appointment.until = on
        appointment.save(update_fields=["until"])


@transaction.atomic
def end_appointment(*, actor: Actor, appointment_id: int, on: date) -> None:
    """Record that a post ends on a day, the first without it (结束任职).

    Raises DoesNotExist, Refused, Conflict (ended already).
    """
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
    if appointment.until is not None and appointment.until <= on:
        raise Conflict(_("这项任职已经结束，没有改动。"))
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
    with connection.cursor() as cursor:  # commands at the same time open the house once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.first_administrator'))")
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
