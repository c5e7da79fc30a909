"""The three separated duties (三员): operator, security officer, auditor; three people."""

from __future__ import annotations

from datetime import date

from zhibu.kit.actor import house
from zhibu.orgs.models import Post
from zhibu.orgs.queries import root
from zhibu.people.actions import add_person, appoint_officer
from zhibu.people.models import Person, StatusSpan

GUARDS = (
    ("丁一舟", "19970021", Post.OPERATOR),
    ("贺知微", "19980034", Post.SECURITY),
    ("苏文清", "19950012", Post.AUDIT),
)


def lay(start: date) -> list[Person]:
    """Each duty with somebody of the school's offices, since ``start``."""
    actor, body = house("演示"), root()
    made = []
    for name, number, post in GUARDS:
        guard = add_person(
            actor=actor,
            organisation_id=body.pk,
            name=name,
            staff_no=number,
            kind=StatusSpan.Kind.FULL,
            since=start,
            joined_on=date(2004, 6, 25),
            confirmed_on=date(2005, 6, 25),
        )
        appoint_officer(
            actor=actor,
            person_id=guard.pk,
            organisation_id=body.pk,
            post=post,
            since=start,
            ground="学校党委任命",
        )
        made.append(guard)
    return made
