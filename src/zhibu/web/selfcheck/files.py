"""The self-check as Word, PDF and Excel, the same lines in each (自查表的文件)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.language import aside, listed
from zhibu.meetings.papers.blocks import Align, Block, Grid, Heading, Note, Sheet, Title
from zhibu.meetings.papers.excel import Column, Table, xlsx_of
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of
from zhibu.meetings.papers.words import numeral, title_lines
from zhibu.web.selfcheck.page import SelfCheck

WIDTHS = (11.0, 62.0, 24.0, 100.0, 50.0)  # millimetres of A4 lying


def _head() -> tuple[str, ...]:
    return (_("序号"), _("问题"), _("答复"), _("依据"), _("条文"))


def _rows(check: SelfCheck) -> list[tuple[str, list[tuple[str, ...]]]]:
    """(title of a part, its rows); switches and consequences are two parts more."""
    parts: list[tuple[str, list[tuple[str, ...]]]] = [
        (
            str(part.title),
            [
                (
                    str(number),
                    str(line.question.asks),
                    line.words,
                    line.said.evidence,
                    aside(line.source, line.mark),
                )
                for number, line in enumerate(part.lines, start=1)
            ],
        )
        for part in check.parts
    ]
    switches: list[tuple[str, ...]] = [
        (str(number), str(one.spec.label), one.words, str(one.spec.always), one.default)
        for number, one in enumerate(check.switches, start=1)
    ]
    consequences: list[tuple[str, ...]] = [
        (
            one.consequence.id.removeprefix("DC-"),
            str(one.consequence.words),
            one.words,
            listed(_("未建：%(part)s") % {"part": part} for part in one.missing),
            one.consequence.test if one.built else "",
        )
        for one in check.consequences
    ]
    return [*parts, (_("政策开关"), switches), (_("设计约束"), consequences)]


def _made_at(check: SelfCheck) -> datetime:
    return datetime.combine(check.facts.today, time(), clock.SHANGHAI)


def _foot(check: SelfCheck) -> str:
    words = {"tested": check.count.tested, "not_built": check.count.not_built}
    return (
        _(
            "设计约束 20 条：有测试 %(tested)d 条，未建 %(not_built)d 条。各条由平台当日的设置和代码算出。"
        )
        % words
    )


def sheet_of(check: SelfCheck) -> Sheet:
    """As blocks, for Word and PDF."""
    aligns = (Align.CENTRE, Align.LEFT, Align.CENTRE, Align.LEFT, Align.LEFT)
    blocks: list[Block] = [Title(title_lines(check.title)), Note(check.of)]
    for number, (title, rows) in enumerate(_rows(check), start=1):
        blocks.append(Heading(1, f"{numeral(number)}、{title}"))
        blocks.append(Grid(_head(), tuple(rows), WIDTHS, aligns, small=True))
    blocks.append(Note(_foot(check)))
    return Sheet(
        name=f"{check.title}（{check.of}）",
        author=check.facts.root.name if check.facts.root else "",
        made_at=_made_at(check),
        blocks=tuple(blocks),
        landscape=True,
    )


def docx(check: SelfCheck) -> bytes:
    return docx_of(sheet_of(check))


def pdf(check: SelfCheck) -> bytes:
    """Raises FontsMissing."""
    return pdf_of(sheet_of(check))


def xlsx(check: SelfCheck) -> bytes:
    """One sheet, the part in the first column so that it can be sorted and filtered."""
    rows = [(title, *row) for title, rows in _rows(check) for row in rows]
    return xlsx_of(
        Table(
            name="自查表",
            title=check.title,
            author=check.facts.root.name if check.facts.root else "",
            made_at=_made_at(check),
            columns=(
                Column(_("部分"), 16),
                Column(_("序号"), 6),
                Column(_("问题"), 40, True),
                Column(_("答复"), 16),
                Column(_("依据"), 60, True),
                Column(_("条文"), 28, True),
            ),
            rows=tuple(rows),
            lines=(check.of,),
            footer=(_foot(check),),
            landscape=True,
        )
    )


PRESSES: dict[str, Callable[[SelfCheck], bytes]] = {"docx": docx, "pdf": pdf, "xlsx": xlsx}
