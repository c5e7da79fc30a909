"""After a notice is out: not clear, the silent asked once more, all questions answered at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, opened

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices import actions, queries
from zhibu.notices.models import REST, Addendum, Notice, Recipient, Reminder
from zhibu.people.models import Person

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=clock.SHANGHAI)


def sent(branch: Branch, *people: Person) -> Notice:
    """A notice of the secretary to people who can read it."""
    for somebody in people:
        opened(somebody)
    return actions.send_notice(
        actor=branch.secretary, organisation=branch.organisation, kind="general",
        title="交党费", body="", person_ids=[p.pk for p in people],
    )  # fmt: skip


def copy_of(notice: Notice, person: Person) -> Recipient:
    return Recipient.objects.get(notice=notice, person=person)


def counts(notice: Notice) -> tuple[int, int, int, int]:
    """acknowledged, not clear, silent, to phone."""
    found = queries.delivery_of(notice.pk)
    return found.acknowledged, found.not_clear, found.silent, found.to_phone


# ---- not clear


def test_not_clear_is_an_answer_with_a_question_and_without_a_name(branch: Branch) -> None:
    asks, reads = branch.join("陆知夏"), branch.join("沈知远")
    notice = sent(branch, asks, reads, branch.officer_person)

    actions.say_not_clear(actor=acting(asks), notice_id=notice.pk, question=" 交到几月？ ")
    actions.acknowledge_notice(actor=acting(reads), notice_id=notice.pk)

    assert counts(notice) == (1, 1, 1, 0)
    assert queries.questions_about(notice.pk) == ["交到几月？"]
    assert queries.unacknowledged_count(asks.pk) == 0
    page = words(signed_in(branch.secretary_person).get(f"/n/{notice.pk}/delivery"))
    assert "交到几月？" in page
    assert "陆知夏" not in page
    assert "沈知远" not in page


def test_one_answer_replaces_the_other(branch: Branch) -> None:
    me = branch.officer_person
    notice = sent(branch, me)

    def said() -> tuple[bool, bool, str]:
        copy = copy_of(notice, me)
        return copy.acknowledged, copy.not_clear, copy.question

    actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)
    actions.say_not_clear(actor=branch.officer, notice_id=notice.pk, question="交到几月？")
    assert said() == (False, True, "交到几月？")
    actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)
    assert said() == (True, False, "交到几月？")
    actions.say_not_clear(actor=branch.officer, notice_id=notice.pk, not_clear=False)
    assert said() == (True, False, "")


def test_the_database_takes_only_one_of_the_two_answers(branch: Branch) -> None:
    copy = copy_of(sent(branch, branch.officer_person), branch.officer_person)
    copy.acknowledged = copy.not_clear = True
    with pytest.raises(IntegrityError, match="notices_taken_in_or_not_clear"), transaction.atomic():
        copy.save()


def test_what_cannot_be_asked(branch: Branch) -> None:
    notice = sent(branch, branch.officer_person)

    with pytest.raises(Invalid, match="200 字"):
        actions.say_not_clear(actor=branch.officer, notice_id=notice.pk, question="问" * 201)
    with pytest.raises(Recipient.DoesNotExist):
        actions.say_not_clear(actor=branch.secretary, notice_id=notice.pk)
    actions.withdraw_notice(actor=branch.secretary, notice_id=notice.pk)
    with pytest.raises(Conflict):
        actions.say_not_clear(actor=branch.officer, notice_id=notice.pk)


# ---- only the silent are reminded


def test_only_the_silent_are_asked_once_more(branch: Branch) -> None:
    reads, asks, silent = (branch.join(name) for name in ("陆知夏", "沈知远", "温如许"))
    notice = sent(branch, reads, asks, silent)
    actions.acknowledge_notice(actor=acting(reads), notice_id=notice.pk)
    actions.say_not_clear(actor=acting(asks), notice_id=notice.pk)
    Recipient.objects.create(notice=notice, person=branch.officer_person, unreached=True)

    made = actions.remind_silent(actor=branch.secretary, notice_id=notice.pk)

    assert made.people == 1
    reminded = Recipient.objects.filter(notice=notice, reminded=True)
    assert [copy.person.name for copy in reminded] == ["温如许"]
    assert "提醒过一次" in words(signed_in(silent).get("/n/"))
    assert "提醒过一次" not in words(signed_in(reads).get("/n/"))


def test_at_most_once_in_24_hours(branch: Branch) -> None:
    notice = sent(branch, branch.officer_person)

    def remind(hours: float) -> None:
        with clock.pinned(NOON + timedelta(hours=hours)):
            actions.remind_silent(actor=branch.secretary, notice_id=notice.pk)

    remind(0)
    with pytest.raises(Conflict, match="24 小时内"):
        remind(23.99)
    remind(24)
    assert Reminder.objects.count() == 2


def test_the_database_keeps_the_24_hours_too(branch: Branch) -> None:
    notice = sent(branch, branch.officer_person)

    def made(hours: int, rest: timedelta = REST) -> Reminder:
        at = NOON + timedelta(hours=hours)
        return Reminder.objects.create(notice=notice, at=at, until=at + rest, people=1)

    assert str(made(0)).startswith(f"{notice.pk} 2026-11-25")
    with pytest.raises(IntegrityError, match="notices_one_reminder_a_day"), transaction.atomic():
        made(23)
    with (
        pytest.raises(IntegrityError, match="notices_a_reminder_rests_a_day"),
        transaction.atomic(),
    ):
        made(48, timedelta(hours=1))
    made(24)


def test_nobody_silent_nobody_reminded_and_only_by_the_sender(branch: Branch) -> None:
    notice = sent(branch, branch.officer_person)

    with pytest.raises(Refused, match="自己发的"):
        actions.remind_silent(actor=branch.officer, notice_id=notice.pk)
    actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)
    with pytest.raises(Conflict, match="没有要提醒的人"):
        actions.remind_silent(actor=branch.secretary, notice_id=notice.pk)
    actions.withdraw_notice(actor=branch.secretary, notice_id=notice.pk)
    with pytest.raises(Conflict, match="撤回"):
        actions.remind_silent(actor=branch.secretary, notice_id=notice.pk)


# ---- one answer for all


def test_an_addendum_answers_all_questions_and_asks_to_look_again(branch: Branch) -> None:
    asks = branch.join("陆知夏")
    notice = sent(branch, asks, branch.officer_person)
    actions.say_not_clear(actor=acting(asks), notice_id=notice.pk, question="交到几月？")

    made = actions.add_addendum(actor=branch.secretary, notice_id=notice.pk, body="交到 12 月。")

    assert str(made) == "交到 12 月。"
    assert queries.questions_about(notice.pk) == []
    assert queries.unacknowledged_count(asks.pk) == 1
    for reader in (asks, branch.officer_person):
        assert "交到 12 月。" in words(signed_in(reader).get(f"/n/{notice.pk}/"))


def test_an_addendum_has_words_and_comes_from_the_sender(branch: Branch) -> None:
    notice = sent(branch, branch.officer_person)

    with pytest.raises(Refused, match="自己发的"):
        actions.add_addendum(actor=branch.officer, notice_id=notice.pk, body="补充")
    with pytest.raises(Invalid):
        actions.add_addendum(actor=branch.secretary, notice_id=notice.pk, body=" ")
    assert Addendum.objects.count() == 0


# ---- pages


def test_asking_reminding_and_answering_work_without_scripts(branch: Branch) -> None:
    silent = branch.join("沈知远")
    notice = sent(branch, branch.officer_person, silent)
    reader, sender = signed_in(branch.officer_person), signed_in(branch.secretary_person)
    page, delivery = f"/n/{notice.pk}/", f"/n/{notice.pk}/delivery"

    reader.post(f"{page}not-clear", {"question": "交到几月？"} | key())
    assert "您问：交到几月？" in words(reader.get(page))
    assert "没看明白" in words(reader.get("/n/"))
    assert "提醒没有回应的 1 人" in words(sender.get(delivery))
    sender.post(f"{page}remind", key())
    assert "之后才能再提醒" in words(sender.get(delivery))
    assert sender.post(f"{page}add", {"body": ""} | key()).status_code == 422
    sender.post(f"{page}add", {"body": "交到 12 月。"} | key())
    assert "交到 12 月。" in words(sender.get(delivery))
    reader.post(f"{page}not-clear?undo", key())
    assert copy_of(notice, branch.officer_person).question == ""
