"""Small tools for Word's own format: elements, and a package whose bytes depend on nothing else."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's own zero


def el(tag: str, *children: etree._Element | None, **attributes: object) -> etree._Element:
    """One ``w:`` element; children that are None are left out."""
    made = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W, "r": R} if tag == "document" else None)
    for name, value in attributes.items():
        made.set(f"{{{W}}}{name}", str(value))
    made.extend(child for child in children if child is not None)
    return made


def texts(text: str) -> list[etree._Element]:
    """The parts of a run: text, and a line break at each ``\\n``."""
    parts: list[etree._Element] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            parts.append(el("br"))
        made = el("t")
        made.text = line
        made.set(XML_SPACE, "preserve")
        parts.append(made)
    return parts


def as_bytes(root: etree._Element) -> bytes:
    """The element as a part of a package."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return XML_HEAD.encode() + etree.tostring(root, encoding="UTF-8")


def core_properties(
    *, title: str, author: str, made_at: datetime, revision: int, keywords: tuple[str, ...]
) -> bytes:
    """Title, author and time of the file, taken from the paper and never from the machine."""
    when = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<cp:keywords>{escape('；'.join(keywords))}</cp:keywords>"
        f"<cp:lastModifiedBy>{escape(author)}</cp:lastModifiedBy><cp:revision>{revision}</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    ).encode()


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts in the given order, with the same time, system and rights in each."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def content_types(overrides: Mapping[str, str]) -> bytes:
    """Which part is of which type."""
    rows = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'{XML_HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    ).encode()


def relationships(rows: Mapping[str, tuple[str, str]]) -> bytes:
    """id → (type, target)."""
    made = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in rows.items()
    )
    return (
        f'{XML_HEAD}<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'.encode()
    )
