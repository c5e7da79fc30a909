"""Opening a Word file from outside, without trusting it (打开上传的 docx).

Sizes are counted while unpacking; nothing in it is run, fetched or followed.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

MEGABYTE = 1 << 20
FILE_BYTES = 10 * MEGABYTE
UNPACKED_BYTES = 200 * MEGABYTE
XML_BYTES = 8 * MEGABYTE  # one part of text; a hundred pages are under one
ENTRIES = 2_000
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = b"http://purl.oclc.org/ooxml/"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
# Fields that fetch or start something when Word opens the file.
ACTIVE_FIELD = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")


class TemplateRefused(Exception):
    """The file cannot be a template. ``code`` for programs, ``sentence`` for people."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence


@dataclass(slots=True)
class Package:
    """The parts of a Word file by name, in their order, and which of them hold text."""

    parts: dict[str, bytes]
    main: str
    stories: dict[str, etree._Element] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The file again, its stories written anew; the same content gives the same bytes."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, body in self.parts.items():
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3
                entry.external_attr = 0o600 << 16
                archive.writestr(entry, self._written(name, body))
        return out.getvalue()

    def _written(self, name: str, body: bytes) -> bytes:
        if name in self.stories:
            return etree.tostring(
                self.stories[name], encoding="UTF-8", xml_declaration=True, standalone=True
            )
        if name == "[Content_Types].xml":
            return body.replace(TEMPLATE.encode(), DOCUMENT.encode())
        return body


def open_docx(body: bytes) -> Package:
    """The file's parts, looked through. Raises TemplateRefused with a sentence."""
    parts = _unpacked(body)
    if "[Content_Types].xml" not in parts or "_rels/.rels" not in parts:
        raise _not_a_docx()
    main = _main_part(parts)
    _refuse_macros(parts)
    _refuse_outside(parts)
    package = Package(parts, main)
    for name in _stories(parts, main):
        package.stories[name] = _parsed(parts[name])
    _refuse_active(package)
    return package


