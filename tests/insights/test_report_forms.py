"""A school's form from the upload to the filled workbook: who, what is refused, what is shown."""

from __future__ import annotations

import uuid
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl.workbook.workbook import Workbook
from tests.browsing import signed_in
from tests.cast import person
from tests.insights.school import bytes_of_book, school_book, small_form
from tests.insights.told import NOVEMBER, deliver_all
from tests.meetings.life import Life, at

from zhibu.insights.actions import reports as actions
from zhibu.insights.actions.counting import recount_stocks
from zhibu.insights.actions.folding import fold
from zhibu.insights.domain.reports.marks import Holds, Mark, Over, Place
from zhibu.insights.domain.spans import Length, span_of
from zhibu.insights.models import Cell, ReportForm
from zhibu.insights.queries import filling
from zhibu.insights.queries.filling import filled_form
from zhibu.insights.queries.reports import form_for_reading, marks_of, seen_forms
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings.domain.kinds import Kind
from zhibu.orgs.models import Organisation, Post
from zhibu.people.models import Person
from zhibu.trail.models import AuditNote

TODAY = date(2026, 11, 28)
SPAN = span_of(Length.MONTH, NOVEMBER)


@pytest.fixture
def counted(life: Life) -> Life:
    """Two sittings of November, counted: one of thirteen who should come, one of two."""
    life.confirm(Kind.THEME_DAY, Kind.PARTY_CLASS)
    life.confirm(Kind.BRANCH_COMMITTEE, people=life.full[:2])
    with at(TODAY):
        deliver_all()
        recount_stocks(since=NOVEMBER)
    return life


def organiser_of(life: Life) -> Actor:
    return life.branch.appoint(person("方闻笛"), Post.COLLEGE_ORGANISER, at=life.branch.college)


def uploaded(actor: Actor, organisation: Organisation, body: bytes | None = None) -> ReportForm:
    return actions.upload_report_form(
        actor=actor,
        organisation_id=organisation.pk,
        name="组织生活情况月报表",
        file_name="月报表.xlsx",
        body=body or bytes_of_book(school_book()),
    )


def in_use(actor: Actor, organisation: Organisation, body: bytes | None = None) -> ReportForm:
    return actions.keep_report_form(actor=actor, form_id=uploaded(actor, organisation, body).pk)


def book_of(form: ReportForm, organisation: Organisation, actor: Actor) -> Workbook:
    with at(TODAY):
        done = filled_form(
            form_for_reading(form.pk, seen_by=actor),
            organisation=organisation,
            span=SPAN,
            actor=actor,
        )
    return openpyxl.load_workbook(BytesIO(done.body))


def post(client: Client, url: str, **values: Any) -> HttpResponse:
    return client.post(url, values | {"idempotency_key": uuid.uuid4().hex})  # type: ignore[return-value]


# ---- the way of a form


def test_an_upload_is_a_draft_with_what_its_heads_say(counted: Life) -> None:
    form = uploaded(counted.secretary, counted.organisation)
    assert (form.state, form.version, len(marks_of(form))) == ("draft", 1, 35)
    noted = AuditNote.objects.latest("pk")
    assert (noted.action, noted.subject_id) == ("insights.report.uploaded", str(form.pk))


def test_a_kept_form_is_filled_from_the_records(counted: Life) -> None:
    form = in_use(counted.secretary, counted.organisation)
    book = book_of(form, counted.organisation, counted.secretary)
    sheet = book["月报表"]
    name = counted.organisation.name
    assert [sheet.cell(6, column).value for column in range(1, 9)] == [
        1, name, 10, 1, 13, 12, 0.923, None,
    ]  # fmt: skip
    assert (sheet["B2"].value, sheet["B3"].value, sheet["F2"].value, sheet["B10"].value) == (
        name, "2026年11月", "2026年11月28日", counted.secretary.name,
    )  # fmt: skip
    assert sheet["D8"].value == "=SUM(D6:D7)"
    assert [book["各月"].cell(2, column).value for column in (2, 12, 13)] == [0, 1, None]


