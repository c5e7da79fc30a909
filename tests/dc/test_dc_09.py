"""DC-09: nothing that goes upward tells who comes in, how often, or with what."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from zhibu.orgs.domain.usage import FEWEST_SHOWN
from zhibu.orgs.models import FeatureUse
from zhibu.web import assembly

RATES = re.compile(
    r"log_?in|sign_?in|install|activ(e|ity)_|visits?|online|opened|read_rate"
    r"|登录|安装|下载率|活跃|访问|在线|打开率|阅读率|使用率"
)


def rates() -> list[str]:
    """Numbers of the statistics that are of this kind."""
    return [
        metric.key for metric in assembly.METRICS if RATES.search(f"{metric.key} {metric.label}")
    ]


def test_dc_09_no_number_of_a_report_is_a_rate_of_use() -> None:
    assert len(assembly.METRICS) > 5
    assert rates() == []


def test_dc_09_use_is_kept_as_sums_and_shown_from_five_persons_on() -> None:
    columns = {field.name for field in FeatureUse._meta.fields}
    assert columns == {"id", "feature", "month", "acts", "persons", "last_on"}
    assert FEWEST_SHOWN == 5


def test_dc_09_a_rate_of_use_among_the_numbers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = replace(assembly.METRICS[0], key="people.activity_rate", label="周活跃率")
    monkeypatch.setattr(assembly, "METRICS", (*assembly.METRICS, planted))
    assert rates() == ["people.activity_rate"]
