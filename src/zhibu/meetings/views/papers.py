"""The papers of a meeting and of a year, as downloads (文书)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.archive.queries import template_in_force
from zhibu.archive.store import store
from zhibu.gatherings.queries import attendance_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.http import MemberRequest, member_view, problem
from zhibu.kit.verdict import Verdict, require
from zhibu.meetings import papers, policies, queries
from zhibu.meetings.models import Meeting
from zhibu.meetings.papers.model import AttendanceUse, HandbookPage, MinutesPaper
from zhibu.meetings.papers.template import fill_minutes
from zhibu.meetings.queries import Seen
from zhibu.orgs.models import Organisation

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
LABELS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF"}
TEMPLATE_KIND = "minutes"


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One way to take a paper away: its format and address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper with its formats; the first is the one usually asked for."""

    name: str
    fact: str
    files: tuple[PaperFile, ...]


def _files(what: str, meeting: Meeting, *formats: str) -> tuple[PaperFile, ...]:
    return tuple(
        PaperFile(LABELS[f], reverse("meetings:paper", args=[meeting.pk, what, f])) for f in formats
    )


def papers_for(actor: Actor, meeting: Meeting) -> list[PaperLine]:
    """What this actor may take away of a meeting that was held. One query at most."""
    minutes = policies.print_minutes
    if meeting.group is not None:
        minutes = policies.print_group_minutes
    lines: list[PaperLine] = []
    if minutes(actor, meeting):
        name = _("会议记录")
        lines.append(PaperLine(name, _("按公文格式"), _files("minutes", meeting, "docx", "pdf")))
        template = template_in_force(meeting.organisation, TEMPLATE_KIND)
        if template is not None:
            fact = _("模板：%(name)s") % {"name": template.name}
            lines.append(PaperLine(_("按学校模板"), fact, _files("template", meeting, "docx")))
    if policies.print_handbook_page(actor, meeting):
        files = _files("handbook", meeting, "docx", "pdf")
        lines.append(PaperLine(_("工作手册页"), _("一次会议一页"), files))
    if policies.print_attendance_sheet(actor, meeting):
        files = _files("attendance", meeting, "docx", "pdf", "xlsx")
        lines.append(PaperLine(_("签到情况表"), _("只供支部存档"), files))
    return lines


def _sent(body: bytes, *, name: str, kind: str) -> HttpResponse:
    """A download with its Chinese name (RFC 5987); nothing in it runs in a browser."""
    response = HttpResponse(body, content_type=TYPES[kind])
    called = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response.headers["Content-Disposition"] = called or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _name(meeting: Meeting, what: str) -> str:
    body = meeting.group.name if meeting.group else meeting.organisation.name
    return f"{body}{meeting.title}{what}（{full_day(meeting.gathering.starts_at)}）"


def _minutes(seen: Seen) -> MinutesPaper:
    body, record = queries.record_for_paper(seen)
    return queries.minutes_paper(seen.meeting, body, record)


def _handbook(meeting: MinutesPaper) -> HandbookPage:
    return HandbookPage(meeting.organisation, clock.today(), (meeting,))


@dataclass(frozen=True, slots=True)
class Press:
    """How one paper is made: who may, what it is called, and the bytes by format."""

    allowed: Callable[[Actor, Meeting], Verdict]
    name: str
    formats: tuple[str, ...]
    made: Callable[[Seen, str], bytes]


def _made_minutes(seen: Seen, kind: str) -> bytes:
    paper = _minutes(seen)
    return papers.minutes_pdf(paper) if kind == "pdf" else papers.minutes_docx(paper)


def _made_handbook(seen: Seen, kind: str) -> bytes:
    page = _handbook(_minutes(seen))
    return papers.handbook_pdf(page) if kind == "pdf" else papers.handbook_docx(page)


def _made_sheet(use: AttendanceUse) -> Callable[[Seen, str], bytes]:
    def made(seen: Seen, kind: str) -> bytes:
        here = attendance_of(seen.meeting.gathering_id)
        sheet = queries.attendance_paper(seen.meeting, here, use=use)
        press = {
            "docx": papers.attendance_docx,
            "pdf": papers.attendance_pdf,
            "xlsx": papers.attendance_xlsx,
        }
        return press[kind](sheet)

    return made


