"""A branch with points on, for whoever asks."""

from __future__ import annotations

import pytest

from tests.cast import Branch
from tests.points.team import Team, team_of


@pytest.fixture
def team(branch: Branch) -> Team:
    """See ``tests/points/team.py``."""
    return team_of(branch)
