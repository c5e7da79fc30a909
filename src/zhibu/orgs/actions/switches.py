"""Turning a policy switch for a time, and back (政策开关)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies, queries
from zhibu.orgs.domain.kinds import Kind, term_ends
from zhibu.orgs.events import SwitchTurned
from zhibu.orgs.models import Organisation, Switch
from zhibu.orgs.switches import REGISTRY, SwitchSpec
from zhibu.trail.actions import note, publish


@transaction.atomic
def set_switch(
    *,
    actor: Actor,
    organisation_id: int,
    key: str,
    value: bool | int,
    until: date,
    ground: str,
    subject: str = "",
    since: date | None = None,
) -> Switch:
    """Turn a policy switch from its lawful default, never without an end (打开政策开关).

    until: first day back at the default, not past the term. ground: the resolution it rests on.
    Raises DoesNotExist, Refused, Invalid (unknown switch or value, no end, past the term, overlap,
    another switch it needs is not on all the while). Publishes SwitchTurned.
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.set_switch(actor, organisation))
    since = since or clock.today()
    if errors := _faults(organisation, key, value, since, until, ground):
        raise Invalid(errors)
    if queries.switches_between(
        organisation_id, key=key, subject=subject, since=since, until=until
    ).exists():
        raise Invalid({"since": _("这个开关在这段时间已有设定，请先结束原来的。")})
    _require_needed(organisation, REGISTRY[key], since, until)
    switch = Switch.objects.create(
        organisation=organisation,
        key=key,
        subject=subject,
        value=value,
        ground=ground.strip(),
        decided_by=actor.person_id,
        decided_by_name=actor.name,
        since=since,
        until=until,
    )
    note(actor, "orgs.switch.set", switch, key=key, value=value, since=since, until=until)
    publish(SwitchTurned.of(switch, since=since))
    return switch


def _faults(
    organisation: Organisation, key: str, value: object, since: date, until: date, ground: str
) -> dict[str, object]:
    """A sentence for each field that cannot be taken."""
    errors: dict[str, object] = {}
    spec = REGISTRY.get(key)
    if spec is None:
        return {"key": _("没有这个开关。")}
    if spec.per == "branch" and not organisation.is_branch:
        return {"key": _("这个开关按支部设定。")}
    if not spec.takes(value):
        errors["value"] = _("这个取值不能用；默认值不需要设置。")
    if not ground.strip():
        errors["ground"] = _("请写明依据的决议。")
    latest = last_day_of_switch(organisation, since)
    if until <= since:
        errors["until"] = _("结束日期要晚于开始日期。")
    elif until > latest:
        errors["until"] = _("最晚到 %(day)s，不能超过本届任期。") % {"day": full_day(latest)}
    return errors


def _require_needed(organisation: Organisation, spec: SwitchSpec, since: date, until: date) -> None:
    """Raise Invalid unless the switch this one needs is on from the first to the last day."""
    if not spec.needs:
        return
    needed = REGISTRY[spec.needs]
    held = queries.switches_between(
        organisation.pk, key=spec.needs, subject="", since=since, until=until
    ).first()
    if held is None or held.since > since:
        raise Invalid({"since": _("请先打开“%(switch)s”。") % {"switch": needed.label}})
    if held.until < until:
        words = {"switch": needed.label, "day": full_day(held.until)}
        raise Invalid({"until": _("最晚到 %(day)s：那时“%(switch)s”也结束。") % words})


def last_day_of_switch(organisation: Organisation, since: date) -> date:
    """The end of the term that holds on that day; of a whole term where none is recorded."""
    term = queries.term_on(organisation.pk, day=since)
    if term is not None:
        return term.until
    return term_ends(Kind(organisation.kind), since) or term_ends(Kind.BRANCH, since) or since


@transaction.atomic
def end_switch(*, actor: Actor, switch_id: int, on: date | None = None) -> None:
    """Turn a switch back to its default from a day on, with those that need it (结束政策开关).

    Raises DoesNotExist, Refused, Conflict (ended already). Publishes SwitchTurned for each.
    """
    switch = queries.switch_for_change(switch_id, seen_by=actor)
    require(policies.end_switch(actor, switch.organisation))
    on = on or clock.today()
    if switch.until <= on:
        raise Conflict(_("这个开关已经结束，没有改动。"))
    for one in (switch, *queries.switches_needing(switch, day=on)):
        note(actor, "orgs.switch.ended", one.organisation, key=one.key, on=on)
        publish(SwitchTurned.of(one, since=max(on, one.since)))
        _end(one, actor, on)


def _end(switch: Switch, actor: Actor, on: date) -> None:
    """One switch; what never ran a day leaves only its notes."""
    if switch.since >= on:
        switch.delete()
        return
    switch.until = on
    switch.ended_at, switch.ended_by, switch.ended_by_name = (
        clock.now(),
        actor.person_id,
        actor.name,
    )
    switch.save(update_fields=["until", "ended_at", "ended_by", "ended_by_name"])