def _filled_template(seen: Seen, kind: str) -> bytes:
    template = template_in_force(seen.meeting.organisation, TEMPLATE_KIND)
    if template is None:
        raise Meeting.DoesNotExist
    return fill_minutes(store.read(template.stored), _minutes(seen))


def _print_minutes(actor: Actor, meeting: Meeting) -> Verdict:
    if meeting.group is not None:
        return policies.print_group_minutes(actor, meeting)
    return policies.print_minutes(actor, meeting)


PRESSES = {
    "minutes": Press(_print_minutes, "记录", ("docx", "pdf"), _made_minutes),
    "handbook": Press(policies.print_handbook_page, "手册页", ("docx", "pdf"), _made_handbook),
    "attendance": Press(
        policies.print_attendance_sheet,
        "签到情况表",
        ("docx", "pdf", "xlsx"),
        _made_sheet(AttendanceUse.FILLED),
    ),
    "blank": Press(
        policies.print_blank_sheet,
        "签到表",
        ("docx", "pdf", "xlsx"),
        _made_sheet(AttendanceUse.BLANK),
    ),
    "template": Press(policies.fill_template, "记录", ("docx",), _filled_template),
}


@require_safe
@member_view
def paper(request: MemberRequest, meeting_id: int, what: str, kind: str) -> HttpResponse:
    """One paper of one meeting. 404 for a meeting unseen, 403 for a paper not one's own."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    press = PRESSES.get(what)
    if press is None or kind not in press.formats:
        raise Meeting.DoesNotExist
    require(press.allowed(request.actor, seen.meeting))
    try:
        body = press.made(seen, kind)
    except papers.FontsMissing as missing:
        return _no_fonts(request, missing)
    return _sent(body, name=_name(seen.meeting, press.name), kind=kind)


def _no_fonts(request: MemberRequest, missing: Exception) -> HttpResponse:
    return problem(request, status=503, title=_("PDF 暂时做不出来"), sentence=str(missing))


def _branch(request: MemberRequest, organisation_id: int) -> Organisation:
    branches = {o.pk: o for o in queries.branches_of(request.actor)}
    if organisation_id not in branches:
        raise Organisation.DoesNotExist
    return branches[organisation_id]


@require_safe
@member_view
def ledger(request: MemberRequest, organisation_id: int, year: int, kind: str) -> HttpResponse:
    """The year's organisational life, one row a sitting (台账)."""
    branch = _branch(request, organisation_id)
    require(policies.export_ledger(request.actor, branch))
    press = {
        "docx": papers.ledger_docx,
        "pdf": papers.ledger_pdf,
        "xlsx": papers.ledger_xlsx,
    }
    if kind not in press or not 2000 <= year <= 2100:
        raise Organisation.DoesNotExist
    try:
        body = press[kind](queries.ledger_of(branch, year=year))
    except papers.FontsMissing as missing:
        return _no_fonts(request, missing)
    return _sent(body, name=f"{branch.name}{year}年度组织生活台账", kind=kind)


@require_safe
@member_view
def month_handbook(
    request: MemberRequest, organisation_id: int, year: int, month: int, kind: str
) -> HttpResponse:
    """A month of the handbook in one file: the summary, then a page for each confirmed sitting."""
    branch = _branch(request, organisation_id)
    require(policies.print_month_handbook(request.actor, branch))
    press = {"docx": papers.handbook_docx, "pdf": papers.handbook_pdf}
    if kind not in press or not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise Organisation.DoesNotExist
    try:
        body = press[kind](queries.month_handbook(branch, month=date(year, month, 1)))
    except papers.FontsMissing as missing:
        return _no_fonts(request, missing)
    name = _("%(branch)s工作手册（%(year)d年%(month)d月）")
    return _sent(body, name=name % {"branch": branch.name, "year": year, "month": month}, kind=kind)
