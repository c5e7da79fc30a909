"""Where I am signed in: what is listed, what ends a session, when it ends by itself."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Branch, acting, opened

from zhibu.kit.verdict import Refused
from zhibu.orgs.models import Post
from zhibu.people import accounts, actions, policies
from zhibu.people.models import Account, Person, Sitting
from zhibu.people.queries import live_sittings

PASSWORD = "桥上的灯一盏盏亮了"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 MicroMessenger/8.0"
)


def key() -> dict[str, str]:
    return {"idempotency_key": uuid.uuid4().hex}


def at(person: Person, agent: str = WINDOWS) -> Client:
    """A device of this person, signed in by the password."""
    client = Client(headers={"user-agent": agent})
    answer = client.post("/sign-in", {"number": person.staff_no, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def inside(client: Client) -> bool:
    return client.get("/me").status_code == 200


@pytest.fixture
def member(branch: Branch) -> Person:
    somebody = branch.join("陆知夏")
    opened(somebody, PASSWORD)
    return somebody


def test_my_devices_are_listed_by_kind_way_and_day(member: Person) -> None:
    desk = at(member)
    at(member, WECHAT)
    page = desk.get("/me/sessions").content.decode()
    assert "Windows · Edge" in page
    assert "iPhone · 微信" in page
    assert page.count("密码 · 最近使用") == 2
    assert "127.0.0.1" not in page


@pytest.mark.parametrize("devices", [1, 3])
def test_the_list_costs_one_query_whatever_its_size(
    member: Person, devices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(devices):
        at(member)
    with django_assert_num_queries(1):
        assert len(live_sittings(person_id=member.pk)) == devices


def test_a_device_is_ended_from_another(member: Person) -> None:
    desk, phone = at(member), at(member, WECHAT)
    sitting = Sitting.objects.get(device="iphone wechat")
    answer = desk.post(f"/me/sessions/{sitting.pk}/end", key())
    assert (answer["Location"], inside(desk), inside(phone)) == ("/me/sessions", True, False)


def test_all_others_are_ended_at_once(member: Person) -> None:
    desk, phone, tablet = at(member), at(member, WECHAT), at(member)
    desk.post("/me/sessions/end", key())
    assert [inside(d) for d in (desk, phone, tablet)] == [True, False, False]
    assert Sitting.objects.count() == 1


def test_nobody_ends_a_session_of_somebody_else(branch: Branch, member: Person) -> None:
    phone = at(member)
    other = acting(branch.secretary_person)
    with pytest.raises(Sitting.DoesNotExist):
        actions.end_sitting(actor=other, sitting_id=Sitting.objects.get().pk)
    assert actions.end_other_sittings(actor=other, session_key="") == 0
    assert inside(phone)
    for verdict in (policies.end_sitting, policies.end_other_sittings):
        assert verdict(other, member.pk).code == "not-yours"
    with pytest.raises(Refused):
        accounts.end_sessions(actor=other, person_id=member.pk)


def test_signing_out_forgets_the_device(member: Person) -> None:
    phone = at(member)
    phone.post("/sign-out")
    assert (Sitting.objects.count(), inside(phone)) == (0, False)


def test_one_of_several_posts_is_used_alone_and_all_again(branch: Branch) -> None:
    who = branch.secretary_person
    opened(who, PASSWORD)
    branch.appoint(who, Post.COLLEGE_ORGANISER, at=branch.college)
    device = at(who)
    add, term = f"/p/add/{branch.organisation.pk}", f"/o/{branch.college.pk}/term"
    page = device.get("/me").content.decode()
    assert page.count("正在用") == 1
    before = device.session.session_key

    device.post("/me/post", {"post": f"secretary@{branch.organisation.path}", **key()})

    assert device.session.session_key != before
    assert (device.get(add).status_code, device.get(term).status_code) == (200, 403)
    assert Sitting.objects.get().session_key == device.session.session_key
    device.post("/me/post", {"post": "", **key()})
    assert (device.get(add).status_code, device.get(term).status_code) == (200, 200)


def test_a_post_of_somebody_else_is_not_put_on(branch: Branch, member: Person) -> None:
    device = at(member)
    wanted = {"post": f"secretary@{branch.organisation.path}", **key()}
    assert device.post("/me/post", wanted).status_code == 409
    assert device.get(f"/p/add/{branch.organisation.pk}").status_code in {403, 404}


def test_a_post_that_ended_is_no_longer_used_alone(branch: Branch) -> None:
    who = branch.secretary_person
    opened(who, PASSWORD)
    branch.appoint(who, Post.COLLEGE_ORGANISER, at=branch.college)
    device = at(who)
    device.post("/me/post", {"post": f"secretary@{branch.organisation.path}", **key()})
    actions.end(who.appointments.get(post=Post.SECRETARY), on=timezone.localdate())
    assert device.get(f"/o/{branch.college.pk}/term").status_code == 200


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("post", "pause", "holds"),
    [
        ("", 7 * HOUR, True),
        ("", 8 * HOUR + 2 * MINUTE, False),
        (Post.PUBLICITY, 7 * HOUR, True),
        (Post.COLLEGE_ORGANISER, 29 * MINUTE, True),
        (Post.COLLEGE_ORGANISER, 31 * MINUTE, False),
        (Post.SECURITY, 31 * MINUTE, False),
    ],
)
def test_an_unused_session_ends_by_what_its_holder_looks_after(
    branch: Branch, member: Person, post: str, pause: timedelta, holds: bool
) -> None:
    if post:
        place = branch.organisation if post == Post.PUBLICITY else branch.root
        branch.appoint(member, post, at=place)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        device = at(member)
        clock.shift(pause)
        assert inside(device) is holds


@pytest.mark.parametrize(("manages", "most"), [(False, 7 * 24 * HOUR), (True, 12 * HOUR)])
def test_a_session_in_constant_use_ends_all_the_same(
    branch: Branch, member: Person, manages: bool, most: timedelta
) -> None:
    if manages:
        branch.appoint(member, Post.AUDIT, at=branch.root)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        device = at(member)
        step = 20 * MINUTE if manages else 7 * HOUR
        for _ in range(int(most / step)):
            clock.shift(step)
            assert inside(device)
        clock.shift(step)
        assert not inside(device)


def test_the_day_of_last_use_moves_on(member: Person) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        device = at(member)
        first = Sitting.objects.get().last_on
        for _ in range(4):
            clock.shift(6 * HOUR)
            inside(device)
        assert Sitting.objects.get().last_on == first + timedelta(days=1)


def test_the_key_of_a_session_changes_at_the_door(member: Person) -> None:
    device = Client()
    device.get("/sign-in")
    session = device.session
    session["mark"] = "kept"
    session.save()
    before = session.session_key
    device.post("/sign-in", {"number": member.staff_no, "password": PASSWORD})
    assert device.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_shut_account_is_out_at_once(branch: Branch, member: Person) -> None:
    device = at(member)
    Account.objects.filter(person=member).update(is_active=False)
    assert not inside(device)


def test_the_night_forgets_what_is_over(member: Person) -> None:
    at(member)
    Session.objects.update(expire_date=timezone.now() - MINUTE)
    assert (actions.tidy_sittings(), Sitting.objects.count()) == (1, 0)
