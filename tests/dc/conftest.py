"""The small university of ``tests/house`` for what is asked of every address."""

from tests.house.conftest import world

__all__ = ["world"]
