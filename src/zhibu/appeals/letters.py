"""Telling people about appeals and complaints (告知): by the house, so nobody's name stands as sender."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit.actor import house
from zhibu.kit.dates import full_day
from zhibu.kit.language import on_record
from zhibu.notices.actions import send_notice
from zhibu.notices.models import Notice
from zhibu.orgs.models import Organisation


@on_record()
def tell(
    record: models.Model,
    *,
    organisation: Organisation,
    people: Iterable[int],
    title: str,
    body: str,
    linked: bool = True,
) -> None:
    """One notice about a record to these persons; nothing when there is nobody.

    linked: whether they may open the record's page.
    """
    persons = set(people)
    if not persons:
        return
    send_notice(
        actor=house(_("平台"), way="job"),
        organisation=organisation,
        kind=Notice.Kind.GENERAL,
        title=title,
        body=body,
        person_ids=persons,
        subject_kind=record._meta.label_lower if linked else "",
        subject_id=record.pk if linked else None,
    )


@on_record()
def tell_of_new_appeal(appeal: Appeal, people: Iterable[int]) -> None:
    tell(
        appeal,
        organisation=appeal.organisation,
        people=people,
        title=_("有一件异议待答复"),
        body=_("%(title)s。请在%(day)s前答复；经手登记的人不能答复。")
        % {"title": appeal.title, "day": full_day(appeal.due_on)},
    )


@on_record()
def tell_of_answer(appeal: Appeal) -> None:
    tell(
        appeal,
        organisation=appeal.organisation,
        people=[appeal.appellant_id],
        title=_("您的异议：%(state)s") % {"state": appeal.get_state_display()},
        body=_("%(title)s。答复和结果在“我的异议”里。") % {"title": appeal.title},
    )


@on_record()
def tell_of_complaint(complaint: Complaint, people: Iterable[int]) -> None:
    tell(
        complaint,
        organisation=complaint.organisation,
        people=people,
        title=_("有一条意见建议待答复"),
        body=_("请在%(day)s前答复；不归本级办的可以转上级。") % {"day": full_day(complaint.due_on)},
    )


@on_record()
def tell_giver(complaint: Complaint) -> None:
    if complaint.giver_id is not None:
        tell(
            complaint,
            organisation=complaint.organisation,
            people=[complaint.giver_id],
            title=_("您的意见建议有了答复"),
            body=_("在“我的意见建议”里看答复；没有解决可以转上级。"),
        )
