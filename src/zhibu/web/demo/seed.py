"""Laying the demo house: tree, people, posts, accounts, then three months of branch life.

One college is made by hand, with the persons and stories one looks at first. The university around it
is generated (``campus``); it is laid in parts that depend on nothing but the grounds, each whole or not
at all, so that they may be laid side by side and taken up again where an interrupted one stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db import transaction

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.period import add_months
from zhibu.orgs.actions import count_feature_use, found_organisation, open_term
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.queries import root, standing
from zhibu.people import accounts
from zhibu.people.actions import (
    add_person,
    appoint_first_administrator,
    appoint_officer,
    assign_group,
)
from zhibu.people.models import Person, StatusSpan
from zhibu.people.queries import actor_for_person
from zhibu.trail.actions import written_together
from zhibu.web.demo import (
    campus,
    extracts,
    guards,
    ledger,
    life,
    notices,
    reports,
    rulebooks,
    switches,
    voices,
)
from zhibu.web.demo.names import names
from zhibu.web.demo.queries import college_of, has_branches, people_by_number

HOUSE = house("演示数据")
K = StatusSpan.Kind
ORGANISERS = ("10001", "10002")
STILL_SHUT = 2  # of each branch: accounts nobody has opened yet, to be phoned
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one branch of the demo is made up."""

    name: str
    occupation: str
    full: int
    probationary: int
    prospects: int
    activists: int
    groups: int
    weekday: int  # theme day: the third such weekday of the month (0 = Monday)
    lives: life.Living = life.Living.WELL

    @property
    def size(self) -> int:
        return self.full + self.probationary + self.prospects + self.activists


BRANCHES = (
    Plan("材料学院研究生第三党支部", "学生-博士", 20, 4, 1, 1, 2, 2, life.Living.MIDWAY),
    Plan("材料学院教师第一党支部", "专任教师", 20, 1, 0, 1, 0, 2),
    Plan("材料学院本科生党支部", "学生-本科", 8, 8, 4, 6, 0, 3),
    Plan("材料学院研究生第一党支部", "学生-硕士", 17, 4, 1, 2, 2, 2),
    Plan("材料学院研究生第二党支部", "学生-硕士", 16, 3, 1, 2, 0, 4, life.Living.NEGLECTED),
    Plan("材料学院新能源实验室党支部", "学生-博士", 5, 1, 0, 1, 0, 3, life.Living.FOUNDED_NOW),
)


@dataclass(slots=True)
class Seeded:
    """One branch of the demo as it stands, for the months that are laid on it."""

    plan: Plan
    number: int
    organisation: Organisation
    people: list[Person] = field(default_factory=list)
    groups: list[Organisation] = field(default_factory=list)

    def actor(self, at: int) -> Actor:
        """The officer of this place in the roster: 0 secretary, 1 organisation, 2 publicity."""
        return actor_for_person(self.people[at].pk, name=self.people[at].name)


HAND_MADE = "CL"  # the code of the college that is made by hand
PARTS = (HAND_MADE, *(plan.code for plan in campus.COLLEGES))
LONGEST = max(campus.COLLEGES, key=lambda plan: len(plan.branches)).code


def is_empty() -> bool:
    """Nobody lives here yet."""
    return not standing().exists()


def quiet(_line: str) -> None:
    """Say nothing."""


def seed(*, told: Told = quiet, today: date | None = None) -> None:
    """Lay the demo house as of ``today`` (seeded: the same day gives the same people)."""
    today = today or clock.today()
    start = campus.season(today).start
    told("建立学校、学院和支部")
    with clock.pinned(noon(start)):
        college, organisers = lay_tree(start)
        organisers += guards.lay(start)
    open_accounts(organisers)
    _lay_hand_made(college, organisers, told=told, today=today, start=start)
    count_feature_use(since=start)


@transaction.atomic
def lay_grounds(*, today: date | None = None) -> None:
    """The school and its three colleges with their organisers; nothing when they stand already."""
    if not is_empty():
        return
    start = campus.season(today or clock.today()).start
    with clock.pinned(noon(start)):
        _college, organisers = lay_tree(start)
        organisers += [
            lay_college(
                name=f"中国共产党澜州大学{plan.name}委员会",
                short=plan.short,
                code=plan.code,
                organiser=plan.organiser,
                start=start,
            )[1]
            for plan in campus.COLLEGES
        ]
        organisers += guards.lay(start)
    open_accounts(organisers)


