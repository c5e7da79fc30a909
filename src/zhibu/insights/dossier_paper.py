"""The dossier of a body as an official paper (七个有力材料): the facts of the page, each with its number."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import override

from zhibu.insights.domain.spans import Span
from zhibu.insights.queries.boards import words_of
from zhibu.insights.queries.dossier import Dossier, DossierLine, dossier_of
from zhibu.kit.actor import Actor
from zhibu.meetings.papers.blocks import Align, Block, Grid, Heading, Note, Paragraph, Sheet, Title
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of
from zhibu.meetings.papers.words import day, moment, numeral, title_lines
from zhibu.orgs.models import Organisation

WIDTHS = (14.0, 38.0, 62.0, 42.0)  # millimetres
HEAD = ("序号", "日期", "事实", "记录编号")
ALIGNS = (Align.CENTRE, Align.CENTRE, Align.LEFT, Align.CENTRE)


def dossier_paper(
    organisation: Organisation, *, span: Span, full: bool, author: Actor, kind: str
) -> tuple[str, bytes]:
    """The paper's name and its bytes. kind: ``docx`` or ``pdf``. Official papers are Chinese."""
    with override(settings.LANGUAGE_CODE):
        sheet = sheet_of(dossier_of(organisation, span=span, full=full), author=author.name)
    return sheet.name, docx_of(sheet) if kind == "docx" else pdf_of(sheet)


def sheet_of(dossier: Dossier, *, author: str) -> Sheet:
    """The paper's blocks."""
    body, words = dossier.organisation.name, words_of(dossier.span)
    name = f"{body}“七个有力”情况（{words}）"
    blocks: list[Block] = [
        Title((*title_lines(body), "“七个有力”情况")),
        Note(f"{words}，截至{moment(dossier.as_of)}", Align.CENTRE),
    ]
    for number, part in enumerate(dossier.parts, start=1):
        blocks.append(Heading(1, f"{numeral(number)}、{part.title}"))
        blocks += _part(part.lines)
    blocks.append(
        Note("本材料由平台从已确认的记录生成，每件事实可凭记录编号在平台查到；不使用积分。")
    )
    return Sheet(name, author, dossier.as_of, tuple(blocks), revision=1)


def _part(lines: tuple[DossierLine, ...]) -> Iterator[Block]:
    """What there is in one sentence, the facts under it, then what no room keeps yet."""
    built = [line for line in lines if line.figure is not None]
    missing = [line.label for line in lines if line.figure is None]
    if built:
        yield Paragraph(
            "；".join(f"{line.label}{line.shown.replace(' ', '')}" for line in built) + "。"
        )
    rows = tuple(
        (str(at), day(deed.on), _fact(line, str(deed.what), deed.count), deed.number)
        for at, (line, deed) in enumerate(
            ((line, deed) for line in built for deed in line.deeds), start=1
        )
    )
    if rows:
        yield Grid(HEAD, rows, WIDTHS, ALIGNS)
    if missing:
        yield Paragraph(f"{'、'.join(missing)}：尚无记录来源。")


def _fact(line: DossierLine, what: str, count: int) -> str:
    """主题党日; 谈心谈话（支委与党员，3 次）."""
    if what == line.label:
        return what if count == 1 else f"{what}（{count}{line.unit}）"
    return (
        f"{line.label}（{what}）" if count == 1 else f"{line.label}（{what}，{count}{line.unit}）"
    )
