"""The fixed parts of our Word files: styles, settings, fonts by name, page numbers (公文样式)."""

from __future__ import annotations

from typing import Final

from zhibu.meetings.papers.openxml import XML_HEAD, W

SONG, FANGSONG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
FIGURES = "Times New Roman"
# What Word takes when a machine has not got the official face.
STAND_INS: Final = {SONG: "宋体", FANGSONG: "仿宋", HEI: "SimHei", KAI: "楷体", FIGURES: "Times"}

LINE = 579  # twips: 22 lines in 225 mm
CHARACTER = 315  # twips: 28 characters in 156 mm
CLOSER = -5  # twips between characters: 3号 is 16 pt wide, 28 of them need 15.75
CHARACTER_SPACE = -849  # the page's own grid says the same in 1/4096 pt a character


def _style(
    code: str,
    name: str,
    *,
    size: int,
    face: str = FANGSONG,
    paragraph: str = "",
    based_on: str = "Normal",
    following: str = "",
    closer: int = 0,
) -> str:
    """One paragraph style; size in half points. face: what Chinese is set in."""
    after = f'<w:next w:val="{following}"/>' if following else ""
    fonts = (
        f'<w:rFonts w:ascii="{FIGURES}" w:hAnsi="{FIGURES}" w:eastAsia="{face}" w:cs="{FIGURES}"/>'
    )
    return (
        f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/>{after}<w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr>{fonts}<w:b w:val="0"/><w:spacing w:val="{closer}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _spacing(line: int, *, rule: str = "exact", before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


# The page declares its grid; text keeps to it by its own measures, the same in every program.
TWO_IN = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'
OFF_GRID = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'


def styles() -> bytes:
    """Named styles, so that whoever goes on writing in the file keeps to the format."""
    fonts = f'w:ascii="{FIGURES}" w:hAnsi="{FIGURES}" w:eastAsia="{FANGSONG}" w:cs="{FIGURES}"'
    parts = [
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>',
        f'<w:spacing w:val="{CLOSER}"/><w:snapToGrid w:val="0"/><w:sz w:val="32"/>',
        '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>',
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>",
        OFF_GRID + _spacing(LINE),
        "</w:pPr></w:pPrDefault></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>',
        '<w:qFormat/><w:pPr><w:jc w:val="both"/></w:pPr>',
        f'<w:rPr><w:rFonts {fonts}/><w:spacing w:val="{CLOSER}"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>',
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
        _style(
            "Title",
            "Title",
            size=44,
            face=SONG,
            following="BodyText",
            paragraph="<w:keepNext/><w:keepLines/>" + _spacing(680) + '<w:jc w:val="center"/>',
        ),
        _style(
            "Heading1",
            "heading 1",
            size=32,
            closer=CLOSER,
            face=HEI,
            following="BodyText",
            paragraph="<w:keepNext/>" + TWO_IN + '<w:outlineLvl w:val="0"/>',
        ),
        _style(
            "Heading2",
            "heading 2",
            size=32,
            closer=CLOSER,
            face=KAI,
            following="BodyText",
            paragraph="<w:keepNext/>" + TWO_IN + '<w:outlineLvl w:val="1"/>',
        ),
        _style("BodyText", "公文正文", size=32, closer=CLOSER, paragraph=TWO_IN),
        _style(
            "Fact",
            "公文要素",
            size=32,
            closer=CLOSER,
            paragraph=f'<w:ind w:left="{7 * CHARACTER}" w:hanging="{5 * CHARACTER}"/>'
            '<w:jc w:val="left"/>',
        ),
        _style(
            "Signature",
            "公文签署",
            size=32,
            closer=CLOSER,
            paragraph="<w:keepNext/><w:keepLines/>"
            + f'<w:ind w:left="{14 * CHARACTER}"/><w:jc w:val="left"/>',
        ),
        _style("CellText", "表内文字", size=24, paragraph=_spacing(320) + '<w:jc w:val="center"/>'),
        _style("CellHead", "表头文字", size=24, face=HEI, based_on="CellText"),
        _style("SmallText", "小表文字", size=21, based_on="CellText", paragraph=_spacing(290)),
        _style("SmallHead", "小表表头", size=21, face=HEI, based_on="SmallText"),
        _style("FormText", "表格正文", size=24, paragraph=_spacing(400)),
        _style(
            "FormLabel",
            "表格栏目",
            size=24,
            face=HEI,
            paragraph=_spacing(400) + '<w:jc w:val="center"/>',
        ),
        _style(
            "Note",
            "公文附注",
            size=24,
            paragraph=_spacing(360, before=120) + '<w:jc w:val="left"/>',
        ),
        _style("Footer", "footer", size=28, face="宋体", paragraph=_spacing(240, rule="auto")),
        "</w:styles>",
    ]
    return (XML_HEAD + "".join(parts)).encode()


def settings() -> bytes:
    """Page numbers outside on odd and even pages; Chinese line breaking; no stored personal data."""
    return (
        f'{XML_HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:removePersonalInformation/>'
        "<w:evenAndOddHeaders/>"
        f'<w:defaultTabStop w:val="{2 * CHARACTER}"/><w:drawingGridVerticalSpacing w:val="{LINE}"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        "<w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
        "<w:ulTrailSpace/><w:adjustLineHeightInTable/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    ).encode()


def font_table() -> bytes:
    """The official faces by name, each with its stand-in."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        f'<w:charset w:val="{"00" if name == FIGURES else "86"}"/><w:pitch w:val="variable"/></w:font>'
        for name, other in STAND_INS.items()
    )
    return f'{XML_HEAD}<w:fonts xmlns:w="{W}">{rows}</w:fonts>'.encode()


def footer(*, odd: bool) -> bytes:
    """— 1 —, 4号宋体, one character in from the outer edge."""
    face = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
    side, place = ("right", "right") if odd else ("left", "left")

    def run(inner: str) -> str:
        return f"<w:r>{face}{inner}</w:r>"

    text = (
        run('<w:t xml:space="preserve">— </w:t>')
        + run('<w:fldChar w:fldCharType="begin"/>')
        + run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run(f"<w:t>{1 if odd else 2}</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
        + run('<w:t xml:space="preserve"> —</w:t>')
    )
    return (
        f'{XML_HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:ind w:{side}="280"/><w:jc w:val="{place}"/></w:pPr>{text}</w:p></w:ftr>'
    ).encode()
