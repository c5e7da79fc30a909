"""Calendars on a phone: a secret address, stable events, an end when one leaves (日历订阅)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, opened
from tests.gatherings.hall import ENDS, STARTS, convened, planned, row_of

from zhibu.gatherings import actions, queries, takeaway
from zhibu.gatherings.calendars import feed_of, ics_of
from zhibu.gatherings.models import Attendee, CalendarFeed
from zhibu.kit import clock
from zhibu.kit.verdict import Refused
from zhibu.orgs.models import Post
from zhibu.people import accounts
from zhibu.people.models import Membership, Person, StatusSpan

NOW = STARTS - timedelta(days=2)
Scope = CalendarFeed.Scope


def feed(somebody: Person, scope: str = Scope.MINE) -> str:
    """A new address of this person's, as a path."""
    opened(somebody)
    return f"/g/feed/{actions.make_feed(actor=acting(somebody), scope=scope)}"


def read(path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """What a calendar program gets: no cookie, no session."""
    with clock.pinned(NOW):
        answer = Client().get(path, headers=headers)
    return answer.status_code, answer.content, dict(answer.headers)


def parsed(body: bytes) -> Calendar:
    """As the library reads it."""
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    return calendar


def events(path: str) -> dict[str, Event]:
    """The events of a feed by their title."""
    status, body, _headers = read(path)
    assert status == 200
    return {str(event["summary"]): event for event in parsed(body).events}


# ---- what stands in it


def test_a_feed_is_a_sound_calendar_with_its_zone(branch: Branch) -> None:
    gathering = convened(branch)
    path = feed(branch.officer_person)
    _status, body, headers = read(path)

    calendar = parsed(body)
    (zone,) = calendar.timezones
    (event,) = calendar.events
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert zone["tzid"] == event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert (event.start, event.end) == (STARTS, ENDS)
    assert (event["uid"], event["sequence"], event["status"]) == (
        f"{gathering.uid}@zhibu", 0, "CONFIRMED",
    )  # fmt: skip
    assert (event["location"], event["description"]) == ("理科楼 A312", branch.organisation.name)
    assert event["url"] == f"http://testserver/g/{gathering.pk}/"
    assert [e for e in calendar.walk() if e.errors] == []
    zone_now = zone.to_tz().utcoffset(datetime(2026, 11, 25))  # noqa: DTZ001  asked of the zone
    assert zone_now == timedelta(hours=8)


def test_lines_are_folded_by_octets_between_signs(branch: Branch) -> None:
    convened(branch, title="支部党员大会" * 12, place="理科楼" * 20)
    _status, body, _headers = read(feed(branch.officer_person))

    lines = body.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in b"".join(lines)


def test_a_change_keeps_the_uid_and_raises_the_sequence(branch: Branch) -> None:
    gathering = convened(branch)
    path = feed(branch.officer_person)
    before = events(path)["支部党员大会"]
    later = before.DTSTAMP + timedelta(hours=1)
    with clock.pinned(later):
        actions.change_gathering(
            actor=branch.secretary,
            gathering_id=gathering.pk,
            starts_at=STARTS + timedelta(days=1),
            ends_at=ENDS + timedelta(days=1),
        )

    after = events(path)["支部党员大会"]

    assert after["uid"] == before["uid"]
    assert (after["sequence"], after.start) == (1, STARTS + timedelta(days=1))
    assert after.DTSTAMP == after.LAST_MODIFIED == later


def test_what_was_called_off_stays_and_says_so(branch: Branch) -> None:
    gathering = convened(branch)
    path = feed(branch.officer_person)
    actions.cancel_gathering(actor=branch.secretary, gathering_id=gathering.pk, reason="停电")

    event = events(path)["支部党员大会"]

    assert (event["status"], event["sequence"], event["transp"]) == (
        "CANCELLED", 1, "TRANSPARENT",
    )  # fmt: skip


def test_ones_own_holds_what_one_is_invited_to_or_signed_up_for(branch: Branch) -> None:
    me = branch.join("陆知夏")
    others = [branch.secretary_person]
    convened(branch, [me], title="请了我")
    convened(branch, others, title="没请我")
    planned(branch, [me], title="没发布")
    open_to_all = convened(branch, others, title="可以报名", takes_sign_up=True)
    path = feed(me)

    assert sorted(events(path)) == ["请了我"]
    with clock.pinned(NOW):
        actions.sign_up(actor=acting(me), gathering_id=open_to_all.pk)
    assert sorted(events(path)) == ["可以报名", "请了我"]
    with clock.pinned(NOW):
        actions.withdraw_sign_up(actor=acting(me), gathering_id=open_to_all.pk)
    assert sorted(events(path)) == ["请了我"]


def test_the_branchs_adds_what_is_open_and_for_hosts_everything(branch: Branch) -> None:
    me, committee = branch.join("陆知夏"), [branch.secretary_person, branch.officer_person]
    convened(branch, title="党员大会")
    convened(branch, committee, title="支委会")
    convened(branch, committee, title="可以报名", takes_sign_up=True)
    near = branch.sibling()
    convened(near, title="别的支部")

    assert sorted(events(feed(me, Scope.BRANCH))) == ["党员大会", "可以报名"]
    assert sorted(events(feed(branch.officer_person, Scope.BRANCH))) == [
        "党员大会", "可以报名", "支委会",
    ]  # fmt: skip


def test_nobody_stands_in_a_calendar(branch: Branch) -> None:
    """Neither the others on the list, nor who hosts, nor the owner, nor who is away."""
    me = branch.join("陆知夏")
    gathering = convened(branch)
    row = row_of(gathering, branch.officer_person)
    row.leave = Attendee.Leave.ASKED
    row.save()

    for scope in Scope:
        text = parsed(read(feed(me, scope))[1]).to_ical().decode().replace("\r\n ", "")
        for person in branch.members:
            assert person.name not in text
            assert person.staff_no not in text
        for property_ in ("ATTENDEE", "ORGANIZER", "CONTACT"):
            assert property_ not in text


# ---- asked again


def test_asked_again_with_its_tag_nothing_is_sent_twice(branch: Branch) -> None:
    gathering = convened(branch)
    path = feed(branch.officer_person)
    _status, _body, headers = read(path)
    tag = headers["ETag"]

    assert read(path, **{"If-None-Match": tag})[:2] == (304, b"")
    assert read(path)[2]["ETag"] == tag
    assert headers["Last-Modified"].endswith("GMT")
    actions.cancel_gathering(actor=branch.secretary, gathering_id=gathering.pk, reason="停电")
    status, _body, headers = read(path, **{"If-None-Match": tag})
    assert (status, headers["ETag"] != tag) == (200, True)


def test_who_falls_off_the_list_gets_another_tag(branch: Branch) -> None:
    """No instant of any gathering moves then, which is why the date alone is never believed."""
    me = branch.join("陆知夏")
    gathering = convened(branch)
    path = feed(me)
    _status, _body, headers = read(path)
    row_of(gathering, me).delete()

    again = {"If-None-Match": headers["ETag"], "If-Modified-Since": headers["Last-Modified"]}
    status, body, _headers = read(path, **again)
    assert (status, b"VEVENT" in body) == (200, False)


# ---- the end of an address


def _password(branch: Branch, me: Person) -> None:
    accounts.change_password(
        actor=acting(me), old="桥上的灯一盏盏亮了", password="灯下的人慢慢走远", again="灯下的人慢慢走远"
    )  # fmt: skip


def _disabled(branch: Branch, me: Person) -> None:
    security = branch.appoint(branch.join("安全员"), Post.SECURITY, at=branch.root)
    accounts.disable_account(actor=security, person_id=me.pk)


def _signed_out_everywhere(branch: Branch, me: Person) -> None:
    accounts.end_sessions(actor=acting(me), person_id=me.pk)


def _moved(branch: Branch, me: Person) -> None:
    Membership.objects.filter(person=me).update(until=date(2026, 11, 1))
    Membership.objects.create(
        person=me, organisation=branch.sibling().organisation, since=date(2026, 11, 1)
    )


def _left(branch: Branch, me: Person) -> None:
    Membership.objects.filter(person=me).update(until=date(2026, 11, 1))


def _ended_by_hand(branch: Branch, me: Person) -> None:
    for scope in Scope:
        actions.end_feed(actor=acting(me), scope=scope)


def _made_anew(branch: Branch, me: Person) -> None:
    for scope in Scope:
        actions.make_feed(actor=acting(me), scope=scope)


@pytest.mark.parametrize(
    "happened",
    [_password, _disabled, _signed_out_everywhere, _moved, _left, _ended_by_hand, _made_anew],
)
@pytest.mark.parametrize("scope", Scope)
def test_an_address_is_dead_after(
    branch: Branch, scope: str, happened: Callable[[Branch, Person], None]
) -> None:
    me = branch.join("陆知夏")
    convened(branch)
    paths = {one: feed(me, one) for one in Scope}
    path = paths[Scope(scope)]
    opened(me)
    assert read(path)[0] == 200

    happened(branch, me)

    assert read(path)[0] == 404


def test_unknown_and_ended_are_the_same(branch: Branch) -> None:
    me = branch.officer_person
    path = feed(me)
    actions.end_feed(actor=branch.officer, scope=Scope.MINE)

    assert read(path)[:1] == read("/g/feed/nobody")[:1] == (404,)
    with pytest.raises(CalendarFeed.DoesNotExist):
        actions.end_feed(actor=branch.officer, scope=Scope.MINE)


def test_only_a_digest_is_kept(branch: Branch) -> None:
    token = feed(branch.officer_person).rpartition("/")[2]
    kept = CalendarFeed.objects.get()

    assert kept.digest == queries.digest_of(token)
    assert len(token) >= 32
    assert token not in str(vars(kept))


def test_activists_subscribe_to_their_own_only(branch: Branch) -> None:
    activist = branch.join("沈知远", kind=StatusSpan.Kind.ACTIVIST)
    convened(branch)

    assert list(events(feed(activist))) == ["支部党员大会"]
    with pytest.raises(Refused, match="党员订阅"):
        feed(activist, Scope.BRANCH)


# ---- what the database keeps


def test_one_living_address_of_a_kind_and_a_branch_for_the_branchs(branch: Branch) -> None:
    values = {"person": branch.officer_person, "generation": 1, "organisation": branch.organisation}
    made = CalendarFeed.objects.create(scope="mine", digest="a", **values)
    assert str(made) == f"{branch.officer_person.pk} mine"

    with (
        pytest.raises(IntegrityError, match="gatherings_one_feed_of_a_kind"),
        transaction.atomic(),
    ):
        CalendarFeed.objects.create(scope="mine", digest="b", **values)
    values["organisation"] = None
    with (
        pytest.raises(IntegrityError, match="gatherings_a_branch_feed_has_a_branch"),
        transaction.atomic(),
    ):
        CalendarFeed.objects.create(scope="branch", digest="c", **values)


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_whatever_its_size(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for at in range(count):
        convened(branch, title=f"第 {at} 次")
    path = feed(branch.officer_person)

    with clock.pinned(NOW), django_assert_num_queries(4):
        answer = Client().get(path)

    assert len(parsed(answer.content).events) == count


# ---- pages


def test_an_address_is_got_shown_once_and_ended_without_scripts(branch: Branch) -> None:
    convened(branch)
    client = signed_in(branch.officer_person)
    made = key() | {"scope": "branch"}

    assert "本支部的活动" in words(client.get("/g/feeds"))
    shown = client.post("/g/feeds/make", made)
    page = shown.content.decode()
    address = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert f"webcal://{address.partition('://')[2]}" in page
    assert read(address.removeprefix("http://testserver"))[0] == 200
    assert client.post("/g/feeds/make", made)["Location"] == "/g/feeds"
    assert "在用" in words(client.get("/g/feeds"))
    assert address not in client.get("/g/feeds").content.decode()
    client.post("/g/feeds/end", {"scope": "branch"} | key())
    assert "在用" not in words(client.get("/g/feeds"))
    assert read(address.removeprefix("http://testserver"))[0] == 404


def test_the_page_says_when_an_address_has_stopped(branch: Branch) -> None:
    me = branch.officer_person
    feed(me)
    client = signed_in(me)
    CalendarFeed.objects.update(generation=99)

    assert "已停止" in words(client.get("/g/feeds"))


def test_addresses_go_along_without_themselves(branch: Branch) -> None:
    feed(branch.officer_person)
    kept = CalendarFeed.objects.get()
    part = takeaway.held_about(branch.officer_person.pk)[1]

    assert [[h.value for h in record] for record in part.records] == [["mine", kept.made_at, None]]


# ---- the library and we read the same


def test_one_event_and_the_feed_say_the_same_of_a_gathering(branch: Branch) -> None:
    gathering = convened(branch)
    alone = parsed(ics_of(gathering, address="https://x.example/g/1/"))
    feed_bytes = feed_of([gathering], name="名", address=lambda _one: "https://x.example/g/1/")
    (one,), (other,) = alone.events, parsed(feed_bytes).events

    for name in ("uid", "sequence", "summary", "location", "url", "status", "last-modified"):
        assert one[name] == other[name]
    assert one.start == other.start
