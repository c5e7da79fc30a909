"""Every page of persons and of the tree answers for who may see it, and shows what it should."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.browsing import signed_in
from tests.cast import Branch, acting, opened, person

from zhibu.orgs.models import Organisation, Post
from zhibu.people.accounts import account_of
from zhibu.people.actions import ask_correction, posts_at
from zhibu.people.models import Account, Appointment, Person, Slip

PASSWORD = "桥上的灯一盏盏亮了"


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, values | {"idempotency_key": uuid.uuid4().hex})


def words(response: Any) -> str:  # Any: the test client has its own class
    return str(response.content.decode())


def url(name: str, *args: object, **query: object) -> str:
    tail = "&".join(f"{k}={v}" for k, v in query.items())
    return reverse(name, args=args) + (f"?{tail}" if tail else "")


@pytest.fixture
def secretary(branch: Branch) -> Client:
    return signed_in(branch.secretary_person)


@pytest.fixture
def organiser(branch: Branch) -> Client:
    held = person("方闻笛")
    branch.appoint(held, Post.COLLEGE_ORGANISER, at=branch.college)
    return signed_in(held)


@pytest.fixture
def university(branch: Branch) -> Client:
    held = person("秦致远")
    branch.appoint(held, Post.UNIVERSITY_ORGANISER, at=branch.root)
    branch.appoint(held, Post.OPERATOR, at=branch.root)
    return signed_in(held)


def test_the_keepers_pages_answer(branch: Branch, secretary: Client) -> None:
    member, group = branch.join("陆知夏"), branch.group()
    asked = ask_correction(
        actor=acting(member), person_id=member.pk, field="phone", asked="13800001234"
    )
    org = branch.organisation.pk
    publicity = branch.appoint(member, Post.PUBLICITY)
    held = Appointment.objects.get(person=member, post=Post.PUBLICITY)
    assert publicity.person_id == member.pk
    for address in (
        url("people:roster"),
        url("people:roster", find="lzx", order="strokes", day="2026-01-01", kind="full"),
        url("people:roster", org=group.pk),
        url("people:print_roster", org=org),
        url("people:person", member.pk),
        url("people:person", branch.secretary_person.pk),
        url("people:edit", member.pk),
        url("people:status", member.pk),
        url("people:slip", member.pk),
        url("people:add", org),
        url("people:groups", org),
        url("people:slips", org),
        url("people:slips_shown"),
        url("people:corrections"),
        url("people:answer", asked.pk),
        url("people:ask", field="phone"),
        url("people:my_corrections"),
        url("people:reading"),
        url("people:looks"),
        url("web:about_me"),
        url("orgs:tree"),
        url("orgs:tree", day="2021-01-01"),
        url("orgs:organisation", org),
        url("orgs:organisation", group.pk),
        url("orgs:organisation", branch.college.pk),
        url("orgs:appoint", org),
        url("orgs:appoint", group.pk),
        url("orgs:end_post", org, held.pk),
        url("orgs:group", org),
        url("orgs:term", org),
        url("orgs:calendar", org),
        url("orgs:merge", org),
        url("orgs:split", org),
        url("orgs:move", org),
        url("orgs:dissolve", org),
    ):
        answer = secretary.get(address)
        assert answer.status_code == 200, (address, answer.status_code)


def test_the_organisers_pages_answer(branch: Branch, organiser: Client) -> None:
    member = branch.join("陆知夏")
    college = branch.college.pk
    for address in (
        url("people:roster"),
        url("people:roster", org=college),
        url("people:person", member.pk),
        url("people:vote", member.pk),
        url("people:move", member.pk),
        url("orgs:organisation", college),
        url("orgs:found", college),
        url("orgs:rename", branch.organisation.pk),
        url("orgs:appoint", college),
        url("orgs:season", college),
        url("orgs:start"),
    ):
        answer = organiser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)


def test_the_universitys_pages_answer(branch: Branch, university: Client) -> None:
    for address in (
        url("orgs:days"),
        url("orgs:approval", branch.college.pk),
        url("orgs:organisation", branch.root.pk),
        url("people:accounts", find="许静仪"),
        url("orgs:start"),
    ):
        answer = university.get(address)
        assert answer.status_code == 200, (address, answer.status_code)


def test_a_member_sees_the_roster_without_numbers_and_no_errands(branch: Branch) -> None:
    member = branch.join("陆知夏")
    client = signed_in(member)
    page = words(client.get(url("people:roster")))
    assert branch.secretary_person.staff_no not in page
    assert "许静仪" in page
    assert client.get(url("people:person", branch.officer_person.pk)).status_code == 404
    assert client.get(url("people:person", member.pk)).status_code == 200
    for name in ("people:add", "people:groups", "people:slips", "orgs:appoint", "orgs:term"):
        assert client.get(url(name, branch.organisation.pk)).status_code == 403, name
    assert client.get(url("orgs:days")).status_code == 403
    assert client.get(url("people:accounts")).status_code == 403
    assert client.get(url("orgs:start")).status_code == 302


def test_a_member_sees_of_the_bodies_above_only_that_they_are_there(branch: Branch) -> None:
    branch.sibling()
    held = person("方闻笛")
    branch.appoint(held, Post.COLLEGE_ORGANISER, at=branch.college)
    client = signed_in(branch.join("陆知夏"))
    page = words(client.get(url("orgs:organisation", branch.college.pk)))
    assert branch.organisation.name in page
    assert "研究生第二党支部" not in page
    assert "方闻笛" not in page
    assert "正式党员" not in page


def test_an_organiser_sees_no_numbers_and_no_fields(branch: Branch, organiser: Client) -> None:
    member = branch.join("陆知夏")
    Person.objects.filter(pk=member.pk).update(phone="13800001234")
    roster, page = (
        words(organiser.get(url(name, *args)))
        for name, args in (("people:roster", ()), ("people:person", (member.pk,)))
    )
    assert member.staff_no not in roster + page
    assert f"*{member.staff_no[-3:]}" in roster
    assert "13800001234" not in page


def test_another_branch_is_not_there(branch: Branch, secretary: Client) -> None:
    other = branch.sibling()
    for address in (
        url("people:roster", org=other.organisation.pk),
        url("people:person", other.secretary_person.pk),
        url("orgs:organisation", other.organisation.pk),
    ):
        assert secretary.get(address).status_code == 404, address


def test_a_look_at_a_person_is_kept_for_them(branch: Branch, secretary: Client) -> None:
    member = branch.join("陆知夏")
    secretary.get(url("people:person", member.pk))
    page = words(signed_in(member).get(url("people:looks")))
    assert "许静仪" in page


def test_slips_are_shown_once_and_never_stored(branch: Branch, secretary: Client) -> None:
    address = url("people:slips", branch.organisation.pk)
    key = uuid.uuid4().hex
    first = secretary.post(address, {"idempotency_key": key})
    assert first.status_code == 200
    token = words(first).split("/slip/")[1].split("<")[0].split("\n")[0].strip()
    again = secretary.post(address, {"idempotency_key": key})
    assert (again.status_code, again["Location"]) == (303, url("people:slips_shown"))
    assert Slip.objects.count() == 1
    assert Client().get(url("web:slip", token)).status_code == 200


def test_a_forgotten_password_gets_one_new_slip(branch: Branch, secretary: Client) -> None:
    opened(branch.officer_person)
    page = words(post(secretary, url("people:slip", branch.officer_person.pk)))
    assert page.count("<svg") == 1
    assert post(secretary, url("people:revoke_slip", branch.officer_person.pk)).status_code == 302
    assert Slip.objects.count() == 0


def test_a_person_is_added_edited_and_given_a_kind_on_pages(
    branch: Branch, secretary: Client
) -> None:
    org = branch.organisation.pk
    values = {"name": "陆知夏", "staff_no": "2026110427", "sex": "2", "since": "2026-09-01"}
    assert post(secretary, url("people:add", org), kind="probationary", **values).status_code == 302
    made = Person.objects.get(staff_no="2026110427")
    faulty = post(secretary, url("people:edit", made.pk), **(values | {"joined_on": "x"}))
    assert faulty.status_code == 422
    edited = values | {"phone": "13800001234", "joined_on": "2026年3月18日"}
    assert post(secretary, url("people:edit", made.pk), **edited).status_code == 302
    made.refresh_from_db()
    assert (made.phone, made.joined_on) == ("13800001234", date(2026, 3, 18))
    status = {"kind": "full", "standing": "normal", "since": "2027-03-18", "ground": "决议"}
    assert post(secretary, url("people:status", made.pk), **status).status_code == 302
    assert made.statuses.count() == 2


def test_groups_are_given_on_one_sheet(branch: Branch, secretary: Client) -> None:
    group, member = branch.group(), branch.join("陆知夏")
    address = url("people:groups", branch.organisation.pk)
    chosen = {f"g{member.pk}": group.pk, f"g{branch.officer_person.pk}": "", "g0": group.pk}
    assert post(secretary, address, **chosen).status_code == 302
    assert member.memberships.get(until=None).group == group


def test_a_correction_goes_all_the_way_on_pages(branch: Branch, secretary: Client) -> None:
    member = branch.join("陆知夏")
    client = signed_in(member)
    asked = {"field": "birth_date", "asked": "2003年5月4日"}
    assert post(client, url("people:ask"), **asked).status_code == 302
    request = member.corrections.get()
    answer = url("people:answer", request.pk)
    assert post(secretary, answer, accepted="1", value="五月").status_code == 422
    assert post(secretary, answer, accepted="1", value="2003年5月4日").status_code == 302
    page = words(client.get(url("web:about_me")))
    assert "2003年5月4日" in page
    assert "按本人申请更正，许静仪答复" in page


def test_a_term_a_post_and_its_end_on_pages(branch: Branch, organiser: Client) -> None:
    org, member = branch.organisation.pk, branch.join("陆知夏")
    term = {"since": "2025-06-01", "until": "2028-06-01"}
    assert post(organiser, url("orgs:term", org), **term).status_code == 302
    assert post(organiser, url("orgs:term", org), **term).status_code == 422
    given = {"post": "publicity", "person_id": member.pk, "since": "2026-09-01"}
    assert post(organiser, url("orgs:appoint", org), **given).status_code == 302
    held = Appointment.objects.get(person=member)
    assert held.until == date(2028, 6, 1)
    ended = post(organiser, url("orgs:end_post", org, held.pk), on="2026-10-31")
    assert ended.status_code == 302
    held.refresh_from_db()
    assert held.until == date(2026, 11, 1)


def test_a_post_above_is_given_by_number(branch: Branch, organiser: Client) -> None:
    address = url("orgs:appoint", branch.college.pk)
    given = {"post": "organizer", "since": "2026-09-01"}
    assert post(organiser, address, staff_no="0", **given).status_code == 422
    number = branch.secretary_person.staff_no
    assert post(organiser, address, staff_no=number, **given).status_code == 302
    assert "organizer" in posts_at(branch.college.kind)


def test_bodies_are_founded_renamed_and_grouped_on_pages(
    branch: Branch, organiser: Client, secretary: Client
) -> None:
    college, org = branch.college.pk, branch.organisation.pk
    made = {"name": "本科生第一党支部", "kind": "branch", "founded_on": "2026-09-01"}
    assert post(organiser, url("orgs:found", college), **made).status_code == 302
    assert post(organiser, url("orgs:found", college), **made).status_code == 422
    renamed = {"name": "材料学院硕士生党支部", "short_name": "硕士支部", "on": "2026-09-01"}
    assert post(organiser, url("orgs:rename", org), **renamed).status_code == 302
    group = {"name": "第一党小组", "founded_on": "2026-09-02"}
    assert post(secretary, url("orgs:group", org), **group).status_code == 302
    page = words(secretary.get(url("orgs:organisation", org)))
    assert "由“材料学院研究生第三党支部”更名" in page
    assert "第一党小组" in page


def test_calendars_and_powers_on_pages(branch: Branch, university: Client) -> None:
    org = branch.organisation.pk
    line = {"kind": "exam", "name": "考试周", "since": "2027-01-04", "until": "2027-01-15"}
    assert post(university, url("orgs:calendar", org), **line).status_code == 302
    span = branch.organisation.calendar.get()
    assert span.until == date(2027, 1, 16)
    assert post(university, url("orgs:remove_period", org, span.pk)).status_code == 302
    college = branch.college.pk
    power = {"since": "2026-01-01", "ground": "校党委会"}
    assert post(university, url("orgs:approval", college), **power).status_code == 302
    grant = branch.college.capabilities.get()
    assert post(university, url("orgs:end_approval", college, grant.pk)).status_code == 302


def test_a_merger_is_looked_at_and_then_done(branch: Branch, organiser: Client) -> None:
    other = branch.sibling()
    asked = {
        "others": other.organisation.pk,
        "way": "here",
        "on": "2026-09-01",
        "reason": "members_below_3",
    }
    address = url("orgs:merge", branch.organisation.pk)
    page = words(organiser.get(url("orgs:merge", branch.organisation.pk, **asked)))
    assert "2 人由" in page
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    assert post(organiser, address, stamp=stamp, **asked).status_code == 422
    stale = post(organiser, address, stamp="0" * 24, ground="12号", **asked)
    assert stale.status_code == 409
    assert post(organiser, address, stamp=stamp, ground="12号", **asked).status_code == 302
    assert Organisation.objects.get(pk=other.organisation.pk).dissolved_on == date(2026, 9, 1)


def test_a_secretary_may_look_at_a_merger_and_not_do_it(branch: Branch, secretary: Client) -> None:
    people = [branch.join(name) for name in ("陆知夏", "何屿", "邱明舒")]
    query = "&".join(f"people={p.pk}" for p in people)
    address = url("orgs:split", branch.organisation.pk)
    page = words(secretary.get(f"{address}?{query}&name=新支部&on=2026-09-01&reason=over_size"))
    assert "3 人由" in page
    assert "党组织的变更由上级组织管理员办理" in page
    values = {"people": [p.pk for p in people], "name": "新支部", "on": "2026-09-01"}
    done = post(secretary, address, reason="over_size", ground="12号", stamp="x", **values)
    assert done.status_code == 403


def test_a_season_offers_mergers_and_is_done(branch: Branch, organiser: Client) -> None:
    member = branch.join("陆知夏")
    Person.objects.filter(pk=member.pk).update(cohort="2022级")
    other = branch.sibling()
    address = url("orgs:season", branch.college.pk)
    page = words(organiser.get(f"{address}?cohorts=2022级&on=2026-09-01"))
    pair = f"{other.organisation.pk}-{branch.organisation.pk}"
    assert "1 人毕业离校" in page
    assert "并入" in page
    asked = {"cohorts": "2022级", "on": "2026-09-01", "merges": pair}
    tried = words(organiser.get(f"{address}?cohorts=2022级&on=2026-09-01&merges={pair}"))
    stamp = tried.split('name="stamp" value="')[1].split('"')[0]
    assert post(organiser, address, stamp=stamp, ground="12号", **asked).status_code == 302
    assert not member.memberships.filter(until=None).exists()


def test_an_account_is_shut_and_opened_by_the_operator(branch: Branch, university: Client) -> None:
    member = branch.officer_person
    account_of(member)
    for name, active in (("people:disable", False), ("people:enable", True)):
        assert post(university, url(name, member.pk)).status_code == 302
        assert Account.objects.get(person=member).is_active is active


def test_sessions_end_at_once(branch: Branch, secretary: Client) -> None:
    own = branch.secretary_person.pk
    assert post(secretary, url("people:end_sessions", own)).status_code == 302
    assert secretary.get(url("people:roster")).status_code == 302


@pytest.mark.parametrize("members", [1, 3])
def test_the_roster_costs_the_same_whatever_its_size(
    branch: Branch, members: int, django_assert_num_queries: Any
) -> None:
    client = signed_in(branch.secretary_person)
    for name in ("陆知夏", "何屿", "邱明舒")[:members]:
        branch.join(name)
    client.get(url("people:roster"))
    with django_assert_num_queries(ROSTER_QUERIES):
        client.get(url("people:roster"))


ROSTER_QUERIES = 9


@pytest.mark.parametrize("branches", [1, 3])
def test_the_tree_costs_the_same_whatever_its_size(
    branch: Branch, branches: int, django_assert_num_queries: Any
) -> None:
    held = person("方闻笛")
    branch.appoint(held, Post.COLLEGE_ORGANISER, at=branch.college)
    client = signed_in(held)
    for number in range(branches):
        branch.sibling(f"本科生第{number}党支部")
    with django_assert_num_queries(TREE_QUERIES):
        client.get(url("orgs:tree"))
    with django_assert_num_queries(BODY_QUERIES):
        client.get(url("orgs:organisation", branch.college.pk))


TREE_QUERIES = 5
BODY_QUERIES = 12
