"""What the code says of the law can be looked up: every Source line, every Cite."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from zhibu.kit.regulations import (
    BOOK,
    Cite,
    cited_in,
    clause,
    edition_of,
    numeral,
    place,
    regulations,
)

SOURCE = BOOK.parents[1] / "src" / "zhibu"


def docstrings(path: Path) -> Iterator[str]:
    """Every docstring of one file."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, kinds) and (text := ast.get_docstring(node)):
            yield text


def source_lines() -> list[tuple[str, str]]:
    """(file, line) of every line ``Source: … 《…》`` in the house's docstrings."""
    return [
        (str(path.relative_to(SOURCE)), line.strip())
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts and path.name != "regulations.py"
        for text in docstrings(path)
        for line in text.splitlines()
        if "Source:" in line and "《" in line.split("Source:")[1]
    ]


def domain_modules() -> list[ModuleType]:
    """Every module of a ``domain`` in every room."""
    paths = [
        p for p in SOURCE.rglob("*.py") if "domain" in p.relative_to(SOURCE).with_suffix("").parts
    ]
    names = [".".join(("zhibu", *p.relative_to(SOURCE).with_suffix("").parts)) for p in paths]
    return [import_module(name.removesuffix(".__init__")) for name in sorted(names)]


def test_every_source_line_names_an_article_of_the_book() -> None:
    unknown = []
    lines = source_lines()
    for path, line in lines:
        try:
            cited_in(line)
        except KeyError as missing:
            unknown.append(f"{path}: {missing}")
    assert unknown == []
    assert lines


def test_every_cite_in_a_domain_is_in_the_book() -> None:
    cites = {
        value
        for module in domain_modules()
        for value in vars(module).values()
        if isinstance(value, Cite)
    }
    for cite in cites:
        assert clause(*cite).sentence
    assert cites


def test_a_wrong_article_is_found() -> None:
    with pytest.raises(KeyError, match="第九十八条"):
        cited_in("Source: 《中国共产党支部工作条例（试行）》第九十八条")
    with pytest.raises(KeyError, match="没有这部"):
        cited_in("Source: 《没有这部条例》第一条")


def test_an_edition_is_picked_by_its_year() -> None:
    now, then = (
        cited_in("Source: 《中国共产党发展党员工作细则》第十九条、第二十条"),
        cited_in("Source: 《中国共产党发展党员工作细则》（2014）第二十条"),
    )
    assert [(c.regulation, c.article) for c in now + then] == [
        ("development_2026", "19"),
        ("development_2026", "20"),
        ("development_2014", "20"),
    ]


@pytest.mark.parametrize(
    ("day", "edition"),
    [(date(2026, 5, 10), "development_2014"), (date(2026, 5, 11), "development_2026")],
)
def test_the_development_rules_change_on_their_day(day: date, edition: str) -> None:
    assert edition_of("development", on=day).id == edition


def test_no_two_editions_of_one_family_are_in_force_together() -> None:
    for one in regulations().values():
        for other in regulations().values():
            if one.family == other.family and one.id < other.id:
                earlier, later = sorted((one, other), key=lambda r: r.since)
                assert earlier.until is not None
                assert earlier.until <= later.since


def test_every_clause_has_a_mark_and_a_sentence_of_our_own() -> None:
    for regulation in regulations().values():
        assert regulation.clauses, regulation.id
        for one in regulation.clauses.values():
            assert one.mark in {"V", "P", "U"}
            assert one.sentence.endswith("。")


def test_articles_are_written_as_in_papers() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 41, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "四十一",
        "九十九",
    ]
    assert [place(a) for a in ("19", "c2", "whole")] == ["第十九条", "第二章", ""]
    assert clause("branch_work", 11).cited == "《中国共产党支部工作条例（试行）》第十一条"
    assert clause("branch_work", "c2").cited_short == "支部条例第二章"