def test_above_the_branch_a_small_number_is_a_dash_and_in_no_sum(counted: Life) -> None:
    """A month of two who should have come: the organiser reads a dash, the committee its own number."""
    Cell.objects.filter(category="meetings.should_attend").update(value=4)
    Cell.objects.filter(category="meetings.present").update(value=3)
    organiser = organiser_of(counted)
    form = in_use(organiser, counted.branch.college)
    above = book_of(form, counted.branch.college, organiser)["月报表"]
    own = book_of(form, counted.organisation, counted.secretary)["月报表"]
    assert [above.cell(6, c).value for c in (4, 5, 6, 7)] == [1, "—", "—", "—"]
    assert [own.cell(6, c).value for c in (4, 5, 6, 7)] == [1, 4, 3, 0.75]


def test_a_change_is_the_next_version_and_the_one_before_is_retired(counted: Life) -> None:
    first = in_use(counted.secretary, counted.organisation)
    second = actions.change_report_form(actor=counted.secretary, form_id=first.pk)
    mark = Mark(Place(0, 6, 8), Holds.FIGURE, "meetings.late", Over.BRANCH)
    actions.mark_cell(actor=counted.secretary, form_id=second.pk, mark=mark)
    actions.keep_report_form(actor=counted.secretary, form_id=second.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.version) == ("retired", "kept", 2)
    assert mark in marks_of(second)
    assert mark not in marks_of(first)


def test_the_same_name_again_brings_the_marks_along(counted: Life) -> None:
    first = uploaded(counted.secretary, counted.organisation)
    mark = Mark(Place(0, 6, 8), Holds.FIGURE, "meetings.late", Over.BRANCH)
    actions.mark_cell(actor=counted.secretary, form_id=first.pk, mark=mark)
    actions.keep_report_form(actor=counted.secretary, form_id=first.pk)
    second = uploaded(counted.secretary, counted.organisation)
    assert mark in marks_of(second)


def test_what_is_in_use_is_not_changed_where_it_stands(counted: Life) -> None:
    form = in_use(counted.secretary, counted.organisation)
    place = Place(0, 6, 3)
    with pytest.raises(Conflict):
        actions.unmark_cell(actor=counted.secretary, form_id=form.pk, place=place)
    with pytest.raises(Conflict):
        actions.drop_report_form(actor=counted.secretary, form_id=form.pk)
    with pytest.raises(Conflict):
        actions.keep_report_form(actor=counted.secretary, form_id=form.pk)


def test_a_form_with_no_mark_is_not_put_into_use(counted: Life) -> None:
    form = uploaded(counted.secretary, counted.organisation, small_form())
    actions.unmark_cell(actor=counted.secretary, form_id=form.pk, place=Place(0, 1, 2))
    with pytest.raises(Invalid):
        actions.keep_report_form(actor=counted.secretary, form_id=form.pk)


def test_a_draft_is_thrown_away_and_a_form_retired(counted: Life) -> None:
    form = in_use(counted.secretary, counted.organisation)
    draft = actions.change_report_form(actor=counted.secretary, form_id=form.pk)
    actions.drop_report_form(actor=counted.secretary, form_id=draft.pk)
    actions.retire_report_form(actor=counted.secretary, form_id=form.pk)
    assert list(ReportForm.objects.values_list("pk", "state")) == [(form.pk, "retired")]
    with pytest.raises(Conflict):
        actions.retire_report_form(actor=counted.secretary, form_id=form.pk)


REFUSED_MARKS = {
    "a written cell": (Mark(Place(0, 5, 3), Holds.FIGURE, "people.party"), "what"),
    "a formula": (Mark(Place(0, 8, 3), Holds.FIGURE, "people.party"), "what"),
    "no cell": (Mark(Place(0, 99, 3), Holds.FIGURE, "people.party"), "what"),
    "no metric": (Mark(Place(0, 6, 8), Holds.FIGURE, "people.height"), "what"),
    "no time": (Mark(Place(0, 6, 8), Holds.NAME, when="ever"), "when"),
    "a lone number": (Mark(Place(0, 2, 2), Holds.NUMBER), "whose"),
    "two ways": (Mark(Place(0, 6, 8), Holds.FIGURE, "people.party", Over.BELOW), "whose"),
    "nobody": (Mark(Place(0, 2, 2), Holds.FIGURE, "people.party", Over.NAMED, 1), "whose"),
}