@transaction.atomic
def lay_part(code: str, *, told: Told = quiet, today: date | None = None) -> bool:
    """One college of the university, by its code, on the grounds; False when it was laid before."""
    today = today or clock.today()
    when = campus.season(today)
    college = college_of(code)
    if has_branches(college):
        return False
    if code == HAND_MADE:
        organisers = [*people_by_number(ORGANISERS).values()]
        organisers.sort(key=lambda person: person.staff_no)
        _lay_hand_made(college, organisers, told=told, today=today, start=when.start)
        return True
    plan = next(plan for plan in campus.COLLEGES if plan.code == code)
    organiser = people_by_number([plan.organiser[1]])[plan.organiser[1]]
    with clock.pinned(noon(when.start)):
        by = actor_for_person(organiser.pk, name=organiser.name)
    campus.lay_college(plan, college, by=by, when=when, told=told)
    return True


@transaction.atomic
def finish(*, today: date | None = None) -> None:
    """What is counted over all parts."""
    count_feature_use(since=campus.season(today or clock.today()).start)


def _lay_hand_made(
    college: Organisation, organisers: list[Person], *, told: Told, today: date, start: date
) -> None:
    """The college of the persons one may be, with their stories."""
    rng = Random(2026)  # noqa: S311  invented people, not secrets
    made = []
    drawn = names(rng)
    for number, plan in enumerate(BRANCHES, start=3):
        told(f"{plan.name}：{plan.size} 人")
        kept = kept_since(plan, today)
        begins = kept if plan.lives is life.Living.FOUNDED_NOW else start
        with clock.pinned(noon(kept)):
            made.append(lay_branch(college, plan, number, rng=rng, drawn=drawn, start=begins))
    told("开通账号")
    for branch in made:
        open_accounts(branch.people[:-STILL_SHUT])
    for number, branch in enumerate(made):
        told(f"{branch.organisation.name}：近三个月的组织生活")
        life.lay_months(
            branch,
            weekday=branch.plan.weekday,
            number=number,
            today=today,
            lives=branch.plan.lives,
        )
    told("通知")
    organiser = actor_for_person(organisers[1].pk, name=organisers[1].name)
    notices.lay_notices(made[0], organiser=organiser, college=college, today=today)
    for number, branch in enumerate(made):
        switches.lay_switches(branch, number=number, today=today)
        rulebooks.lay_rulebooks(branch, number=number, today=today)
    told("积分")
    ledger.lay_points(made, today=today)
    ledger.rest_a_feature(actor_for_person(organisers[0].pk, name=organisers[0].name), today=today)
    told("异议和意见")
    for branch in made:
        if branch.plan.lives is life.Living.MIDWAY:
            voices.raise_voices(branch, today=today)
        elif branch.plan.lives is life.Living.NEGLECTED:
            voices.leave_unanswered(branch, today=today)
    reports.lay_report(college, organiser=organiser, today=today)
    told("导出申请")
    university = actor_for_person(organisers[0].pk, name=organisers[0].name)
    extracts.lay_extracts(college, asker=organiser, second=university, today=today)
    life.lay_duties(college, [branch.organisation for branch in made], today=today)


def kept_since(plan: Plan, today: date) -> date:
    """When the branch came to be kept here: with the months that are laid, or this very month."""
    return add_months(today.replace(day=1), 0 if plan.lives is life.Living.FOUNDED_NOW else -2)


