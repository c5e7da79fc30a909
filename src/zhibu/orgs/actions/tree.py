"""Changes of the tree: each one function, one transaction, one note."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies, queries
from zhibu.orgs.domain.kinds import Kind, placement_fault
from zhibu.orgs.events import OrganisationDissolved, OrganisationFounded, OrganisationMoved
from zhibu.orgs.models import Organisation, Placement
from zhibu.trail.actions import note, publish


def next_organisation_id() -> int:
    """The id the next organisation gets: its own path needs it before it is stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('orgs_organisation', 'id'))")
        return int(cursor.fetchone()[0])


@transaction.atomic
def found_organisation(
    *,
    actor: Actor,
    parent: Organisation | None,
    name: str,
    kind: str,
    founded_on: date,
    code: str = "",
    short_name: str = "",
) -> Organisation:
    """Set up a Party body under a parent (成立党组织).

    code: the school's own code; made from the id when none is given.
    Raises Refused, Invalid (name or code taken, a kind that may not stand there).
    Publishes OrganisationFounded.
    """
    require(policies.found_organisation(actor, parent))
    organisation = _set_up(
        parent=parent,
        name=name,
        kind=kind,
        founded_on=founded_on,
        code=code,
        short_name=short_name,
    )
    note(actor, "orgs.organisation.founded", organisation, name=name, kind=kind, on=founded_on)
    publish(OrganisationFounded.of(organisation))
    return organisation


@transaction.atomic
def form_group(*, actor: Actor, organisation_id: int, name: str, founded_on: date) -> Organisation:
    """Form a 党小组 inside a branch (划分党小组). Raises DoesNotExist, Refused, Invalid.

    Publishes OrganisationFounded. Source: 《中国共产党支部工作条例（试行）》第十三条
    """
    branch = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.form_group(actor, branch))
    group = _set_up(parent=branch, name=name, kind=Organisation.Kind.GROUP, founded_on=founded_on)
    note(actor, "orgs.group.formed", group, organisation=branch, name=name, on=founded_on)
    publish(OrganisationFounded.of(group))
    return group


def _set_up(
    *,
    parent: Organisation | None,
    name: str,
    kind: str,
    founded_on: date,
    code: str = "",
    short_name: str = "",
) -> Organisation:
    """The body and its first place, stored; no note, no fact."""
    own_id = next_organisation_id()
    organisation = Organisation(
        pk=own_id,
        code=code or f"Z{own_id:05d}",
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        parent=parent,
        path=f"{parent.path if parent else ''}{own_id}.",
        founded_on=founded_on,
    )
    check(organisation)
    organisation.save(force_insert=True)
    Placement.objects.create(
        organisation=organisation, parent=parent, path=organisation.path, since=founded_on
    )
    return organisation


def check(organisation: Organisation) -> None:
    """Raise Invalid with a sentence per field when a name, code or kind cannot stand."""
    errors: dict[str, object] = {}
    if not organisation.name:
        errors["name"] = _("请填写全称，与公章一致。")
    if organisation.kind not in Organisation.Kind.values:
        errors["kind"] = _("请选择类别。")
    else:
        above = organisation.parent
        fault = placement_fault(Kind(organisation.kind), Kind(above.kind) if above else None)
        if fault is not None:
            errors["kind"] = fault.sentence.said(_)
    same = Organisation.objects.exclude(pk=organisation.pk)
    if same.filter(code=organisation.code).exists():
        errors["code"] = _("代码 %(code)s 已被占用。") % {"code": organisation.code}
    if same.filter(parent=organisation.parent, name=organisation.name, dissolved_on=None).exists():
        errors["name"] = _("同一上级之下已有“%(name)s”。") % {"name": organisation.name}
    if errors:
        raise Invalid(errors)


