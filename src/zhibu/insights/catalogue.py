"""What the rooms offer to statistics (统计目录), as the wiring page lists it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from zhibu.kit.offers import CountedFact, Evidence, Metric, MetricGroup, RecordPages, Stock


def metrics() -> Mapping[str, Metric]:
    """Every metric by its key, in the order of the wiring page."""
    offered = cast(Sequence[Metric], import_string(settings.ZHIBU_METRICS))
    return {metric.key: metric for metric in offered}


def groups() -> Mapping[str, MetricGroup]:
    """The tables of the statistics pages by their key, in order."""
    offered = cast(Sequence[MetricGroup], import_string(settings.ZHIBU_METRIC_GROUPS))
    return {group.key: group for group in offered}


def counted_facts() -> Mapping[str, CountedFact]:
    """How each kind of fact is counted."""
    offered = cast(Sequence[CountedFact], import_string(settings.ZHIBU_COUNTED_FACTS))
    return {fact.kind: fact for fact in offered}


def stocks() -> Sequence[Stock]:
    """Numbers kept as of the ends of months."""
    return cast(Sequence[Stock], import_string(settings.ZHIBU_STOCKS))


def record_pages() -> Mapping[str, RecordPages]:
    """Where the things behind a number are read, by kind of source."""
    offered = cast(Sequence[RecordPages], import_string(settings.ZHIBU_RECORD_PAGES))
    return {pages.source: pages for pages in offered}


def evidence() -> Sequence[Evidence]:
    """What 七个有力 is shown by, in the order of the wiring page."""
    return cast(Sequence[Evidence], import_string(settings.ZHIBU_EVIDENCE))


def guards() -> dict[str, str]:
    """Metric → the metric whose number of persons must be five or more."""
    return {metric.key: metric.guard for metric in metrics().values() if metric.guard}
