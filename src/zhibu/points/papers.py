"""A rulebook as files (积分办法的文件): an official paper for Word and PDF, its rules as a table.

Official papers are Chinese, whatever the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from zhibu.kit import clock
from zhibu.kit.dates import full_day
from zhibu.kit.language import on_record
from zhibu.meetings.papers.blocks import Block, Note, Paragraph, Sheet, Title
from zhibu.meetings.papers.excel import Column, Table
from zhibu.meetings.papers.excel import xlsx_of as workbook_of
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of
from zhibu.meetings.papers.words import title_lines
from zhibu.points.domain.paper import articles
from zhibu.points.domain.rules import amount_of, cap_of, kind_label, place
from zhibu.points.models import RulebookVersion

COLUMNS = (
    Column("条款", 14),
    Column("部分", 12, wide=True),
    Column("计分的事实", 34, wide=True),
    Column("计法", 26, wide=True),
    Column("上限", 18, wide=True),
    Column("本人选择", 10),
    Column("说明", 30, wide=True),
)


@on_record()
def book_docx(version: RulebookVersion) -> bytes:
    """The version as an official paper, Word. The same version gives the same bytes."""
    return docx_of(sheet_of(version))


@on_record()
def book_pdf(version: RulebookVersion) -> bytes:
    """The same as PDF. Raises FontsMissing."""
    return pdf_of(sheet_of(version))


@on_record()
def book_xlsx(version: RulebookVersion) -> bytes:
    """The rules as a table, one row a clause."""
    book = version.rules
    return workbook_of(
        Table(
            name="积分办法",
            title=book.title,
            author=version.organisation.name,
            made_at=_made_at(version),
            columns=COLUMNS,
            rows=tuple(
                (
                    place(rule.code),
                    rule.part,
                    "、".join(kind_label(kind) for kind in rule.kinds),
                    str(amount_of(rule)),
                    str(cap_of(rule)),
                    "是" if rule.opt_in else "",
                    rule.note,
                )
                for rule in book.rules
            ),
            lines=(f"{version.organisation.name}　第 {version.number} 版", _standing(version)),
            landscape=True,
        )
    )


def sheet_of(version: RulebookVersion) -> Sheet:
    """The paper as blocks: title, what adopted it, articles and clauses."""
    return Sheet(
        name=name_of(version),
        author=version.organisation.name,
        made_at=_made_at(version),
        blocks=tuple(_blocks(version)),
        revision=version.number,
    )


def _blocks(version: RulebookVersion) -> Iterator[Block]:
    yield Title(title_lines(version.title))
    yield Note(f"{version.organisation.name}　{_standing(version)}")
    for article in articles(version.rules):
        yield Paragraph(str(article.words), lead=f"{article.mark}　")
        for item in article.items:
            yield Paragraph(f"{item.mark}{item.words}{item.rule.note}")


def _standing(version: RulebookVersion) -> str:
    """By what and since when it holds; that it is a draft."""
    if version.since is None:
        return f"第 {version.number} 版草稿，未通过"
    said = f"依据{version.ground}，{full_day(version.since)}起施行"
    return said if version.until is None else f"{said}，{full_day(version.until)}停止"


def _made_at(version: RulebookVersion) -> datetime:
    """What dates the file: the day it was adopted, or today for a draft."""
    day = version.adopted_on or clock.today()
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI)


def name_of(version: RulebookVersion) -> str:
    """What the file is called."""
    return f"{version.title}（{version.organisation.name}第{version.number}版）"
