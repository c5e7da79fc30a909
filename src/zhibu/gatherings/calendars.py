"""One gathering as an iCalendar event (日历). Source: RFC 5545."""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event

from zhibu.gatherings.models import Gathering
from zhibu.kit import clock


def ics_of(gathering: Gathering, *, address: str) -> bytes:
    """The event with a UID that never changes; SEQUENCE grows with each change, a cancelled one says so."""
    event = Event()
    event.add("uid", f"{gathering.uid}@zhibu")
    event.add("sequence", gathering.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", gathering.starts_at.astimezone(UTC))
    event.add("dtend", gathering.ends_at.astimezone(UTC))
    event.add("summary", gathering.title)
    event.add("location", gathering.place)
    event.add("description", gathering.organisation.name)
    event.add("url", address)
    cancelled = gathering.state == Gathering.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Zhibu//zhibu//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
