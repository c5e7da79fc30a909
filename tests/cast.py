"""The cast of the tests: one university in small, spoken to in field words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.orgs.actions import found_organisation
from zhibu.orgs.models import Organisation, Post
from zhibu.people.accounts import account_of
from zhibu.people.actions import new_person
from zhibu.people.models import Account, Appointment, Membership, Person, StatusSpan
from zhibu.people.queries import actor_for_person

HOUSE = house("测试")
FOUNDED = date(2020, 9, 1)
_numbers = itertools.count(2026000001)


def person(name: str, *, staff_no: str = "") -> Person:
    """Somebody with a number of their own."""
    made = new_person(name=name, staff_no=staff_no or str(next(_numbers)))
    made.save()
    return made


def acting(somebody: Person) -> Actor:
    """The actor this person is right now."""
    return actor_for_person(somebody.pk, name=somebody.name)


@dataclass
class Branch:
    """A branch with its officers, members, an activist and, elsewhere, an outsider."""

    root: Organisation
    college: Organisation
    organisation: Organisation
    secretary_person: Person
    officer_person: Person
    members: list[Person] = field(default_factory=list)

    @property
    def secretary(self) -> Actor:
        return acting(self.secretary_person)

    @property
    def officer(self) -> Actor:
        """The organisation officer (组织委员)."""
        return acting(self.officer_person)

    def join(self, name: str, *, kind: str = StatusSpan.Kind.FULL, since: date = FOUNDED) -> Person:
        """Somebody comes into the branch."""
        made = person(name)
        StatusSpan.objects.create(person=made, kind=kind, since=since)
        Membership.objects.create(person=made, organisation=self.organisation, since=since)
        self.members.append(made)
        return made

    def appoint(self, somebody: Person, post: str, *, at: Organisation | None = None) -> Actor:
        """Somebody takes up a post here, or in ``at``."""
        Appointment.objects.create(
            person=somebody, organisation=at or self.organisation, post=post, since=FOUNDED
        )
        return acting(somebody)

    def group(self, name: str = "第一党小组") -> Organisation:
        """A 党小组 of the branch."""
        return found_organisation(
            actor=HOUSE,
            parent=self.organisation,
            name=name,
            kind=Organisation.Kind.GROUP,
            founded_on=FOUNDED,
        )

    def organiser(self) -> Actor:
        """The college's organiser (院系组织管理员)."""
        return self.appoint(person("方闻笛"), Post.COLLEGE_ORGANISER, at=self.college)

    def sibling(self, name: str = "研究生第二党支部") -> Branch:
        """Another branch of the same college with a secretary and an organisation officer."""
        return staffed(self.root, self.college, name)


def staffed(root: Organisation, college: Organisation, name: str) -> Branch:
    """A branch under a college with two officers who are full members."""
    organisation = found_organisation(
        actor=HOUSE,
        parent=college,
        name=f"{college.name.removesuffix('党委')}{name}",
        kind=Organisation.Kind.BRANCH,
        founded_on=FOUNDED,
    )
    organisation.recorded_since = FOUNDED
    organisation.save(update_fields=["recorded_since"])
    made = Branch(root, college, organisation, Person(), Person())
    made.secretary_person = made.join("许静仪")
    made.officer_person = made.join("周若棠")
    made.appoint(made.secretary_person, Post.SECRETARY)
    made.appoint(made.officer_person, Post.ORGANISATION)
    return made


def university() -> Branch:
    """澜州大学 with one college and one staffed branch."""
    root = found_organisation(
        actor=HOUSE,
        parent=None,
        name="中国共产党澜州大学委员会",
        kind=Organisation.Kind.SCHOOL_COMMITTEE,
        founded_on=FOUNDED,
        code="ROOT",
    )
    college = found_organisation(
        actor=HOUSE,
        parent=root,
        name="材料学院党委",
        kind=Organisation.Kind.COLLEGE_COMMITTEE,
        founded_on=FOUNDED,
    )
    return staffed(root, college, "研究生第三党支部")


def opened(somebody: Person, password: str = "桥上的灯一盏盏亮了") -> Account:
    """Somebody's account, password already set."""
    account = account_of(somebody)
    account.set_password(password)
    account.opened_at = clock.now()
    account.save()
    return account
