"""Compiling the catalogues of words (译文), only when they changed; needs no gettext of the system."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import polib

from zhibu.ops.cell import ROOT

LOCALE = ROOT / "src" / "zhibu" / "locale"
STAMP = "Zhibu-Source-Digest"  # stands in the compiled file's head


def catalogues(locale: Path = LOCALE) -> list[Path]:
    """Every catalogue of the house as it is written."""
    return sorted(locale.glob("*/LC_MESSAGES/django.po"))


def is_compiled(source: Path) -> bool:
    """Whether the compiled file beside it was made from this very text."""
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        return False
    return bool(polib.mofile(str(compiled)).metadata.get(STAMP) == digest(source))


def digest(source: Path) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()


def make_ready(locale: Path = LOCALE) -> None:
    """Compile what is not compiled; a reader sees the whole old file or the whole new one."""
    for source in catalogues(locale):
        if is_compiled(source):
            continue
        words = polib.pofile(str(source))
        words.metadata[STAMP] = digest(source)
        fresh = source.with_name(f"django.{os.getpid()}.mo")
        words.save_as_mofile(str(fresh))
        fresh.replace(source.with_suffix(".mo"))
