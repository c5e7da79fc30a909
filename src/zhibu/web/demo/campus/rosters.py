"""How the generated people come and go (演示大学的名册): by roster files, letters, resolutions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import openpyxl

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.orgs.models import Organisation
from zhibu.people.actions import change_status, edit_person, release_members
from zhibu.people.imports.commands import import_roster
from zhibu.people.models import Account, Person, StatusSpan
from zhibu.web.demo.campus.lives import Lived, evening
from zhibu.web.demo.campus.people import OFFICERS, Somebody
from zhibu.web.demo.campus.plans import Season
from zhibu.web.demo.copying import NO_PASSWORD, copy

HEAD = (
    "姓名", "学号/工号", "性别", "民族", "出生日期", "人员类别", "递交入党申请书日期", "入党日期", "转正日期",
    "所在党支部", "党小组", "工作岗位", "年级", "专业",
)  # fmt: skip
SHUT = 31  # one in so many has not opened the account yet, and is to be phoned
Kind = StatusSpan.Kind


def bring_in(
    college: Organisation, branches: Iterable[tuple[Lived, Sequence[Somebody]]], *, by: Actor
) -> None:
    """Import these people at their branches from one file, as the college does (导入名册)."""
    with tempfile.TemporaryDirectory(prefix="zhibu-demo-") as folder:
        file = Path(folder) / f"{college.short_name}党员花名册.xlsx"
        _write(file, branches)
        done = import_roster(file, branch=college.code, actor=by)
    if done.refused or not done.accepted:
        raise RuntimeError(f"the demo's roster was refused: {done.as_json()}")


def _write(file: Path, branches: Iterable[tuple[Lived, Sequence[Somebody]]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(HEAD)
    for branch, people in branches:
        for at, one in enumerate(people):
            group = branch.groups[at % len(branch.groups)].name if branch.groups else ""
            is_member = one.kind in {Kind.FULL, Kind.PROBATIONARY}
            sheet.append(
                [
                    *(one.name, one.number, one.sex, one.ethnic, one.born.isoformat()),
                    str(one.kind.label),
                    *(day.isoformat() if day else "" for day in (one.applied, one.joined)),
                    one.confirmed.isoformat() if one.confirmed else "",
                    branch.organisation.name,
                    group if is_member else "",
                    *(branch.plan.sort.value, one.cohort, one.major),
                ]
            )
    book.save(file)


def open_doors(branch: Lived, people: Sequence[Person], *, on: date, officers: bool) -> None:
    """Their accounts, without a password: a university of this size comes in by its own sign-in.

    In bulk: no action opens an account but by hashing a password, which takes a minute for a thousand.
    """
    opened = evening(on)
    copy(
        Account,
        (
            {
                "person_id": person.pk,
                "number": person.staff_no,
                "password": NO_PASSWORD,
                "opened_at": None if shut else opened,
            }
            for at, person in enumerate(people)
            for shut in [at % SHUT == SHUT - 2 and not (officers and at < OFFICERS)]
        ),
    )


def let_go(branch: Lived, leaving: Sequence[Somebody], *, when: Season, by: Actor) -> None:
    """Those who finished take their letters and leave in June (毕业离校)."""
    if leaving and when.start < when.leaving:
        with clock.pinned(evening(when.leaving, 10)):
            release_members(
                actor=by,
                organisation_id=branch.organisation.pk,
                person_ids=[branch.known[one.number].pk for one in leaving],
                on=when.leaving,
                ground="毕业离校，凭介绍信转往就业单位或户籍所在地党组织",
            )


def move_on(branch: Lived, people: Sequence[Somebody], *, when: Season) -> None:
    """Probationary members whose year is over are confirmed; prospects are admitted in June."""
    for one in people:
        person = branch.known[one.number]
        if one.kind is Kind.PROBATIONARY and one.joined is not None:
            due = add_months(one.joined, 12)
            if branch.since < due < when.today:
                _become(branch, person, Kind.FULL, on=due, field="confirmed_on")
        elif one.kind is Kind.PROSPECT:
            admitted = date(when.leaving.year, 6, 12)
            if branch.since < admitted:
                _become(branch, person, Kind.PROBATIONARY, on=admitted, field="joined_on")


def _become(branch: Lived, person: Person, kind: Kind, *, on: date, field: str) -> None:
    with clock.pinned(evening(on, 21)):
        change_status(
            actor=branch.actor(0),
            person_id=person.pk,
            kind=kind,
            since=on,
            ground="支部党员大会决议，上级党委批准",
        )
        edit_person(actor=branch.actor(0), person_id=person.pk, **{field: on})