def noon(day: date) -> datetime:
    """Twelve o'clock in China."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def lay_tree(start: date) -> tuple[Organisation, list[Person]]:
    """School and college committees with their organisers; the college and the two of them."""
    first = appoint_first_administrator(
        actor=HOUSE,
        name="秦致远",
        staff_no=ORGANISERS[0],
        university="中国共产党澜州大学委员会",
        founded_on=start,
    )
    college, organiser = lay_college(
        name="中国共产党澜州大学材料学院委员会",
        short="材料学院党委",
        code=HAND_MADE,
        organiser=("方闻笛", ORGANISERS[1]),
        start=start,
    )
    return college, [first, organiser]


def lay_college(
    *, name: str, short: str, code: str, organiser: tuple[str, str], start: date
) -> tuple[Organisation, Person]:
    """A college committee in its term, and who organises it (name and number)."""
    college = found_organisation(
        actor=HOUSE,
        parent=root(),
        name=name,
        short_name=short,
        kind=Organisation.Kind.COLLEGE_COMMITTEE,
        founded_on=start,
        code=code,
    )
    open_term(
        actor=HOUSE,
        organisation_id=college.pk,
        since=start,
        until=add_months(start, 60),
        elected_on=start,
    )
    person = add_person(
        actor=HOUSE,
        organisation_id=college.pk,
        name=organiser[0],
        staff_no=organiser[1],
        kind=K.FULL,
        since=start,
        joined_on=date(2012, 5, 18),
        confirmed_on=date(2013, 5, 18),
    )
    for post in (Post.COLLEGE_ORGANISER, Post.ORGANIZER):
        appoint_officer(
            actor=HOUSE,
            person_id=person.pk,
            organisation_id=college.pk,
            post=post,
            since=start,
            ground="学院党委任命",
        )
    return college, person


@written_together()
def lay_branch(
    college: Organisation,
    plan: Plan,
    number: int,
    *,
    rng: Random,
    drawn: Iterator[tuple[str, str]],
    start: date,
) -> Seeded:
    """One branch: its members, officers, groups and term. number: in the numbers of its people."""
    organisation = found_organisation(
        actor=HOUSE,
        parent=college,
        name=f"澜州大学{plan.name}",
        short_name=plan.name,
        kind=Organisation.Kind.BRANCH,
        founded_on=start,
    )
    made = Seeded(plan, number, organisation)
    kinds = (
        [K.FULL] * plan.full
        + [K.PROBATIONARY] * plan.probationary
        + [K.PROSPECT] * plan.prospects
        + [K.ACTIVIST] * plan.activists
    )
    for at, kind in enumerate(kinds):
        made.people.append(lay_person(made, kind, at, rng=rng, drawn=drawn, start=start))
    posts = (Post.SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)
    until = add_months(start, 36)
    for person, post in zip(made.people, posts, strict=False):
        appoint_officer(
            actor=HOUSE,
            person_id=person.pk,
            organisation_id=organisation.pk,
            post=post,
            since=start,
            until=until,
            ground="支部党员大会选举",
        )
    open_term(
        actor=HOUSE, organisation_id=organisation.pk, since=start, until=until, elected_on=start
    )
    lay_groups(made, start)
    return made


def lay_person(
    made: Seeded, kind: str, at: int, *, rng: Random, drawn: Iterator[tuple[str, str]], start: date
) -> Person:
    """One member with believable dates."""
    name, ethnic = next(drawn)
    teacher = made.plan.occupation == "专任教师"
    if teacher:
        number = f"{20050 + at}{rng.randrange(10, 99)}"
        age = rng.randrange(31, 58)
    else:
        number = f"2024{made.number:03d}{at + 1:03d}"
        age = rng.randrange(20, 28)
    born = date(start.year - age, rng.randrange(1, 13), rng.randrange(1, 28))
    joined = confirmed = None
    if kind == K.FULL:
        years = rng.randrange(2, age - 18) if age > 21 else 2
        joined = date(start.year - years, rng.choice((5, 6, 11, 12)), rng.randrange(5, 28))
        confirmed = add_months(joined, 12)
    elif kind == K.PROBATIONARY:
        joined = start - timedelta(days=rng.randrange(5, 120))
    return add_person(
        actor=HOUSE,
        organisation_id=made.organisation.pk,
        name=name,
        staff_no=number,
        kind=kind,
        since=start,
        joined_on=joined,
        confirmed_on=confirmed,
        sex=rng.choice(("1", "2")),
        ethnic=ethnic,
        birth_date=born,
        occupation=made.plan.occupation,
        cohort="" if teacher else "2024",
        major="" if teacher else rng.choice(("材料科学", "高分子材料", "材料物理")),
    )


def lay_groups(made: Seeded, start: date) -> None:
    """党小组, members spread over them by turns."""
    for number in range(made.plan.groups):
        group = found_organisation(
            actor=HOUSE,
            parent=made.organisation,
            name=f"第{'一二三'[number]}党小组",
            kind=Organisation.Kind.GROUP,
            founded_on=start,
        )
        made.groups.append(group)
        leader = made.people[4 + number]
        appoint_officer(
            actor=HOUSE,
            person_id=leader.pk,
            organisation_id=group.pk,
            post=Post.GROUP_LEADER,
            since=start,
            ground="支部指定",
        )
    members = made.people[: made.plan.full + made.plan.probationary]
    if made.groups:
        places = {
            person.pk: made.groups[at % len(made.groups)].pk for at, person in enumerate(members)
        }
        assign_group(actor=HOUSE, organisation_id=made.organisation.pk, places=places)


def open_accounts(people: Iterable[Person]) -> None:
    """Slips given and used."""
    for person in people:
        slip = accounts.issue_slip(actor=HOUSE, person_id=person.pk)
        password = secrets.token_urlsafe(12)
        accounts.redeem_slip(token=slip.token, password=password, again=password)