@pytest.mark.parametrize("case", REFUSED_MARKS)
def test_a_mark_that_cannot_be_is_refused(counted: Life, case: str) -> None:
    form = uploaded(counted.secretary, counted.organisation)
    mark, field = REFUSED_MARKS[case]
    with pytest.raises(Invalid) as refused:
        actions.mark_cell(actor=counted.secretary, form_id=form.pk, mark=mark)
    assert list(refused.value.errors) == [field]


def test_a_body_named_outside_what_is_filled_stays_empty(counted: Life) -> None:
    """A branch reads no other branch's number through a form of the college that names it."""
    organiser = organiser_of(counted)
    other = counted.branch.sibling().organisation
    Cell.objects.create(organisation=other, month=NOVEMBER, category="people.party", value=9)
    form = uploaded(organiser, counted.branch.college, small_form())
    mark = Mark(Place(0, 1, 2), Holds.FIGURE, "people.party", Over.NAMED, other.pk)
    actions.mark_cell(actor=organiser, form_id=form.pk, mark=mark)
    actions.keep_report_form(actor=organiser, form_id=form.pk)
    above = book_of(form, counted.branch.college, organiser).worksheets[0]["B1"].value
    below = book_of(form, counted.organisation, counted.secretary).worksheets[0]["B1"].value
    assert (above, below) == (9, None)


# ---- who


def test_a_member_neither_keeps_nor_sees(counted: Life) -> None:
    form = in_use(counted.secretary, counted.organisation)
    client = signed_in(counted.full[-1])
    assert client.get(f"/i/forms/{form.pk}/fill").status_code == 404
    assert client.get("/i/forms/upload").status_code == 403
    page = client.get("/i/forms/").content.decode()
    assert "组织生活情况月报表" not in page.partition("<main")[2].partition("示例")[0]


def test_a_committee_uses_the_college_s_form_and_does_not_keep_it(counted: Life) -> None:
    form = in_use(organiser_of(counted), counted.branch.college)
    with pytest.raises(Refused):
        actions.retire_report_form(actor=counted.secretary, form_id=form.pk)
    client = signed_in(counted.branch.secretary_person)
    with at(TODAY):
        page = client.get(f"/i/forms/{form.pk}/fill?at=2026-11")
    text = page.content.decode()
    assert f"/i/{counted.organisation.pk}/n/meetings.theme_day?at=2026-11" in text
    other = counted.branch.sibling().organisation
    with at(TODAY):
        assert client.get(f"/i/forms/{form.pk}/fill?of={other.pk}").status_code == 404
        above = client.get(f"/i/forms/{form.pk}/fill?of={counted.branch.college.pk}")
    assert above.status_code == 403


# ---- pages


