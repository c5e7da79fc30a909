"""DC-13: a feature nobody used for 60 days appears in the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.browsing import signed_in
from tests.cast import Branch, person
from tests.orgs.test_features import used
from tests.people.test_pages import url, words
from zhibu.kit import clock
from zhibu.orgs.actions import count_feature_use
from zhibu.orgs.domain.usage import Standing
from zhibu.orgs.models import Post
from zhibu.orgs.views import features

TODAY = date(2026, 11, 20)


def listed(branch: Branch) -> bool:
    """Whether the feedback, last given sixty days ago, stands in the list of the unused."""
    held = person("秦致远")
    branch.appoint(held, Post.UNIVERSITY_ORGANISER, at=branch.root)
    with clock.pinned(clock.day_start(TODAY)):
        used(branch, "meetings.feedback.given", by=9, on=TODAY - timedelta(days=60))
        used(branch, "meetings.item.agreed", by=9, on=TODAY - timedelta(days=59))
        count_feature_use(since=TODAY - timedelta(days=90))
        page = words(signed_in(held).get(url("orgs:features")))
    idle = page.partition("全部功能")[0]
    assert "议定事项" not in idle
    return "三问反馈" in idle


def test_dc_13_a_feature_with_no_use_for_sixty_days_appears_in_the_list(branch: Branch) -> None:
    assert listed(branch) is True


def test_dc_13_a_register_that_calls_everything_used_is_found(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "standing_of", lambda *_a, **_k: Standing.USED)
    assert listed(branch) is False
