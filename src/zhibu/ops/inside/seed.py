"""Fill an empty house with the demo's invented people."""

from __future__ import annotations

from zhibu.orgs.models import Organisation
from zhibu.web import demo


def main(words: list[str]) -> int:
    """Seed once; a house with organisations in it is left as it is."""
    if not Organisation.objects.exists():
        demo.seed()
    return 0
