"""The demo house (演示数据): an invented university, made through the actions themselves."""

from zhibu.web.demo.queries import PersonToBe, persons_to_be
from zhibu.web.demo.seed import (
    LONGEST,
    PARTS,
    finish,
    is_empty,
    lay_grounds,
    lay_part,
    quiet,
    seed,
)

__all__ = [
    "LONGEST",
    "PARTS",
    "PersonToBe",
    "finish",
    "is_empty",
    "lay_grounds",
    "lay_part",
    "persons_to_be",
    "quiet",
    "seed",
]
