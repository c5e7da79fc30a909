"""DC-10: the sender sees counts; nobody's time of reading is kept; nothing goes out at night.

Each check is seen red on a planted fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import models

from tests.browsing import signed_in
from tests.cast import Branch, acting, opened
from tests.notices.post import china, proved, sent
from zhibu.kit import clock
from zhibu.notices import actions, queries
from zhibu.notices.actions import post
from zhibu.notices.models import Notice, Recipient
from zhibu.people.models import Person

INSTANTS = (models.DateTimeField, models.DateField, models.TimeField)
# Instants beside a person that say nothing of reading, and what they say.
NOT_OF_READING = {
    "notices.EmailAddress.asked_at": "when somebody gave their own address",
    "notices.EmailAddress.verified_at": "when they proved it",
    "notices.Mail.made_at": "when the sender made the notice",
    "notices.Mail.due_at": "when the house will send it",
    "notices.Mail.lease_until": "when a broken sending is taken up again",
}
READING = re.compile(r"read|seen|open|view|acknowledg|回执|阅读|查看")


def marks_of_reading(found: Iterable[type[models.Model]]) -> list[str]:
    """Instants beside a person in these models that nobody has given a harmless reason for."""
    said = []
    for model in found:
        fields = model._meta.concrete_fields
        if not any(f.related_model is Person for f in fields):
            continue
        said += [
            label
            for f in fields
            if isinstance(f, INSTANTS)
            and (label := f"{model._meta.label}.{f.name}") not in NOT_OF_READING
        ]
    return said


def models_of_notices() -> list[type[models.Model]]:
    return list(apps.get_app_config("notices").get_models())


def test_no_instant_of_reading_is_kept_beside_a_person() -> None:
    assert marks_of_reading(models_of_notices()) == []
    assert [name for name in NOT_OF_READING if READING.search(name.rpartition(".")[2])] == []


def test_a_time_of_reading_that_is_planted_is_found() -> None:
    planted: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    planted.set_attributes_from_name("read_at")
    Recipient._meta.add_field(planted)
    try:
        assert marks_of_reading(models_of_notices()) == ["notices.Recipient.read_at"]
    finally:
        Recipient._meta.local_fields.remove(planted)
        Recipient._meta._expire_cache()  # type: ignore[attr-defined]  # undoes add_field
    assert marks_of_reading(models_of_notices()) == []


# ---- what the sender sees


def page_of(notice: Notice, branch: Branch) -> str:
    """The sender's page, without what is new on every page."""
    page = signed_in(branch.secretary_person).get(f"/n/{notice.pk}/delivery").content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"', "", page)


def named(page: str, people: Iterable[Person]) -> list[str]:
    return [somebody.name for somebody in people if somebody.name in page]


def answered(branch: Branch, notice: Notice, somebody: Person, at: datetime) -> str:
    """The sender's page after this one has read and acknowledged at this hour; then all is undone."""
    with clock.pinned(at):
        signed_in(somebody).get(f"/n/{notice.pk}/")
        actions.acknowledge_notice(actor=acting(somebody), notice_id=notice.pk)
    with clock.pinned(china(21)):
        page = page_of(notice, branch)
        actions.acknowledge_notice(actor=acting(somebody), notice_id=notice.pk, acknowledged=False)
    return page


def test_the_sender_cannot_tell_who_answered_nor_when(branch: Branch) -> None:
    """One answers in the morning, another at night: the same page to the last sign."""
    first, second = branch.join("陆知夏"), branch.join("沈知远")
    for somebody in (first, second):
        opened(somebody)
    notice = sent(branch, first, second)

    morning = answered(branch, notice, first, china(7, 1))
    night = answered(branch, notice, second, china(20, 59))

    assert morning == night
    assert named(morning, [first, second]) == []


def test_names_are_only_of_those_nobody_reaches(branch: Branch) -> None:
    reached, shut = branch.join("陆知夏"), branch.join("沈知远")
    notice = sent(branch, reached, shut)
    opened(reached)

    assert named(page_of(notice, branch), [reached, shut]) == ["沈知远"]


def test_a_list_of_everybody_that_is_planted_is_found(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of everybody where only those to phone belong."""
    reached = branch.join("陆知夏")
    opened(reached)
    notice = sent(branch, reached)
    monkeypatch.setattr(
        queries, "unreached_of", lambda pk: list(Recipient.objects.filter(notice_id=pk))
    )

    assert named(page_of(notice, branch), [reached]) == ["陆知夏"]


# ---- nothing at night


def sent_in(branch: Branch, step: timedelta = timedelta(minutes=20)) -> list[str]:
    """A whole day in which every round has something to send: hours at which mail went out."""
    me = branch.officer_person
    moment, hours = china(0), []
    while moment < china(0, day=26):
        sent(branch, me, at=moment - timedelta(days=1))
        before = len(mail.outbox)
        with clock.pinned(moment):
            post.send_due()
        if len(mail.outbox) > before:
            hours.append(f"{clock.local(moment):%H:%M}")
        moment += step
    return hours


def test_no_mail_goes_out_between_22_and_7(branch: Branch) -> None:
    proved(branch.officer_person)

    hours = sent_in(branch)

    assert (hours[0], hours[-1]) == ("07:00", "21:40")
    assert len(hours) == 45


def test_that_check_is_red_when_the_clock_is_not_asked(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    proved(branch.officer_person)
    monkeypatch.setattr(post, "is_quiet", lambda _moment: False)

    assert "23:40" in sent_in(branch)
