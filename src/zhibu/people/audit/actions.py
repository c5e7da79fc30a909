"""Reading the trail leaves a note as well; checking it, and what the check found (核对审计链)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.verdict import Conflict, require
from zhibu.orgs.queries import root
from zhibu.people import policies
from zhibu.people.audit import queries
from zhibu.people.audit.queries import CHECK_ASKED, CHECKED, Asked
from zhibu.trail import heads, seals
from zhibu.trail.actions import note
from zhibu.trail.models import AuditNote

READ = "people.audit.read"
SHOWN = 20  # faults kept with the result; the command names them all


@transaction.atomic
def see_audit(*, actor: Actor, asked: Asked) -> None:
    """Say that somebody reads these notes (查阅审计记录): once a day for the same question. Raises Refused."""
    require(policies.see_audit(actor))
    said = asked.plain()
    today = AuditNote.objects.filter(
        person_id=actor.person_id, at__gte=clock.day_start(clock.today()), action=READ, facts=said
    )
    if not today.exists():
        note(actor, READ, root(), **said)


@transaction.atomic
def check_audit(*, actor: Actor) -> None:
    """Ask for a walk over the whole chain (核对完整性); ``walk_chain`` does it. Raises Refused, Conflict."""
    require(policies.check_audit(actor))
    last = queries.last_check()
    if last and last.running and last.asked_at and clock.now() - last.asked_at < seals.GRACE:
        raise Conflict(_("正在核对，稍后就有结果。"))
    note(actor, CHECK_ASKED, root())


@transaction.atomic
def walk_chain() -> seals.ChainReport:
    """Walk the chain, compare it with the heads kept outside, and keep what was found as a note."""
    found = seals.check_chain(heads.kept())
    note(
        house(_("平台"), way="job"), CHECKED, root(),
        sealed=found.sealed, outside=found.outside, head=found.head,
        faults=len(found.faults), first=found.faults[:SHOWN],
    )  # fmt: skip
    return found
