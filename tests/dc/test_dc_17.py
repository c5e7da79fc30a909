"""DC-17: no advertisement, no shop, nothing to pay with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhibu.web.selfcheck import code
from zhibu.web.selfcheck.code import Address

ROOT = Path(__file__).parents[2]


def parts_of_the_page(folder: Path) -> list[str]:
    """Parts of the pages' own build whose name is of a payment or an advertisement."""
    book = json.loads((folder / "package.json").read_text())
    names = {*book.get("dependencies", {}), *book.get("devDependencies", {})}
    return sorted(name for name in names if code.PAYING.search(name))


def test_dc_17_no_part_and_no_address_is_of_a_payment_or_an_advertisement() -> None:
    assert code.paying_parts() == ()
    assert parts_of_the_page(ROOT / "frontend") == []


def test_dc_17_points_are_exchanged_for_nothing() -> None:
    names = [a.name for a in code.addresses() if a.name.startswith("points:")]
    assert [n for n in names if "exchange" in n or "redeem" in n or "shop" in n] == []


def test_dc_17_a_payment_among_the_parts_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(code, "addresses", lambda: (Address("points:checkout", public=False),))
    assert code.paying_parts.__wrapped__() == ("points:checkout",)
    (tmp_path / "package.json").write_text('{"dependencies": {"alipay-sdk": "1"}}')
    assert parts_of_the_page(tmp_path) == ["alipay-sdk"]
