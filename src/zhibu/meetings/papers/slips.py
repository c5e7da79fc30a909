"""Slips for the first sign-in, ten on an A4 sheet, to cut apart (登录单)."""

from __future__ import annotations

from io import BytesIO

import segno

from zhibu.meetings.papers import words
from zhibu.meetings.papers.blocks import Note, Sheet
from zhibu.meetings.papers.model import LoginSlip, SlipSheet
from zhibu.meetings.papers.pdf import pdf_of, print_blocks

HEIGHT = 55  # millimetres: five rows on 277


def slips_pdf(sheet: SlipSheet) -> bytes:
    """All slips as PDF, ten a page (登录单). Raises FontsMissing."""
    paper = Sheet(
        name=f"{sheet.organisation}{sheet.title}",
        author=sheet.organisation,
        made_at=sheet.printed_at,
        blocks=(Note("没有需要打印的登录单。"),),
        to_cut=True,
    )
    if not sheet.slips:
        return pdf_of(paper)
    block: dict[str, object] = {
        "kind": "slips",
        "organisation": sheet.organisation,
        "title": sheet.title,
        "how": sheet.how,
        "help_line": sheet.help_line,
        "height": HEIGHT,
        "slips": [_slip(slip) for slip in sheet.slips],
    }
    return print_blocks(paper, [block])


def qr_svg(link: str) -> str:
    """The link as a QR picture: level M, quiet zone of four (二维码)."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, nl=False
    )
    return out.getvalue().decode()


def _slip(slip: LoginSlip) -> dict[str, str]:
    return {
        "name": slip.name,
        "number": slip.number,
        "link": slip.link,
        "code": slip.code,
        "valid_until": words.moment(slip.valid_until),
        "qr": qr_svg(slip.link),
    }