def _unpacked(body: bytes) -> dict[str, bytes]:
    if len(body) > FILE_BYTES:
        raise TemplateRefused(
            "file-too-large",
            say(
                _("文件有 %(size)d MB，超过 10 MB 的上限。请删去图片后再上传。"),
                size=-(-len(body) // MEGABYTE),
            ),
        )
    if not body:
        raise TemplateRefused("file-empty", say(_("文件是空的。请重新选择。")))
    if body.startswith(COMPOUND):
        raise TemplateRefused(
            "old-or-locked",
            say(
                _(
                    "这是旧的 .doc 格式，或者设了打开密码。请在 Word 或 WPS 里去掉密码，另存为 .docx 后再上传。"
                )
            ),
        )
    if not body.startswith(b"PK"):
        raise _not_a_docx()
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return _read_all(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as broken:
        raise TemplateRefused(
            "damaged", say(_("文件已损坏或没有传完。请重新打开原文件，另存后再上传。"))
        ) from broken


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise _bomb()
    parts: dict[str, bytes] = {}
    spent = 0
    for entry in entries:
        if entry.is_dir():
            continue
        limit = XML_BYTES if entry.filename.endswith((".xml", ".rels")) else UNPACKED_BYTES
        pieces = []
        size = 0
        with archive.open(entry) as stream:
            while piece := stream.read(MEGABYTE):
                size += len(piece)
                spent += len(piece)
                if size > limit or spent > UNPACKED_BYTES:
                    raise _bomb()
                pieces.append(piece)
        parts[entry.filename.lstrip("/")] = b"".join(pieces)
    return parts


def _bomb() -> TemplateRefused:
    return TemplateRefused(
        "bomb",
        say(_("文件解开后过大或内部文件过多，不像一份模板，没有读取。请把模板单独另存后再上传。")),
    )


def _not_a_docx() -> TemplateRefused:
    return TemplateRefused(
        "not-a-docx",
        say(_("这不是 Word 的 .docx 文件。请在 Word 或 WPS 里“另存为”.docx 后再上传。")),
    )


def _parsed(body: bytes) -> etree._Element:
    """XML without document type, entities or anything outside."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise TemplateRefused(
            "entities",
            say(_("文件内部含有不允许的实体声明，没有读取。请用 Word 或 WPS 另存后再上传。")),
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as broken:
        raise TemplateRefused(
            "damaged", say(_("文件已损坏或没有传完。请重新打开原文件，另存后再上传。"))
        ) from broken


def _links(parts: dict[str, bytes], of: str) -> list[tuple[str, str, bool]]:
    """(kind, target inside the file, whether outside) of a part's relationships."""
    folder, base = posixpath.split(of)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in parts:
        return []
    found = []
    for row in _parsed(parts[name]).iter(f"{{{RELATIONSHIPS}}}Relationship"):
        kind = row.get("Type", "").rpartition("/")[2]
        target = row.get("Target", "").replace("\\", "/")
        if row.get("TargetMode") == "External":
            found.append((kind, target, True))
        elif target.startswith("/"):
            found.append((kind, target.lstrip("/"), False))
        else:
            found.append((kind, posixpath.normpath(posixpath.join(folder, target)), False))
    return found


def _main_part(parts: dict[str, bytes]) -> str:
    for kind, target, outside in _links(parts, ""):
        if kind == "officeDocument" and not outside and target in parts:
            if STRICT in parts[target][:4096]:
                raise TemplateRefused(
                    "strict",
                    say(
                        _(
                            "这是“Strict Open XML”格式。请在 Word 里另存为普通的“Word 文档（.docx）”后再上传。"
                        )
                    ),
                )
            return target
    raise _not_a_docx()


def _stories(parts: dict[str, bytes], main: str) -> list[str]:
    """The parts that hold text: the body first, then headers, footers and notes."""
    kinds = {"header", "footer", "footnotes", "endnotes"}
    others = [t for kind, t, outside in _links(parts, main) if kind in kinds and not outside]
    return [main, *dict.fromkeys(name for name in others if name in parts)]


def _refuse_macros(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"]
    names = [name.lower() for name in parts]
    if b"macroEnabled" in types or any("vbaproject" in n or "activex" in n for n in names):
        raise TemplateRefused(
            "macros",
            say(_("文件带有宏或控件。为安全起见不收带宏的格式，请另存为不带宏的 .docx 后再上传。")),
        )
    if b"wordprocessingml" not in types:
        raise TemplateRefused(
            "not-a-word-file", say(_("这是表格或演示文稿，不是 Word 文档。请上传 .docx 模板。"))
        )
    if any("/embeddings/" in n for n in names):
        raise TemplateRefused(
            "embedded",
            say(_("文件里嵌有别的文件（对象）。请删去嵌入的对象，只留文字、表格和图片。")),
        )


def _refuse_outside(parts: dict[str, bytes]) -> None:
    """Nothing that Word would fetch from elsewhere when the filled paper is opened."""
    for name in parts:
        if not name.endswith(".rels"):
            continue
        folder, base = posixpath.split(name)
        of = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
        for kind, target, outside in _links(parts, of):
            harmless = kind == "hyperlink" and target.startswith(("http://", "https://", "mailto:"))
            if (outside and not harmless) or kind in {
                "aFChunk",
                "subDocument",
                "oleObject",
                "control",
            }:
                raise TemplateRefused(
                    "outside",
                    say(
                        _(
                            "文件引用了文件之外的内容（如链接的图片或远程模板）。请改为直接插入，另存后再上传。"
                        )
                    ),
                )


def _refuse_active(package: Package) -> None:
    for story in package.stories.values():
        for tag in ("instrText", "fldSimple"):
            for found in story.iter(f"{{{W}}}{tag}"):
                code = (found.text or "") + (found.get(f"{{{W}}}instr") or "")
                if ACTIVE_FIELD.search(code.upper()):
                    raise TemplateRefused(
                        "active-field",
                        say(
                            _("文件里有会自动读取其他文件或程序的域。请删去这个域，另存后再上传。")
                        ),
                    )


def docx_lines(body: bytes) -> list[str]:
    """The words of a Word file line by line, for a look at marks; empty when it cannot be opened."""
    try:
        package = open_docx(body)
    except TemplateRefused:
        return []
    return [
        "".join(piece.text or "" for piece in paragraph.iter(f"{{{W}}}t"))
        for story in package.stories.values()
        for paragraph in story.iter(f"{{{W}}}p")
    ]
