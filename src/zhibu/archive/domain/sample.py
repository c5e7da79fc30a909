"""A template to start from (示例模板), made by code, so that it always passes our own check."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from zhibu.archive.domain.package import open_docx
from zhibu.archive.domain.vocabulary import MINUTES, Vocabulary

RULED = "Table Grid"  # the library's name for a table with lines
WIDTHS = (20, 58, 20, 58)  # millimetres
FORM: tuple[tuple[str, ...], ...] = (
    ("会议主题", "{{ 会议主题 }}"),
    ("会议类型", "{{ 会议类型 }}", "编号", "{{ 编号 }}"),
    ("时间", "{{ 时间 }}", "地点", "{{ 地点 }}"),
    ("主持人", "{{ 主持人 }}", "记录人", "{{ 记录人 }}"),
    ("应到", "{{ 应到人数 }} 人", "实到", "{{ 实到人数 }} 人"),
    ("出席", "{{ 出席人员 }}"),
    ("请假", "{{ 请假人员 }}", "未到", "{{ 未到人员 }}"),
    ("列席", "{{ 列席人员 }}"),
)
BEFORE_VOTES = (
    "{%p for 项 in 议程 %}",
    "{{ 项.中文序号 }}、{{ 项.标题 }}（{{ 项.性质 }}）",
    "{%p if 项.报告 %}",
    "{% if 项.汇报人 %}{{ 项.汇报人 }}报告：{% endif %}{{ 项.报告 }}",
    "{%p endif %}",
    "{%p for 言 in 项.发言 %}",
    "{{ 言.发言人 }}：{{ 言.要点 }}",
    "{%p endfor %}",
    "{%p if 项.逐人表决 %}",
)
VOTES = (
    ("姓名", "事项", "赞成", "不赞成", "弃权", "结果"),
    (
        "{%tr for 票 in 项.逐人表决 %}{{ 票.姓名 }}",
        "{{ 票.事项 }}",
        "{{ 票.赞成 }}",
        "{{ 票.不赞成 }}",
        "{{ 票.弃权 }}",
        "{{ 票.结果 }}{%tr endfor %}",
    ),
)
AFTER_VOTES = (
    "{%p endif %}",
    "{%p if 项.表决 %}",
    "表决：{{ 项.表决 }}",
    "{%p endif %}",
    "{%p if 项.决议 %}",
    "决议：{{ 项.决议 }}",
    "{%p endif %}",
    "{%p endfor %}",
    "{%p if 议定事项 %}",
    "议定事项：",
)
AGREED = (
    ("序号", "事项", "负责人", "期限"),
    (
        "{%tr for 事 in 议定事项 %}{{ 事.序号 }}",
        "{{ 事.事项 }}",
        "{{ 事.负责人 }}",
        "{{ 事.期限 }}{%tr endfor %}",
    ),
)
END = ("{%p endif %}", "{%p if 补录说明 %}", "{{ 补录说明 }}", "{%p endif %}")


def sample_template(vocabulary: Vocabulary = MINUTES) -> bytes:
    """A whole template of minutes in A4, with tables, loops and conditions (示例模板)."""
    document = Document()
    _page(document)
    for text in ("{{ 党支部 }}", vocabulary.label):
        line = document.add_paragraph(text)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _font(line, size=18, face="黑体")
    form = document.add_table(rows=0, cols=4, style=RULED)
    form.autofit = False
    for texts in FORM:
        cells = form.add_row().cells
        for cell, width in zip(cells, WIDTHS, strict=True):
            cell.width = Mm(width)
        if len(texts) == 2:
            cells[1].merge(cells[3])
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
    for column, width in zip(form.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    document.add_paragraph()
    _lines(document, BEFORE_VOTES)
    _table(document, VOTES)
    _lines(document, AFTER_VOTES)
    _table(document, AGREED)
    _lines(document, END)
    document.add_paragraph()
    document.add_paragraph("主持人（签名）：　　　　　　　　记录人（签名）：")
    out = BytesIO()
    document.save(out)
    return open_docx(out.getvalue()).packed()


def _lines(document: WordDocument, texts: tuple[str, ...]) -> None:
    for text in texts:
        document.add_paragraph(text)


def _table(document: WordDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style=RULED)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _page(document: WordDocument) -> None:
    """A4 with the margins of official papers; 仿宋 of size 12."""
    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    look = document.styles["Normal"]
    look.font.size = Pt(12)
    look.paragraph_format.space_after = Pt(4)
    look.font.name = "Times New Roman"
    look.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "会议记录模板（示例）", ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)


def _font(paragraph: Paragraph, *, size: float, face: str) -> None:
    for run in paragraph.runs:
        run.font.size = Pt(size)
        run.font.name = "Times New Roman"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
