"""Taking part, by oneself alone (参加积分、退出、上榜): every step can be taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.queries import switches_between
from zhibu.points import policies, queries
from zhibu.points.actions.posting import Cause, post_branch
from zhibu.points.actions.writing import move_balances, term_of
from zhibu.points.models import Balance, Participation
from zhibu.points.queries import posting as read
from zhibu.trail.actions import note

ENABLED, BOARD = "points.enabled", "points.board"


@transaction.atomic
def join_points(
    *, actor: Actor, organisation_id: int, takes_in_term: bool = False
) -> Participation:
    """Take part in one's own branch's points (参加积分), from today or from the term's first day.

    Raises DoesNotExist (not one's branch), Refused, Conflict (points are off, takes part already).
    """
    branch = queries.branch_for_change(organisation_id, seen_by=actor)
    require(policies.join_points(actor, branch))
    today = clock.today()
    if not queries.is_on(ENABLED, branch.pk):
        raise Conflict(_("本支部现在没有开积分。"))
    assert actor.person_id is not None  # the policy has asked
    if queries.takes_part(actor.person_id, branch.pk):
        raise Conflict(_("您已经参加。"))
    part = Participation.objects.create(
        person_id=actor.person_id,
        branch=branch,
        counts_from=term_of(today) if takes_in_term else today,
    )
    note(actor, "points.participation.began", part, branch=branch, counts_from=part.counts_from)
    _carry(part, taking=True)
    post_branch(
        branch.pk,
        days=read.days_told(branch.pk, since=part.counts_from),
        cause=Cause.of(actor, _("重新参加，按参加的时间重算。")),
        person_ids=[actor.person_id],
    )
    return part


@transaction.atomic
def leave_points(*, actor: Actor, organisation_id: int) -> Participation:
    """Take part no longer (退出积分): nothing more is credited, what there is shows to nobody.

    Raises DoesNotExist (takes no part), Refused.
    """
    read.branches_locked([organisation_id])
    part = queries.participation_for_change(organisation_id, seen_by=actor)
    require(policies.leave_points(actor, part))
    part.left_at, part.board_until = clock.now(), None
    part.save(update_fields=["left_at", "board_until"])
    _carry(part, taking=False)
    note(actor, "points.participation.ended", part, branch=part.branch)
    return part


def _carry(part: Participation, *, taking: bool) -> None:
    """Into the distributions of scores, or out of them."""
    periods = Balance.objects.filter(branch_id=part.branch_id, person_id=part.person_id)
    move_balances(
        [
            (part.person_id, part.branch_id, period, 0, 0, taking)
            for period in periods.order_by("period").values_list("period", flat=True)
        ],
        levels=read.levels_of([part.branch]),
    )


@transaction.atomic
def choose_rules(*, actor: Actor, organisation_id: int, codes: Collection[str]) -> Participation:
    """Choose which optional rules of the book count for oneself (自选条款); the others give nothing.

    Raises DoesNotExist, Refused, Invalid (no such rule).
    """
    read.branches_locked([organisation_id])
    part = queries.participation_for_change(organisation_id, seen_by=actor)
    require(policies.choose_rules(actor, part))
    version = queries.version_on(part.branch, day=clock.today())
    offered = {rule.code for rule in version.rules.rules if rule.opt_in} if version else set()
    if strange := set(codes) - offered:
        raise Invalid({"codes": _("没有这样的自选条款：%(codes)s") % {"codes": "、".join(strange)}})
    part.agreed = sorted(codes)
    part.save(update_fields=["agreed"])
    note(actor, "points.rules.chosen", part, codes=part.agreed)
    stretches = read.parts_of(part.branch_id, [part.person_id])[part.person_id]
    first = min(stretch.counts_from for stretch in stretches)
    post_branch(
        part.branch_id,
        days=read.days_told(part.branch_id, since=first),
        cause=Cause.of(actor, _("本人改了自选条款。")),
        person_ids=[part.person_id],
    )
    return part


@transaction.atomic
def enter_board(*, actor: Actor, organisation_id: int) -> Participation:
    """Let oneself be shown on the branch's board (公开到积分榜), until the board ends with its term.

    Raises DoesNotExist (takes no part), Refused (under age), Conflict (no board).
    """
    part = queries.participation_for_change(organisation_id, seen_by=actor)
    today = clock.today()
    require(policies.enter_board(actor, part, born=part.person.birth_date, today=today))
    held = switches_between(
        part.branch_id, key=BOARD, subject="", since=today, until=today + timedelta(days=1)
    ).first()
    if held is None:
        raise Conflict(_("本支部没有开积分榜。"))
    part.board_until = held.until
    part.save(update_fields=["board_until"])
    note(actor, "points.board.entered", part, until=part.board_until)
    return part


@transaction.atomic
def leave_board(*, actor: Actor, organisation_id: int) -> Participation:
    """Be shown no longer, at once (退出积分榜). Raises DoesNotExist, Refused."""
    part = queries.participation_for_change(organisation_id, seen_by=actor)
    require(policies.leave_board(actor, part))
    part.board_until = None
    part.save(update_fields=["board_until"])
    note(actor, "points.board.left", part)
    return part
