"""The furnished university for the pages looked at in Chromium."""

from tests.house.fixture import world as world
