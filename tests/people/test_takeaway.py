"""Everything held about a person can be looked at and taken along, by the person alone."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

from django.test import Client
from django.urls import reverse
from tests.browsing import signed_in
from tests.cast import HOUSE, Branch, acting
from tests.people.test_pages import words

from zhibu.orgs import takeaway as orgs_takeaway
from zhibu.orgs.actions import set_switch
from zhibu.orgs.models import Post
from zhibu.people import takeaway
from zhibu.people.actions import (
    add_person,
    answer_correction,
    ask_correction,
    edit_person,
    note_look,
)
from zhibu.people.fields import FIELDS
from zhibu.people.models import Person

# Made from the name, or the key itself: nothing of the person that they do not see already.
DERIVED = {"id", "pinyin_key", "stroke_key", "initials"}


def test_no_field_of_a_person_is_left_out(branch: Branch) -> None:
    member = branch.join("陆知夏")
    part = takeaway.held_about(member.pk)[0]
    held = {one.name for one in part.records[0]}
    columns = {f.attname for f in Person._meta.concrete_fields}
    assert held == columns - DERIVED


def test_every_history_comes_along(branch: Branch) -> None:
    member = branch.join("陆知夏")
    branch.appoint(member, Post.PUBLICITY)
    ask_correction(actor=acting(member), person_id=member.pk, field="phone", asked="1")
    note_look(actor=branch.secretary, person_id=member.pk, what="个人页")
    parts = {p.key: len(p.records) for p in takeaway.held_about(member.pk)}
    assert parts == {
        "person": 1,
        "statuses": 1,
        "memberships": 1,
        "appointments": 1,
        "account": 0,
        "sittings": 0,
        "factors": 0,
        "corrections": 1,
        "looks": 1,
        "extracts": 0,
        "changes": 1,
    }


def test_each_field_says_where_it_came_from(branch: Branch) -> None:
    member = add_person(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        name="陆知夏",
        staff_no="2026110427",
        kind="full",
        since=date(2026, 9, 1),
    )
    edit_person(actor=branch.officer, person_id=member.pk, major="材料学")
    asked = ask_correction(
        actor=acting(member), person_id=member.pk, field="phone", asked="13800001234"
    )
    answer_correction(actor=branch.officer, request_id=asked.pk, accepted=True)
    held = {one.name: one.source for one in takeaway.held_about(member.pk)[0].records[0]}
    assert held["name"].endswith("许静仪录入")
    assert held["major"].endswith("周若棠改")
    assert held["phone"].endswith("按本人申请更正，周若棠答复")
    assert held["birth_date"] == ""


def test_the_tree_gives_the_switches_somebody_decided(branch: Branch) -> None:
    assert orgs_takeaway.held_about(branch.secretary_person.pk) == []
    set_switch(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        key="points.enabled",
        value=True,
        since=date(2026, 11, 1),
        until=date(2027, 11, 1),
        ground="大会决议",
    )
    (part,) = orgs_takeaway.held_about(branch.secretary_person.pk)
    assert [one.value for one in part.records[0]][0] == "points.enabled"


def test_a_zip_holds_a_file_for_programs_and_a_page_for_people(branch: Branch) -> None:
    member = branch.join("陆知夏")
    edit_person(actor=branch.secretary, person_id=member.pk, birth_date=date(2003, 5, 4))
    answer = signed_in(member).get(reverse("web:take_along"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as box:
        whole = json.loads(box.read("about-me.json"))
        page = box.read("about-me.html").decode()
    assert whole["name"] == "陆知夏"
    person = whole["rooms"]["people"][0]["records"][0]
    assert (person["birth_date"], person["staff_no"]) == ("2003-05-04", member.staff_no)
    assert "2003年5月4日" in page


def test_the_page_shows_only_oneself_and_only_to_who_has_come_in(branch: Branch) -> None:
    member = branch.join("陆知夏")
    page = words(signed_in(member).get(reverse("web:about_me")))
    assert member.staff_no in page
    assert branch.secretary_person.staff_no not in page
    assert Client().get(reverse("web:about_me")).status_code == 302
    assert Client().get(reverse("web:take_along")).status_code == 302


def test_every_field_that_can_be_corrected_has_a_name(branch: Branch) -> None:
    held = takeaway.held_about(branch.secretary_person.pk)
    asked = {one.ask for part in held for row in part.records for one in row if one.ask}
    assert asked == set(FIELDS)
    assert HOUSE.is_house