@transaction.atomic
def rename_organisation(
    *, actor: Actor, organisation_id: int, name: str, short_name: str = "", on: date | None = None
) -> Organisation:
    """Change the full name and the short one from a day on (更名).

    The tree of an earlier day keeps the earlier name. Raises DoesNotExist, Refused, Invalid.
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.rename_organisation(actor, organisation))
    on = on or clock.today()
    before, organisation.name = organisation.name, name.strip()
    organisation.short_name = short_name.strip()
    check(organisation)
    if before != organisation.name:
        _keep_name(organisation, before=before, on=on)
    organisation.save(update_fields=["name", "short_name"])
    note(actor, "orgs.organisation.renamed", organisation, before=before, after=name, on=on)
    return organisation


def _keep_name(organisation: Organisation, *, before: str, on: date) -> None:
    """Write the earlier name beside the places of the time it was borne."""
    now = organisation.placements.get(until=None)
    if not now.since <= on <= clock.today():
        sentence = _("日期要在 %(since)s 至今天之间。") % {"since": full_day(now.since)}
        raise Invalid({"on": sentence})
    if now.since < on:
        now.until = on
        now.save(update_fields=["until"])
        Placement.objects.create(
            organisation=organisation, parent_id=now.parent_id, path=now.path, since=on
        )
        organisation.placements.filter(name="", until__lte=on).update(name=before)


def check_day(organisation: Organisation, *, on: date) -> None:
    """Raise Invalid when the places of a body and those below it cannot change on this day."""
    if on > clock.today():
        raise Invalid({"on": _("日期不能晚于今天；到那一天再办理，之前可以先演算。")})
    last = Placement.objects.filter(
        organisation__path__startswith=organisation.path, until=None, since__gt=on
    ).order_by("-since")
    if (late := last.first()) is not None:
        sentence = _("日期不能早于最近一次变更 %(day)s。")
        raise Invalid({"on": sentence % {"day": full_day(late.since)}})


def place(organisation: Organisation, *, parent: Organisation, on: date) -> str:
    """Write a new place for a body and all below it from a day on; the path before.

    For the actions of this floor and the next only; leaves no note and tells nothing.
    """
    before = organisation.path
    after = f"{parent.path}{organisation.pk}."
    below = Organisation.objects.filter(path__startswith=before).order_by("path")
    for body in below.select_for_update():
        new_path = after + body.path[len(before) :]
        own_parent = parent if body.pk == organisation.pk else body.parent
        Placement.objects.filter(organisation=body, until=None, since=on).delete()
        Placement.objects.filter(organisation=body, until=None).update(until=on)
        if body.dissolved_on is None:
            Placement.objects.create(organisation=body, parent=own_parent, path=new_path, since=on)
        body.path, body.parent = new_path, own_parent
        body.save(update_fields=["path", "parent"])
    organisation.path, organisation.parent = after, parent
    return before


@transaction.atomic
def move_organisation(
    *, actor: Actor, organisation_id: int, parent_id: int, on: date, ground: str
) -> Organisation:
    """Put a body, with all below it, under another parent from a day on (隶属变更).

    on: not later than today, not before the last change of its place. Raises DoesNotExist, Refused,
    Conflict (a circle, there already), Invalid (a kind that may not stand there, a day that cannot
    be). Publishes OrganisationMoved.
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    parent = queries.organisation_for_change(parent_id, seen_by=actor)
    require(policies.move_organisation(actor, organisation))
    require(policies.found_organisation(actor, parent))
    if parent.path.startswith(organisation.path):
        raise Conflict(_("不能移到自己或自己的下级之下；没有任何改动。"))
    if organisation.parent_id == parent.pk:
        raise Conflict(_("已经在这个上级之下，没有改动。"))
    check_day(organisation, on=on)
    organisation.parent = parent
    check(organisation)
    before = place(organisation, parent=parent, on=on)
    note(actor, "orgs.organisation.moved", organisation, before=before, on=on, ground=ground)
    publish(OrganisationMoved.of(organisation, before=before, on=on))
    return organisation


def close(organisation: Organisation, *, on: date, ground: str) -> None:
    """Write the end of a body and of its term; leaves no note and tells nothing."""
    organisation.terms.filter(since__gte=on).delete()
    organisation.terms.filter(until__gt=on).update(until=on)
    Placement.objects.filter(organisation=organisation, until=None, since__gte=on).delete()
    Placement.objects.filter(organisation=organisation, until=None).update(until=on)
    organisation.dissolved_on, organisation.dissolve_ground = on, ground
    organisation.save(update_fields=["dissolved_on", "dissolve_ground"])


@transaction.atomic
def dissolve_organisation(
    *, actor: Actor, organisation_id: int, on: date, ground: str
) -> Organisation:
    """Dissolve a body that has nothing below it (撤销).

    Members are placed elsewhere first (``people.reshape``). Raises DoesNotExist, Refused,
    Conflict (bodies below). Publishes OrganisationDissolved.
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.dissolve_organisation(actor, organisation))
    if queries.standing(under=organisation.path).exclude(pk=organisation.pk).exists():
        raise Conflict(_("还有下级党组织，请先移走或撤销；没有任何改动。"))
    check_day(organisation, on=on)
    close(organisation, on=on, ground=ground)
    note(actor, "orgs.organisation.dissolved", organisation, on=on, ground=ground)
    publish(OrganisationDissolved.of(organisation))
    return organisation