def test_the_way_through_the_pages_without_a_script(counted: Life) -> None:
    client = signed_in(counted.branch.secretary_person)
    file = SimpleUploadedFile("月报表.xlsx", bytes_of_book(school_book()))
    with at(TODAY):
        sent = post(
            client, "/i/forms/upload",
            organisation=counted.organisation.pk, name="月报表", file=file,
        )  # fmt: skip
        form = ReportForm.objects.get()
        assert sent.headers["Location"] == f"/i/forms/{form.pk}/"
        page = client.get(f"/i/forms/{form.pk}/?s=0&c=H6").content.decode()
        assert f'action="/i/forms/{form.pk}/mark"' in page
        chosen = {"sheet": "0", "cell": "H6", "what": "figure:meetings.late", "when": "span"}
        post(client, f"/i/forms/{form.pk}/mark", **chosen, whose="branch")
        kept = post(client, f"/i/forms/{form.pk}/keep")
        assert kept.headers["Location"] == f"/i/forms/{form.pk}/fill"
        twin = client.get(f"/i/forms/{form.pk}/fill?at=2026-11").content.decode()
        made = client.get(f"/i/forms/{form.pk}/filled.xlsx?at=2026-11")
    assert "实到人次除以应到人次" in twin
    assert f"/i/{counted.organisation.pk}/n/meetings.attendance?at=2026-11" in twin
    sheet = openpyxl.load_workbook(BytesIO(made.getvalue()))["月报表"]
    for shown in ("12", "13", "92.3%"):
        assert f">{shown}<" in twin
    assert (sheet["E6"].value, sheet["F6"].value, sheet["G6"].value) == (13, 12, 0.923)


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("名单.csv", "序号,支部\n1,甲\n".encode(), "只收 .xlsx 工作簿"),
        ("月报.xlsx", b"PK\x03\x04 no zip at all", "文件已损坏或没有传完"),
        ("月报.xlsx", b"%PDF-1.7", "这不是表格，而是PDF 文件"),
    ],
)
def test_a_bad_file_is_explained_and_nothing_is_kept(
    counted: Life, name: str, body: bytes, sentence: str
) -> None:
    client = signed_in(counted.branch.secretary_person)
    answer = post(
        client, "/i/forms/upload",
        organisation=counted.organisation.pk, name="月报表", file=SimpleUploadedFile(name, body),
    )  # fmt: skip
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ReportForm.objects.exists()


def test_a_wrong_choice_comes_back_with_its_sentence(counted: Life) -> None:
    form = uploaded(counted.secretary, counted.organisation)
    client = signed_in(counted.branch.secretary_person)
    chosen = {"sheet": "0", "cell": "H6", "what": "figure:meetings.late", "when": "span"}
    answer = post(client, f"/i/forms/{form.pk}/mark", **chosen, whose="below")
    assert answer.status_code == 422
    assert "同一行只能按一种方式重复" in answer.content.decode()
    nowhere = post(client, f"/i/forms/{form.pk}/mark", sheet="0", cell="没有")
    assert nowhere.status_code == 404


@pytest.mark.parametrize("forms", [1, 3])
def test_the_list_costs_one_query(counted: Life, forms: int) -> None:
    for number in range(forms):
        actions.upload_report_form(
            actor=counted.secretary,
            organisation_id=counted.organisation.pk,
            name=f"报表{number}",
            file_name="a.xlsx",
            body=small_form(),
        )
    secretary = counted.secretary
    with CaptureQueriesContext(connection) as asked:
        rows = list(seen_forms(seen_by=secretary))
    assert (len(asked), [row.cells for row in rows]) == (1, [1] * forms)  # type: ignore[attr-defined]


@pytest.mark.parametrize("branches", [1, 3])
def test_filling_costs_the_same_whatever_is_below(counted: Life, branches: int) -> None:
    organiser = organiser_of(counted)
    form = in_use(organiser, counted.branch.college)
    for number in range(1, branches):
        counted.branch.sibling(f"研究生第{number}0党支部")
    held = form_for_reading(form.pk, seen_by=organiser)
    fold()
    with at(TODAY), CaptureQueriesContext(connection) as asked:
        done = filled_form(held, organisation=counted.branch.college, span=SPAN, actor=organiser)
    assert len(asked) == 17
    rows = [row for row in done.look.sheets[0].rows if row.cells and row.cells[0].text.isdigit()]
    assert len(rows) == branches


def test_too_many_rows_are_told_and_nothing_breaks(
    counted: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser = organiser_of(counted)
    form = in_use(organiser, counted.branch.college)
    counted.branch.sibling()
    monkeypatch.setattr(filling, "MOST_BODIES", 1)
    client = signed_in(Person.objects.get(name=organiser.name))
    with at(TODAY):
        answer = client.get(f"/i/forms/{form.pk}/fill?at=2026-11")
    assert answer.status_code == 409
    assert "这份表要填 2 行，超过 1 行" in answer.content.decode()
