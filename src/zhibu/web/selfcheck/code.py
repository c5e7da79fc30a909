"""What the code says about itself: addresses, columns, imports, parts from elsewhere (代码的登记)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

SOURCE = Path(__file__).resolve().parents[2]
# Rooms in which people are decided upon, and what none of them may read.
DECIDING = ("people", "meetings", "gatherings", "notices", "orgs", "archive", "appeals")
SCORING = re.compile(r"\bzhibu\.(points|contests|insights)\b")
# Columns that would measure time on a page, a place on the map, or when somebody read something.
TIME_ON_PAGE = re.compile(
    r"duration|dwell|stay_(time|seconds)|time_on|seconds_(on|spent)|online_(time|minutes)"
    r"|study_minutes|scroll|focus|page_views?|clicks?$"
)
PLACE = re.compile(r"^(lat|lng|lon|latitude|longitude|geo|gps|coordinates?|location|track)(_|$)")
READING = re.compile(r"^(read|seen|opened|viewed)_(at|on)$")
FACES = re.compile(r"face|voice_print|photo_of|portrait")
LIKES = re.compile(r"^(likes?|forwards?|reposts?|comments?_count|views?_count)$")
PAYING = re.compile(r"alipay|wechatpay|stripe|paypal|adsense|doubleclick|shopify|checkout", re.I)


@dataclass(frozen=True, slots=True)
class Address:
    """One named address. public: opens without signing in."""

    name: str
    public: bool


@cache
def addresses() -> tuple[Address, ...]:
    """Every address of the house, in order of their names."""
    return tuple(sorted(set(_walk(get_resolver(), "")), key=lambda a: a.name))


def _walk(resolver: URLResolver, space: str) -> Iterator[Address]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from _walk(part, inner)
        elif isinstance(part, URLPattern):
            yield Address(f"{space}{part.name}", not getattr(part.callback, "signed_in", False))


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """One column of one of our tables."""

    model: str
    name: str

    def __str__(self) -> str:
        return f"{self.model}.{self.name}"


@cache
def columns() -> tuple[ColumnOf, ...]:
    """Every column of every table of ours."""
    return tuple(
        ColumnOf(model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("zhibu.")
        for field in model._meta.concrete_fields
    )


def columns_like(shape: re.Pattern[str], *, room: str = "") -> list[str]:
    """Columns whose name has this shape, of one room or of all."""
    return [
        str(c)
        for c in columns()
        if shape.search(c.name) and c.model.startswith(f"{room}." * bool(room))
    ]


@cache
def standing_reads_scores(source: Path = SOURCE) -> tuple[str, ...]:
    """Files of the rooms that decide about people which import points, contests or statistics."""
    return tuple(
        str(file.relative_to(source))
        for room in DECIDING
        for file in sorted((source / room).rglob("*.py"))
        if SCORING.search(file.read_text())
    )


@cache
def paying_parts() -> tuple[str, ...]:
    """Installed parts and addresses whose name is of a payment, a shop or an advertisement."""
    parts = {str(d.metadata["Name"]) for d in distributions()}
    return tuple(sorted(p for p in parts | {a.name for a in addresses()} if PAYING.search(p)))
