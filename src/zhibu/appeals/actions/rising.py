"""Telling the body above, once, of what is past its day (超期上报)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.appeals import policies, queries
from zhibu.appeals.letters import tell
from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.language import on_record
from zhibu.kit.verdict import require
from zhibu.orgs.models import Organisation
from zhibu.trail.actions import note


@transaction.atomic
def let_rise(*, actor: Actor) -> int:
    """Tell the organisers above of appeals and complaints past their day, each once; how many.

    They learn which body and which day, nothing that was written (DC-19). Raises Refused.
    """
    require(policies.let_rise(actor))
    risen = queries.appeals_to_rise()
    for appeal in risen:
        appeal.risen_at = clock.now()
        appeal.save(update_fields=["risen_at"])
        note(actor, "appeals.appeal.rose", appeal)
        _offer_above(appeal)
    late = queries.complaints_to_rise()
    for complaint in late:
        complaint.risen_at = clock.now()
        complaint.save(update_fields=["risen_at"])
        note(actor, "appeals.complaint.rose", complaint)
        _tell_above(complaint)
    return len(risen) + len(late)


@on_record()
def _offer_above(appeal: Appeal) -> None:
    body, people = queries.organisers_above(appeal.organisation)
    if people:
        tell(
            appeal,
            organisation=Organisation.objects.get(pk=body),
            people=people,
            linked=False,
            title=_("有一件异议可以接手"),
            body=_(
                "%(where)s的一件异议到期没有答复，或支部没有可以答复的人。请在“异议与意见”里接手。"
            )
            % {"where": appeal.organisation.name},
        )


@on_record()
def _tell_above(complaint: Complaint) -> None:
    upwards = complaint.level == Complaint.Level.COLLEGE
    body, people = queries.organisers_above(complaint.organisation, level=upwards)
    if people:
        tell(
            complaint,
            organisation=Organisation.objects.get(pk=body),
            people=people,
            linked=False,
            title=_("有一条意见建议超期"),
            body=_("%(where)s的一条意见建议超过 7 天没有答复。")
            % {"where": complaint.organisation.name},
        )
