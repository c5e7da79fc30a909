"""Rows before their parents are known, and how a parent is found (上级的查找)."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from zhibu.kit.sheets.words import squeeze
from zhibu.orgs.domain.kinds import Kind
from zhibu.orgs.treefile.model import KnownOrganisation

Key = tuple[str, int]


@dataclass(slots=True)
class Draft:
    """One row before its parent is known."""

    sheet: str
    number: int
    columns: dict[str, int]
    heads: dict[str, str]
    texts: dict[str, str]
    founded_on: date | None = None
    kind: Kind | None = None

    @property
    def key(self) -> Key:
        return self.sheet, self.number


class Parents:
    """Finds a parent by code or name, in the file first, then in the house."""

    def __init__(self, drafts: list[Draft], known: tuple[KnownOrganisation, ...]) -> None:
        self.codes = {d.texts["code"]: d.key for d in drafts if d.texts["code"]}
        self.names: dict[str, list[Key]] = defaultdict(list)
        for draft in drafts:
            for name in {draft.texts.get("name", ""), draft.texts.get("short_name", "")} - {""}:
                self.names[name].append(draft.key)
        self.known_codes = {one.code: one for one in known}
        self.known_names: dict[str, list[KnownOrganisation]] = defaultdict(list)
        for one in known:
            for name in {one.name, one.short_name} - {""}:
                self.known_names[name].append(one)

    def find(self, word: str, draft: Draft) -> Key | KnownOrganisation | str:
        """A row's key, a known organisation, or the code of a fault."""
        code = squeeze(word)
        if code in self.codes:
            return self.codes[code]
        named = [key for key in self.names.get(word, ()) if key != draft.key]
        if named:
            return named[0] if len(named) == 1 else "tree-parent-ambiguous"
        if word in self.names:
            return draft.key
        if code in self.known_codes:
            return self.known_codes[code]
        found = self.known_names.get(word, [])
        if found:
            return found[0] if len(found) == 1 else "tree-parent-ambiguous"
        return "tree-parent-unknown"

    def near(self, word: str) -> str:
        """Names like this one, as a hint."""
        close = difflib.get_close_matches(word, [*self.names, *self.known_names], n=3, cutoff=0.5)
        return f"相近的有：{'、'.join(close)}。" if close else "请核对。"
