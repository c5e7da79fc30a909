"""The colours: each pair that is ever shown reads well, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "frontend" / "css"
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
GROUNDS = ("paper", "sheet", "sunk", "red-wash", "gold-wash")


def colours(theme: int) -> dict[str, str]:
    """Name → colour; theme 0 is light, 1 is dark."""
    found = {m[1]: m[2 + theme] for m in PAIR.finditer((CSS / "tokens.css").read_text("utf-8"))}
    return found | {"on-red": "#ffffff"}


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", ["ink", "ink-2", "red", "gold", "green", "blue"])
def test_words_read_on_every_ground(theme: int, ground: str, word: str) -> None:
    tone = colours(theme)
    assert contrast(tone[word], tone[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["fill", "fill-press"])
def test_words_read_on_the_red_button(theme: int, fill: str) -> None:
    tone = colours(theme)
    assert contrast(tone["on-red"], tone[fill]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("edge", ["line-2", "focus"])
def test_edges_of_controls_and_the_focus_are_seen(theme: int, ground: str, edge: str) -> None:
    tone = colours(theme)
    assert contrast(tone[edge], tone[ground]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_the_red_button_stands_out_where_it_lies(theme: int, ground: str) -> None:
    tone = colours(theme)
    assert contrast(tone["fill"], tone[ground]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_a_toast_reads(theme: int) -> None:
    tone = colours(theme)
    assert contrast(tone["paper"], tone["ink"]) >= 7
