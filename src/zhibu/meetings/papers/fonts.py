"""Where the PDF's fonts lie (字体). The DOCX needs none: it names the reader's own.

Looked for, first found wins: the folders named in ``ZHIBU_FONTS``; ``frontend/node_modules`` of this
installation, where set-up puts the open Noto faces; the Noto CJK faces of the system.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "ZHIBU_FONTS"
PACKAGES = Path(__file__).resolve().parents[4] / "frontend" / "node_modules"
SYSTEM = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
    Path("/usr/share/fonts/truetype/noto"),
)
# In a package folder only the weights we set; a whole family is 120 MB to look through.
FACES = (
    "@expo-google-fonts/noto-serif-sc/400Regular",
    "@expo-google-fonts/noto-serif-sc/600SemiBold",
    "@embedpdf/fonts-sc/fonts",
    "@embedpdf/fonts-jp/fonts",
)
# The families a paper may ask for, best first; the later ones stand in for rare characters.
SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Noto Sans S Chinese", "Noto Sans CJK SC")
SANS = ("Noto Sans S Chinese", "Noto Sans CJK SC", "Noto Serif SC", "Noto Serif CJK SC")
RARE = ("Noto Sans JP", "Noto Serif CJK JP", "Noto Sans CJK JP")


class FontsMissing(RuntimeError):
    """No Chinese font was found for the PDF; the Word file can still be made."""

    def __init__(self) -> None:
        super().__init__(
            "没有找到排 PDF 用的中文字体，PDF 暂时做不出来，Word 和 Excel 不受影响。"
            "请重新运行 ./zhibu 让它补装前端依赖，"
            f"或安装系统字体包 fonts-noto-cjk，或用环境变量 {VARIABLE} 指出字体所在的文件夹。"
        )


@dataclass(frozen=True, slots=True)
class FontSet:
    """Folders to search, and the families found in them, best first."""

    folders: tuple[Path, ...]
    serif: tuple[str, ...]
    sans: tuple[str, ...]


def folders(environment: Iterable[tuple[str, str]] | None = None) -> tuple[Path, ...]:
    """The font folders that exist, in the order they are asked."""
    given = dict(os.environ.items() if environment is None else environment).get(VARIABLE, "")
    roots = [Path(part) for part in given.split(os.pathsep) if part]
    wanted: list[Path] = []
    for root in [*roots, PACKAGES]:
        faces = [root / face for face in FACES]
        wanted += [face for face in faces if face.is_dir()]
        if root in roots and not any(face.is_dir() for face in faces):
            wanted.append(root)
    wanted += SYSTEM
    return tuple(dict.fromkeys(folder for folder in wanted if folder.is_dir()))


def choose(families: Iterable[str], found_in: tuple[Path, ...]) -> FontSet:
    """The families to set with, of those present; FontsMissing when none knows Chinese."""
    present = set(families)
    serif = tuple(name for name in (*SERIF, *RARE) if name in present)
    sans = tuple(name for name in (*SANS, *RARE) if name in present)
    if not any(name in present for name in SERIF):
        raise FontsMissing
    return FontSet(found_in, serif, sans)
