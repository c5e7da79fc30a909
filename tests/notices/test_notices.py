"""Notices reach everyone concerned; who reads when is nobody's business."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in, words
from tests.cast import Branch, acting, opened
from tests.gatherings.hall import convened

from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices import actions, queries, takeaway
from zhibu.notices.models import Notice, Recipient
from zhibu.orgs.models import Post
from zhibu.people.models import Person


def sent(branch: Branch, people: list[Person] | None = None, **wishes: object) -> Notice:
    """A notice of the secretary to the branch."""
    given: dict[str, object] = {
        "kind": Notice.Kind.INVITATION,
        "title": "支部党员大会",
        "body": "11月25日 19:00，理科楼 A312",
        "person_ids": [p.pk for p in (branch.members if people is None else people)],
    }
    return actions.send_notice(
        actor=branch.secretary,
        organisation=branch.organisation,
        **(given | wishes),  # type: ignore[arg-type]  # field words of the tests
    )


def copy_of(notice: Notice, person: Person) -> Recipient:
    return Recipient.objects.get(notice=notice, person=person)


def key() -> dict[str, str]:
    return {"idempotency_key": uuid4().hex}


def test_everybody_gets_one_copy_and_those_without_a_way_in_are_marked(branch: Branch) -> None:
    opened(branch.secretary_person)
    shut = opened(branch.join("陆知夏"))
    shut.is_active = False
    shut.save()

    notice = sent(branch, [*branch.members, branch.secretary_person])

    reached = dict(notice.recipients.values_list("person__name", "unreached"))
    assert reached == {"许静仪": False, "周若棠": True, "陆知夏": True}
    assert (notice.sent_by, notice.sent_by_name) == (branch.secretary_person.pk, "许静仪")


@pytest.mark.parametrize(
    ("wish", "field"), [({"title": " "}, "title"), ({"person_ids": []}, "person_ids")]
)
def test_a_notice_has_a_title_and_somebody_to_get_it(
    branch: Branch,
    wish: dict[str, Any],  # Any: one value of each kind
    field: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        sent(branch, **wish)

    assert list(refused.value.errors) == [field]
    assert Notice.objects.count() == 0


def test_members_send_nothing_and_a_college_sends_to_its_branches(branch: Branch) -> None:
    member, college = acting(branch.join("陆知夏")), branch.organiser()

    for actor, allowed in ((member, False), (college, True)):
        try:
            actions.send_notice(
                actor=actor,
                organisation=branch.organisation,
                kind=Notice.Kind.GENERAL,
                title="通知",
                body="",
                person_ids=[branch.secretary_person.pk],
            )
        except Refused:
            assert not allowed
        else:
            assert allowed


def test_a_tap_is_voluntary_untimed_and_can_be_taken_back(branch: Branch) -> None:
    """DC-10: no time of reading is kept beside the person."""
    notice = sent(branch)

    actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)
    assert copy_of(notice, branch.officer_person).acknowledged
    assert queries.unacknowledged_count(branch.officer_person.pk) == 0
    actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk, acknowledged=False)
    assert queries.unacknowledged_count(branch.officer_person.pk) == 1

    kinds = {f.get_internal_type() for f in Recipient._meta.concrete_fields}
    assert not kinds & {"DateTimeField", "DateField", "TimeField"}


def test_a_notice_for_others_is_not_there_to_be_acknowledged(branch: Branch) -> None:
    notice = sent(branch, [branch.secretary_person])

    with pytest.raises(Recipient.DoesNotExist):
        actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)


def test_a_withdrawn_notice_stays_as_withdrawn_and_wants_no_tap(branch: Branch) -> None:
    notice = sent(branch)

    with pytest.raises(Refused, match="自己发的"):
        actions.withdraw_notice(actor=branch.officer, notice_id=notice.pk)
    actions.withdraw_notice(actor=branch.secretary, notice_id=notice.pk)

    assert queries.unacknowledged_count(branch.officer_person.pk) == 0
    assert [c.notice_id for c in queries.notices_for(branch.officer_person.pk)] == [notice.pk]
    with pytest.raises(Conflict):
        actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)
    with pytest.raises(Conflict):
        actions.withdraw_notice(actor=branch.secretary, notice_id=notice.pk)


def test_the_sender_sees_counts_and_names_only_of_those_to_phone(branch: Branch) -> None:
    """DC-10, and nobody above sees a name (docs/permissions.md)."""
    opened(branch.secretary_person)
    notice = sent(branch)
    actions.acknowledge_notice(actor=branch.secretary, notice_id=notice.pk)

    before = queries.delivery_of(notice.pk)
    actions.mark_phoned(
        actor=branch.officer, notice_id=notice.pk, person_id=branch.officer_person.pk
    )
    after = queries.delivery_of(notice.pk)

    assert (before.recipients, before.acknowledged, before.reached) == (2, 1, 1)
    assert (before.unreached, before.to_phone, after.to_phone) == (1, 1, 0)
    assert [c.person.name for c in queries.unreached_of(notice.pk)] == ["周若棠"]
    with pytest.raises(Refused, match="发通知的组织自己"):
        actions.mark_phoned(
            actor=branch.organiser(), notice_id=notice.pk, person_id=branch.officer_person.pk
        )


def test_whoever_opens_the_account_later_is_reached(branch: Branch) -> None:
    notice = sent(branch)
    assert queries.delivery_of(notice.pk).unreached == 2

    opened(branch.officer_person)

    assert queries.delivery_of(notice.pk).unreached == 1
    assert [c.person.name for c in queries.unreached_of(notice.pk)] == ["许静仪"]


def test_who_sees_what_was_sent(branch: Branch) -> None:
    notice = sent(branch)
    member = acting(branch.join("陆知夏"))
    group_leader = branch.appoint(branch.join("沈知远"), Post.GROUP_LEADER, at=branch.group())
    neighbour = branch.sibling().secretary

    def sees(actor: object) -> bool:
        rows = queries.sent_notices(seen_by=actor)  # type: ignore[arg-type]  # actors of the cast
        return rows.filter(pk=notice.pk).exists()

    assert sees(branch.officer)
    assert sees(branch.organiser())
    assert not any(sees(actor) for actor in (member, group_leader, neighbour))
    with pytest.raises(Notice.DoesNotExist):
        actions.withdraw_notice(actor=neighbour, notice_id=notice.pk)
    with pytest.raises(Notice.DoesNotExist):
        actions.mark_phoned(actor=member, notice_id=notice.pk, person_id=1)


def test_one_notice_is_one_copy_a_person(branch: Branch) -> None:
    notice = sent(branch)

    with pytest.raises(IntegrityError, match="notices_one_copy_a_person"), transaction.atomic():
        Recipient.objects.create(notice=notice, person=branch.officer_person)
    assert str(notice) == "支部党员大会"
    assert str(copy_of(notice, branch.officer_person)) == f"{notice.pk}/{branch.officer_person.pk}"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_one_query_whatever_their_size(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    me, secretary = branch.officer_person, branch.secretary
    people = [me, *(branch.join(name) for name in ("陆知夏", "沈知远")[: count - 1])]
    notices = [sent(branch, people) for _ in range(count)]

    with django_assert_num_queries(1):
        mine = [c.notice.organisation.name for c in queries.notices_for(me.pk)]
    with django_assert_num_queries(1):
        waiting = queries.unacknowledged_for(me.pk)
    with django_assert_num_queries(1):
        found = [n.organisation.name for n in queries.sent_notices(seen_by=secretary)]
    with django_assert_num_queries(1):
        unreached = [c.person.name for c in queries.unreached_of(notices[0].pk)]
    with django_assert_num_queries(1):
        delivery = queries.delivery_of(notices[0].pk)

    assert len(mine) == len(waiting) == len(found) == len(unreached) == count
    assert delivery.recipients == count


# ---- pages


def test_reading_and_the_tap_work_without_scripts(branch: Branch) -> None:
    gathering = convened(branch)
    notice = sent(branch, subject_kind="gatherings.gathering", subject_id=gathering.pk)
    client = signed_in(branch.officer_person)

    page = client.get(f"/n/{notice.pk}/")
    assert "11月25日 19:00，理科楼 A312" in words(page)
    assert f'href="/g/{gathering.pk}/"' in page.content.decode()
    assert copy_of(notice, branch.officer_person).acknowledged is False  # reading is no receipt
    client.post(f"/n/{notice.pk}/acknowledge", key())
    assert "已回执" in words(client.get(f"/n/{notice.pk}/"))
    answer = client.post(f"/n/{notice.pk}/acknowledge?undo", {"from": "list", **key()})
    assert answer["Location"] == "/n/"
    assert "回执已取消" in words(client.get("/n/"))


def test_an_unknown_subject_has_no_link(branch: Branch) -> None:
    notice = sent(branch, subject_kind="learning.lesson", subject_id=7)

    assert "看安排" not in words(signed_in(branch.officer_person).get(f"/n/{notice.pk}/"))


def test_a_notice_for_others_has_no_page(branch: Branch) -> None:
    notice = sent(branch, [branch.secretary_person])
    member = signed_in(branch.join("陆知夏"))

    for path in ("", "delivery"):
        assert member.get(f"/n/{notice.pk}/{path}").status_code == 404
    assert member.post(f"/n/{notice.pk}/withdraw", key()).status_code == 404


def test_the_delivery_page_names_only_those_to_phone(branch: Branch) -> None:
    member = branch.join("陆知夏")
    client: Client = signed_in(branch.secretary_person)
    signed_in(member).get("/n/")
    notice = sent(branch)
    path = f"/n/{notice.pk}/"

    page = words(client.get(f"{path}delivery"))
    client.post(f"{path}phoned", {"person": branch.officer_person.pk, **key()})
    after = words(client.get(f"{path}delivery"))
    client.post(f"{path}phoned", {"person": branch.officer_person.pk, "undo": "1", **key()})
    organiser = Person.objects.get(pk=branch.organiser().person_id or 0)
    college = words(signed_in(organiser).get(f"{path}delivery"))

    assert "周若棠" in page
    assert "陆知夏" not in page
    assert "已电话告知" in after
    assert copy_of(notice, branch.officer_person).phoned is False
    assert "周若棠" not in college
    assert "未送达的姓名只有发通知的支部看得到" in college


def test_sent_notices_have_a_list_and_a_way_back(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    notice = sent(branch)

    assert "支部党员大会" in words(client.get("/n/?of=sent"))
    client.post(f"/n/{notice.pk}/withdraw", key())

    assert "已撤回" in words(client.get("/n/?of=sent"))
    reader = signed_in(branch.officer_person)
    page = words(reader.get(f"/n/{notice.pk}/"))
    assert "撤回，不用理会" in page
    assert "理科楼" not in page


def test_an_empty_list_teaches(branch: Branch) -> None:
    assert "会议的邀请、变更和取消会发到这里" in words(
        signed_in(branch.secretary_person).get("/n/")
    )


def test_ones_notices_go_along(branch: Branch) -> None:
    notice = sent(branch)
    actions.acknowledge_notice(actor=branch.officer, notice_id=notice.pk)

    part = takeaway.held_about(branch.officer_person.pk)[0]

    assert [[(h.name, h.value) for h in record] for record in part.records] == [
        [
            ("title", "支部党员大会"),
            ("sent_at", notice.sent_at),
            ("acknowledged", True),
            ("not_clear", False),
            ("question", ""),
            ("phoned", False),
        ]
    ]
