"""Notices of the demo branch: one everybody is to answer, one with a question, one withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Protocol

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.notices import actions, queries
from zhibu.notices.domain import Audience, Reach
from zhibu.notices.letters import proof_token
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.people.queries import actor_for_person

HOUR = timedelta(hours=1)


class Lived(Protocol):
    """What this page needs of a seeded branch."""

    organisation: Organisation
    people: list[Person]
    groups: list[Organisation]

    def actor(self, at: int) -> Actor: ...


@contextmanager
def at(day: date, hour: int) -> Iterator[None]:
    """An hour of a day in China."""
    with clock.pinned(clock.day_start(day) + hour * HOUR):
        yield


def lay_notices(branch: Lived, *, organiser: Actor, college: Organisation, today: date) -> None:
    """The last ten days of one branch's notices, sent and answered by its own people."""
    members = [person for person in branch.people[1:-2] if person.pk != organiser.person_id]
    _email(branch.actor(3), today)
    with at(today - timedelta(days=9), 15):
        spring = _written(branch, 0, "12月党费请在12月5日前交", DUES, Audience(Reach.EVERYONE))
    for somebody in members[:17]:
        with at(today - timedelta(days=8), 9):
            actions.acknowledge_notice(actor=_as(somebody), notice_id=spring)
    with at(today - timedelta(days=7), 12):
        actions.say_not_clear(
            actor=_as(members[17]), notice_id=spring, question="在外调研，可以月底回来再交吗？"
        )
        actions.say_not_clear(
            actor=_as(members[18]), notice_id=spring, question="助研津贴算不算缴费基数？"
        )
    with at(today - timedelta(days=5), 10):
        wrong = _written(branch, 1, "周四学习改到周五", "", Audience(Reach.EVERYONE))
        actions.withdraw_notice(actor=branch.actor(1), notice_id=wrong)
    with at(today - timedelta(days=4), 16):
        groups = Audience(Reach.GROUPS, bodies=tuple(group.pk for group in branch.groups[:1]))
        _written(branch, 2, "第一党小组周三 12:20 学习碰头", READING, groups)
    with at(today - timedelta(days=3), 11):
        told = actions.send_general_notice(
            actor=organiser,
            organisation_id=college.pk,
            title="报送本季度流动党员名单",
            body="按支部报，没有也请回执。\n12月3日前，在平台“党员名册”里核对，不另填表。\n找方闻笛。",
            audience=Audience(Reach.SECRETARIES),
        )
    with at(today - timedelta(days=2), 17):
        actions.acknowledge_notice(actor=branch.actor(0), notice_id=told.pk)
        actions.add_addendum(
            actor=organiser, notice_id=told.pk, body="去外校联合培养满六个月的也算流动党员。"
        )
    with at(today - timedelta(days=1), 20):
        actions.save_notice_draft(
            actor=branch.actor(0),
            organisation_id=branch.organisation.pk,
            title="寒假留校的同志请登记",
            body="",
            audience=Audience(Reach.KINDS, kinds=("full", "probationary")),
        )


DUES = "线上交的在校园卡小程序里选“党费”。\n交现金的找组织委员，周三、周五中午在 A312。\n有困难的直接找我说。"
READING = "带上月初发的学习材料，只谈一个问题：实验室安全检查里党员能做什么。"


def _as(somebody: Person) -> Actor:
    return actor_for_person(somebody.pk, name=somebody.name)


def _written(branch: Lived, who: int, title: str, body: str, audience: Audience) -> int:
    return actions.send_general_notice(
        actor=branch.actor(who),
        organisation_id=branch.organisation.pk,
        title=title,
        body=body,
        audience=audience,
    ).pk


def _email(actor: Actor, today: date) -> None:
    """One who reads notices by mail, together at eight."""
    with at(today - timedelta(days=12), 10):
        given = actions.set_own_email(actor=actor, email="demo@example.edu.cn")
        actions.prove_own_email(actor=actor, token=proof_token(given))
        kinds = queries.address_for_change(actor.person_id).kinds
        actions.choose_own_mail(actor=actor, kinds=kinds, digest_hour=8)
