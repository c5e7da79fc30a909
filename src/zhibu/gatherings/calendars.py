"""Gatherings as iCalendar events (日历): one to keep, or a whole feed. Source: RFC 5545, RFC 7986.

Nobody's name stands in them, one's own included. Lines are folded by octets by the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from zhibu.gatherings.models import Gathering
from zhibu.kit import clock

ZONE = "Asia/Shanghai"
REFRESH = timedelta(hours=6)
Address = Callable[[Gathering], str]


def ics_of(gathering: Gathering, *, address: str) -> bytes:
    """The event with a UID that never changes; SEQUENCE grows with each change, a cancelled one says so."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add_component(_china())
    calendar.add_component(_event(gathering, address=address, stamp=clock.now()))
    return bytes(calendar.to_ical())


def feed_of(gatherings: Iterable[Gathering], *, name: str, address: Address) -> bytes:
    """All of them under a name. The same gatherings give the same bytes, so an ETag holds."""
    calendar = _calendar()
    for key in ("name", "x-wr-calname"):
        calendar.add(key, name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH)
    calendar["refresh-interval"].params["VALUE"] = "DURATION"
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(_china())
    for gathering in gatherings:
        calendar.add_component(
            _event(gathering, address=address(gathering), stamp=gathering.changed_at)
        )
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Zhibu//zhibu//ZH")
    calendar.add("version", "2.0")
    return calendar


def _event(gathering: Gathering, *, address: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{gathering.uid}@zhibu")
    event.add("sequence", gathering.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("last-modified", gathering.changed_at.astimezone(UTC))
    event.add("dtstart", gathering.starts_at.astimezone(clock.SHANGHAI))
    event.add("dtend", gathering.ends_at.astimezone(clock.SHANGHAI))
    event.add("summary", gathering.title)
    event.add("location", gathering.place)
    event.add("description", gathering.organisation.name)
    event.add("url", address)
    cancelled = gathering.state == Gathering.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return event


def _china() -> Timezone:
    """China's one clock since the last summer time ended on 15 September 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15))  # noqa: DTZ001  local by RFC 5545
    for side in ("tzoffsetfrom", "tzoffsetto"):
        standard.add(side, timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone
