"""Benchmarks (基准测试): each job runs the thing and its limit or peer in the same run.

Ratios travel between machines, absolute figures do not. ``./zhibu bench`` writes ``docs/figures.md``.
"""
