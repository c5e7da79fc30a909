"""The furnished university for every check of the house."""

from tests.house.fixture import world as world
