"""The gates of the ledger (积分的门): unseen and absent are the same ``DoesNotExist``."""

from __future__ import annotations

from datetime import date

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading, seen_organisations, switch_value
from zhibu.points.models import Claim, Contribution, Credit, Participation
from zhibu.points.policies import KEEPERS


def branch_for_reading(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """A branch this actor belongs to or keeps. Raises DoesNotExist. One query."""
    branch = organisation_for_reading(organisation_id, seen_by=seen_by)
    own = branch.path in seen_by.branches or seen_by.holds_at(*KEEPERS, path=branch.path)
    if not branch.is_branch or not (own or seen_by.is_house):
        raise Organisation.DoesNotExist
    return branch


def branch_for_change(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """The same, its ledger held until the transaction ends. One query."""
    branch = (
        seen_organisations(seen_by=seen_by)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=organisation_id, dissolved_on=None)
    )
    own = branch.path in seen_by.branches or seen_by.holds_at(*KEEPERS, path=branch.path)
    if not branch.is_branch or not (own or seen_by.is_house):
        raise Organisation.DoesNotExist
    return branch


def is_on(key: str, branch_id: int, *, day: date | None = None) -> bool:
    """Whether one of the points switches is on in a branch. One or two queries."""
    return bool(switch_value(key, organisation_id=branch_id, day=day or clock.today()))


def participation_for_change(organisation_id: int, *, seen_by: Actor) -> Participation:
    """One's own part in a branch's points, not left. Raises DoesNotExist. One query."""
    return (
        Participation.objects.select_for_update(of=("self",))
        .select_related("branch", "person")
        .get(branch_id=organisation_id, person_id=seen_by.person_id or 0, left_at=None)
    )


def takes_part(person_id: int, branch_id: int) -> Participation | None:
    """Somebody's part in a branch's points, if they take part now. One query."""
    return Participation.objects.filter(
        person_id=person_id, branch_id=branch_id, left_at=None
    ).first()


def own_part(actor: Actor) -> Participation | None:
    """One's own part in the points of the branch one belongs to, with the branch. One query."""
    return (
        Participation.objects.filter(
            person_id=actor.person_id or 0,
            branch__path__in=actor.branches,
            branch__dissolved_on=None,
            left_at=None,
        )
        .select_related("branch")
        .first()
    )


def contribution_for_change(contribution_id: int, *, seen_by: Actor) -> Contribution:
    """One entry of a branch whose keeper one is, locked. Raises DoesNotExist. One query."""
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("branch", "person")
    if not seen_by.is_house:
        rows = rows.filter(branch__path__in=seen_by.paths_of(*KEEPERS))
    return rows.get(pk=contribution_id)


def credit_by_id(credit_id: int) -> Credit | None:
    """A credit by its number alone, for whoever has asked who may see it. One query."""
    return (
        Credit.objects.filter(id=credit_id, reverses=None)
        .select_related("branch", "person", "version")
        .first()
    )


def is_reversed(credit: Credit) -> bool:
    return Credit.objects.filter(month=credit.month, reverses=credit.id).exists()


def claim_by_id(claim_id: int) -> Claim | None:
    return Claim.objects.filter(pk=claim_id).select_related("branch", "person", "found").first()
