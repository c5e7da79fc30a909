"""The branch whose life is tested."""

from __future__ import annotations

import pytest
from tests.cast import Branch
from tests.meetings.life import Life, life_of


@pytest.fixture
def life(branch: Branch) -> Life:
    """See ``tests/meetings/life.py``."""
    return life_of(branch)
