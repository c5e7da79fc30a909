"""General notices: whom they reach, the draft that saves itself, putting one right."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, opened, person
from tests.gatherings.hall import convened

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices import actions, queries, takeaway
from zhibu.notices.domain import Audience, Reach, reaches_of
from zhibu.notices.models import Notice, NoticeDraft, Recipient
from zhibu.orgs.models import Organisation, Post
from zhibu.people.models import Membership, Person, StatusSpan

R = Reach


def to(reach: Reach, *bodies: Organisation, kinds: tuple[str, ...] = ()) -> Audience:
    return Audience(reach, tuple(body.pk for body in bodies), kinds)


def names(branch: Branch, organisation: Organisation, audience: Audience) -> list[str]:
    found = queries.addressees(organisation, audience, besides=branch.secretary_person.pk)
    return sorted(one.name for one in found)


def in_group(somebody: Person, group: Organisation) -> None:
    Membership.objects.filter(person=somebody).update(group=group)


def written(branch: Branch, audience: Audience | None = None, **wishes: str) -> Notice:
    """A general notice of the secretary."""
    given = {"title": "12月2日前交党费", "body": "找周若棠。"} | wishes
    return actions.send_general_notice(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        audience=audience or to(R.EVERYONE),
        **given,
    )


# ---- whom


def test_inside_a_branch_one_chooses_everybody_groups_the_committee_or_kinds(
    branch: Branch,
) -> None:
    here, group = branch.organisation, branch.group()
    in_group(branch.join("陆知夏"), group)
    branch.join("沈知远", kind=StatusSpan.Kind.ACTIVIST)
    branch.sibling().join("外人")

    assert names(branch, here, to(R.EVERYONE)) == ["周若棠", "沈知远", "陆知夏"]
    assert names(branch, here, to(R.GROUPS, group)) == ["陆知夏"]
    assert names(branch, here, to(R.COMMITTEE)) == ["周若棠"]
    assert names(branch, here, to(R.KINDS, kinds=("activist",))) == ["沈知远"]
    assert names(branch, group, to(R.EVERYONE)) == ["陆知夏"]


def test_above_branches_one_chooses_secretaries_or_whole_branches(branch: Branch) -> None:
    near, college = branch.sibling(), branch.college
    near.join("陆知夏")

    def reached(audience: Audience) -> list[str]:
        return sorted(one.name for one in queries.addressees(college, audience, besides=None))

    assert reached(to(R.SECRETARIES)) == ["许静仪", "许静仪"]
    assert reached(to(R.SECRETARIES, near.organisation)) == ["许静仪"]
    assert reached(to(R.BRANCHES, near.organisation)) == ["周若棠", "许静仪", "陆知夏"]
    assert len(reached(to(R.SUBTREE))) == 5


def test_bodies_outside_ones_own_reach_nobody(branch: Branch) -> None:
    """Ids come from a form: another branch's group, another college's branch."""
    near = branch.sibling()
    foreign = near.group()
    in_group(near.join("陆知夏"), foreign)

    assert names(branch, branch.organisation, to(R.GROUPS, foreign)) == []
    assert names(branch, branch.organisation, to(R.BRANCHES, near.organisation)) == []


@pytest.mark.parametrize(
    ("audience", "field"),
    [
        (to(R.GROUPS), "groups"),
        (to(R.BRANCHES), "branches"),
        (to(R.KINDS), "kinds"),
        (to(R.SECRETARIES), ""),
        (to(R.EVERYONE), ""),
    ],
)
def test_what_still_has_to_be_chosen(audience: Audience, field: str) -> None:
    assert audience.incomplete == field


def test_each_kind_of_body_offers_its_own() -> None:
    assert reaches_of(is_branch=True, is_group=False) == (
        R.EVERYONE, R.GROUPS, R.COMMITTEE, R.KINDS,
    )  # fmt: skip
    assert reaches_of(is_branch=False, is_group=True) == (R.EVERYONE,)
    assert reaches_of(is_branch=False, is_group=False) == (R.SECRETARIES, R.BRANCHES, R.SUBTREE)


def test_who_has_no_account_is_counted_before_it_is_sent(branch: Branch) -> None:
    opened(branch.officer_person)
    branch.join("陆知夏")

    found = queries.preview_of(
        branch.organisation, to(R.EVERYONE), besides=branch.secretary_person.pk
    )

    assert (found.count, found.to_phone) == (2, 1)
    assert found.places == [(str(branch.organisation), 2)]


# ---- sending


def test_it_goes_to_everybody_but_the_sender_and_says_to_whom(branch: Branch) -> None:
    sent = written(branch)

    assert [c.person.name for c in sent.recipients.all()] == ["周若棠"]
    assert (sent.kind, sent.audience, sent.sent_by_name) == ("general", "全支部", "许静仪")


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        (to(R.COMMITTEE), "支委会"),
        (to(R.KINDS, kinds=("full", "activist")), "正式党员、入党积极分子"),
    ],
)
def test_the_audience_in_words(branch: Branch, audience: Audience, said: str) -> None:
    assert written(branch, audience).audience == said


def test_a_college_says_which_branches(branch: Branch) -> None:
    college, near = branch.organiser(), branch.sibling()
    for audience, said in (
        (to(R.SECRETARIES), "各支部书记、副书记"),
        (to(R.SECRETARIES, near.organisation), f"{near.organisation}书记、副书记"),
        (to(R.BRANCHES, near.organisation), str(near.organisation)),
        (to(R.SUBTREE), "各支部全体"),
    ):
        sent = actions.send_general_notice(
            actor=college, organisation_id=branch.college.pk, title="报送名单", body="",
            audience=audience,
        )  # fmt: skip
        assert sent.audience == said


def test_nobody_or_nothing_chosen_sends_nothing(branch: Branch) -> None:
    with pytest.raises(Invalid, match="选择发给谁"):
        written(branch, to(R.GROUPS))
    with pytest.raises(Invalid, match="没有别人"):
        written(branch, to(R.KINDS, kinds=("prospect",)))
    assert Notice.objects.count() == 0


def test_members_write_nothing_and_a_group_leader_only_to_the_group(branch: Branch) -> None:
    group = branch.group()
    leader_person, member = branch.join("沈知远"), branch.join("陆知夏")
    in_group(member, group)
    leader = branch.appoint(leader_person, Post.GROUP_LEADER, at=group)

    def write(actor_of: Person, body: Organisation) -> None:
        actions.send_general_notice(
            actor=acting(actor_of), organisation_id=body.pk, title="学习", body="",
            audience=to(R.EVERYONE),
        )  # fmt: skip

    write(leader_person, group)
    for somebody, body in ((leader_person, branch.organisation), (member, branch.organisation)):
        with pytest.raises(Refused, match="支委、党小组长"):
            write(somebody, body)
    with pytest.raises(Organisation.DoesNotExist):
        write(member, branch.sibling().organisation)
    assert [b.pk for b in queries.bodies_to_write_for(leader)] == [group.pk]


# ---- drafts


def test_a_draft_is_ones_own_and_sending_uses_it_up(branch: Branch) -> None:
    for words_ in ("交党费", "12月2日前交党费"):
        actions.save_notice_draft(
            actor=branch.secretary, organisation_id=branch.organisation.pk, title=words_, body="",
            audience=to(R.KINDS, kinds=("full",)),
        )  # fmt: skip

    (mine,) = queries.drafts_of(branch.secretary_person.pk)
    assert (mine.title, mine.audience["kinds"], str(mine)) == (
        "12月2日前交党费", ["full"], "12月2日前交党费",
    )  # fmt: skip
    assert queries.draft_of(branch.organisation.pk, person_id=branch.officer_person.pk) is None
    written(branch)
    assert queries.drafts_of(branch.secretary_person.pk) == []


def test_one_draft_in_the_name_of_a_body(branch: Branch) -> None:
    values = {"organisation": branch.organisation, "person": branch.secretary_person}
    NoticeDraft.objects.create(**values)
    with pytest.raises(IntegrityError, match="notices_one_draft_a_body"), transaction.atomic():
        NoticeDraft.objects.create(**values)


def test_a_draft_goes_along_and_can_be_dropped(branch: Branch) -> None:
    actions.save_notice_draft(
        actor=branch.secretary, organisation_id=branch.organisation.pk, title="交党费", body="",
        audience=to(R.EVERYONE),
    )  # fmt: skip
    part = takeaway.held_about(branch.secretary_person.pk)[1]
    assert [h.value for h in part.records[0]] == [str(branch.organisation), "交党费", ""]

    actions.drop_notice_draft(actor=branch.secretary, organisation_id=branch.organisation.pk)
    with pytest.raises(NoticeDraft.DoesNotExist):
        actions.drop_notice_draft(actor=branch.secretary, organisation_id=branch.organisation.pk)


# ---- putting it right


def test_a_changed_notice_says_so_and_asks_again_only_when_told(branch: Branch) -> None:
    sent = written(branch)
    actions.acknowledge_notice(actor=branch.officer, notice_id=sent.pk)
    copy = Recipient.objects.get(notice=sent)

    def put_right(title: str, again: bool) -> None:
        actions.edit_notice(
            actor=branch.secretary, notice_id=sent.pk, title=title, body="", again=again
        )

    put_right("12月3日前交党费", again=False)
    assert Recipient.objects.get(pk=copy.pk).acknowledged
    put_right("12月4日前交党费", again=True)
    assert not Recipient.objects.get(pk=copy.pk).acknowledged
    page = words(signed_in(branch.officer_person).get(f"/n/{sent.pk}/"))
    assert "12月4日前交党费" in page
    assert "改过" in page


def test_only_ones_own_words_are_changed(branch: Branch) -> None:
    sent = written(branch)
    gathering = convened(branch)
    announced = actions.send_notice(
        actor=branch.secretary, organisation=branch.organisation, kind="invitation", title="大会",
        body="", person_ids=[branch.officer_person.pk], subject_kind="gatherings.gathering",
        subject_id=gathering.pk,
    )  # fmt: skip

    def change(actor: Actor, notice: Notice, title: str = "换一个说法") -> None:
        actions.edit_notice(actor=actor, notice_id=notice.pk, title=title, body="")

    with pytest.raises(Refused, match="自己发的"):
        change(branch.officer, sent)
    with pytest.raises(Refused, match="改请改安排"):
        change(branch.secretary, announced)
    with pytest.raises(Invalid):
        change(branch.secretary, sent, title=" ")
    actions.withdraw_notice(actor=branch.secretary, notice_id=sent.pk)
    with pytest.raises(Conflict):
        change(branch.secretary, sent)


# ---- the phone tree


def test_calls_are_divided_among_those_nearest(branch: Branch) -> None:
    group = branch.group()
    leader = branch.join("沈知远")
    branch.appoint(leader, Post.GROUP_LEADER, at=group)
    in_group(branch.join("陆知夏"), group)
    opened(leader)
    sent = written(branch)

    calls = [(one.place, one.caller, one.names) for one in queries.calls_of(sent)]

    assert calls == [
        (str(branch.organisation), "许静仪", ("周若棠",)),
        ("第一党小组", "沈知远", ("陆知夏",)),
    ]
    actions.mark_phoned(
        actor=branch.secretary, notice_id=sent.pk, person_id=branch.officer_person.pk
    )
    assert [one.names for one in queries.calls_of(sent)] == [("陆知夏",)]


def test_the_paper_names_only_those_not_reached(branch: Branch) -> None:
    opened(branch.join("沈知远"))
    sent = written(branch)
    page = words(signed_in(branch.secretary_person).get(f"/n/{sent.pk}/phone-tree"))

    assert "周若棠" in page
    assert "沈知远" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_size(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("陆知夏", "沈知远")[: count - 1]:
        branch.join(name)
    sent, secretary = written(branch), branch.secretary

    with django_assert_num_queries(1):
        found = queries.addressees(branch.organisation, to(R.EVERYONE), besides=secretary.person_id)
    with django_assert_num_queries(3):
        calls = queries.calls_of(sent)
    with django_assert_num_queries(1):
        bodies = queries.bodies_to_write_for(secretary)

    assert len(found) == len(calls[0].names) == count
    assert len(bodies) == 1


# ---- pages


def test_a_notice_is_written_looked_at_and_sent_without_scripts(branch: Branch) -> None:
    branch.join("陆知夏", kind=StatusSpan.Kind.ACTIVIST)
    client = signed_in(branch.secretary_person)
    page = f"/n/write/{branch.organisation.pk}"
    content = {"title": "交党费", "body": "找周若棠。", "reach": "kinds", "kinds": ["activist"]}

    assert f'href="{page}"' in client.get("/n/").content.decode()
    saved = client.post(f"{page}/draft", content | key())
    assert saved["Location"] == f"{page}#who"
    seen = words(client.get(page))
    assert "收到的人1 人" in seen
    assert "陆知夏（没有开通账号）" in seen
    assert "草稿" in words(client.get("/n/?of=sent"))
    answer = client.post(page, content | key())
    sent = Notice.objects.get()
    assert answer["Location"] == f"/n/{sent.pk}/delivery"
    assert "已发给 1 人" in words(client.get(answer["Location"]))
    assert [c.person.name for c in sent.recipients.all()] == ["陆知夏"]


def test_a_draft_that_saves_itself_gets_one_line(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    page = f"/n/write/{branch.organisation.pk}/draft"

    def line(**content: str) -> str:
        answer = client.post(page, content | key(), headers={"X-Draft": "1"})
        return answer.content.decode().partition("。")[2]

    assert line(title="", reach="everyone") == "将发给 1 人，其中 1 人没有开通账号，要打电话。"
    opened(branch.officer_person)
    assert line(title="交", reach="everyone") == "将发给 1 人。"
    assert line(title="交", reach="kinds") == "还没有选定发给谁。"
    client.post(f"/n/write/{branch.organisation.pk}/drop", key())
    assert NoticeDraft.objects.count() == 0


def test_what_is_missing_is_said_beside_its_field(branch: Branch) -> None:
    branch.group()
    client = signed_in(branch.secretary_person)
    page = f"/n/write/{branch.organisation.pk}"

    answer = client.post(page, {"title": "", "reach": "everyone"} | key())
    assert (answer.status_code, "请填写“标题”" in words(answer)) == (422, True)
    answer = client.post(page, {"title": "交党费", "reach": "groups"} | key())
    assert (answer.status_code, "请选择发给谁" in words(answer)) == (422, True)


def test_putting_right_has_a_page(branch: Branch) -> None:
    sent = written(branch)
    client = signed_in(branch.secretary_person)

    assert "12月2日前交党费" in client.get(f"/n/{sent.pk}/edit").content.decode()
    assert client.post(f"/n/{sent.pk}/edit", {"title": ""} | key()).status_code == 422
    client.post(f"/n/{sent.pk}/edit", {"title": "交党费", "again": "on"} | key())
    sent.refresh_from_db()
    assert sent.title == "交党费"


def test_a_college_writes_to_its_branches(branch: Branch) -> None:
    branch.sibling()
    organiser = person("秦致远")
    branch.appoint(organiser, Post.COLLEGE_ORGANISER, at=branch.college)
    client = signed_in(organiser)
    page = f"/n/write/{branch.college.pk}"

    assert str(branch.organisation) in words(client.get(page))
    client.post(f"{page}/draft", {"title": "报送", "reach": "subtree"} | key())
    assert f"{branch.organisation}2 人" in words(client.get(page))
    client.post(page, {"title": "报送名单", "reach": "secretaries"} | key())
    assert Recipient.objects.count() == 2
