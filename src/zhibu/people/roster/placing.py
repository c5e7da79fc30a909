"""Which branch and group a row belongs to (归属): names in files against the tree of the house.

A file writes 本科生第一支部, the tree 材料学院本科生第1党支部: numerals, 党支部 and 支部, and the names of
those above are made alike; nothing is guessed beyond that, near names are only shown.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhibu.kit.sheets.faults import Fault
from zhibu.kit.sheets.words import ordinal_key, squeeze
from zhibu.people.roster.compare import Placed
from zhibu.people.roster.faults import CELL, WARNING
from zhibu.people.roster.fields import LABELS
from zhibu.people.roster.model import RosterRow

_PARTY = re.compile(r"^(中国共产党|中共)")
_KIND_WORDS = re.compile("党总支|总支|党委|委员会")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation of the tree (组织). is_branch: people can belong to it; is_group: 党小组."""

    id: int
    path: str
    name: str
    short_name: str = ""
    code: str = ""
    is_branch: bool = False
    is_group: bool = False


@dataclass(slots=True)
class Placing:
    """Rows with their branch, and those that have none."""

    placed: list[Placed] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def branch_key(text: str) -> str:
    """A branch's name in the one form in which two spellings meet."""
    bare = _PARTY.sub("", squeeze(text)).replace("（", "(").replace("）", ")")
    bare = ordinal_key(bare).replace("党支部", "支部").replace("支部委员会", "支部")
    return re.sub(r"[\s\-—·_/]+", "", bare)


class Tree:
    """The places of the house, found by name (组织索引)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_path = {place.path: place for place in places}
        self.branches = [place for place in self.by_path.values() if place.is_branch]
        self.by_id = {place.id: place for place in self.by_path.values()}
        self._codes = {place.code: place for place in self.branches if place.code}
        self._keys: dict[str, list[Place]] = defaultdict(list)
        for place in self.branches:
            for name in {place.name, place.short_name} - {""}:
                self._keys[branch_key(name)].append(place)
        self._groups: dict[str, dict[str, Place]] = defaultdict(dict)
        for place in self.by_path.values():
            if place.is_group:
                above = place.path.rstrip(".").rpartition(".")[0] + "."
                for name in {place.name, place.short_name} - {""}:
                    self._groups[above][group_key(name)] = place

    def branches_named(self, text: str, college: str = "") -> list[Place]:
        """Branches a text can mean; several when it does not say which."""
        found = self._codes.get(squeeze(text))
        if found is not None:
            return [found]
        key = branch_key(text)
        matches = self._keys.get(key) or self._by_ending(key)
        if len(matches) > 1:
            matches = self._under(matches, college) or self._under(matches, text) or matches
        return list({place.id: place for place in matches}.values())

    def _by_ending(self, key: str) -> list[Place]:
        """Names that end alike: the text carries the names above, or leaves them out."""
        longer = [
            (len(known), place)
            for known, places in self._keys.items()
            if key.endswith(known) and len(known) >= 3
            for place in places
            if self._agrees(place, key[: -len(known)])
        ]
        if longer:
            most = max(length for length, _ in longer)
            return [place for length, place in longer if length == most]
        if len(key) < 4:
            return []
        return [
            place
            for known, places in self._keys.items()
            if known.endswith(key)
            for place in places
            if self._agrees(place, known[: -len(key)])
        ]

    def _agrees(self, place: Place, rest: str) -> bool:
        """Whether what stands before a branch's name only names bodies above it.

        Bodies are compared without their kind: 材料学院 is 材料学院党委.
        """
        for above in self._above(place):
            for name in sorted({above.name, above.short_name} - {""}, key=len, reverse=True):
                rest = rest.replace(_bare(name), "")
        return not _KIND_WORDS.sub("", rest)

    def _above(self, place: Place) -> list[Place]:
        parts = place.path.rstrip(".").split(".")
        paths = [".".join(parts[:n]) + "." for n in range(len(parts) - 1, 0, -1)]
        return [self.by_path[path] for path in paths if path in self.by_path]

    def _under(self, matches: list[Place], words: str) -> list[Place]:
        """Those of several whose bodies above are named in ``words``."""
        if not words:
            return []
        key = branch_key(words)
        return [
            place
            for place in matches
            if any(
                _bare(name) in key
                for above in self._above(place)[:-1]
                for name in {above.name, above.short_name} - {""}
            )
        ]

    def group(self, branch: Place, text: str) -> Place | None:
        """A 党小组 of a branch by its name."""
        return self._groups.get(branch.path, {}).get(group_key(text))

    def near(self, text: str, *, under: str = "") -> str:
        """Branches whose names are near, as a hint; those below ``under`` first."""
        names = [place.name for place in self.branches if place.path.startswith(under)]
        close = difflib.get_close_matches(text, names, n=_SHOWN, cutoff=0.4) if names else []
        if not close:
            return "请核对支部名称，或先在组织树里建立。"
        return f"相近的有：{'、'.join(close)}。请核对。"


def _bare(name: str) -> str:
    """A body's name without its kind: 中共澜州大学材料学院委员会 → 澜州大学材料学院."""
    key = branch_key(name)
    for tail in ("党总支委员会", "党委会", "委员会", "党总支", "总支", "党委"):
        if key.endswith(tail) and len(key) > len(tail):
            return key[: -len(tail)]
    return key


def group_key(text: str) -> str:
    """A group's name in the one form: 第一党小组, 第1组 and 1 alike."""
    key = ordinal_key(squeeze(text)).replace("党小组", "组").replace("小组", "组")
    return key + "组" if key.isdigit() else key


def place_rows(
    rows: Iterable[RosterRow], tree: Tree, *, given: Place | None, reach: str | None = None
) -> Placing:
    """Find every row's branch and group (归属).

    given: where the import is done; rows that name no branch, or one nobody knows, belong there
    when it is one. reach: path at or below which named branches must lie; the given one's unless
    told.
    """
    return _Placer(tree, given, reach).place(rows)


class _Placer:
    """One run over the rows; each name is looked up once."""

    def __init__(self, tree: Tree, given: Place | None, reach: str | None) -> None:
        self.tree, self.given = tree, given
        self.under = given.path if given is not None else ""
        self.reach = self.under if reach is None else reach
        self.default = self._default()
        self._unknown: dict[str, list[str]] = defaultdict(list)
        self._as_given: set[tuple[str, str, str]] = set()
        self._groups: dict[tuple[int, str], Place | None] = {}
        self.result = Placing()
        self._known: dict[tuple[str, str, str], Place | tuple[str, dict[str, str]]] = {}
        self._lost_groups: dict[str, list[str]] = defaultdict(list)

    def _default(self) -> Place | None:
        if self.given is not None and self.given.is_branch:
            return self.given
        below = [place for place in self.tree.branches if place.path.startswith(self.under)]
        return below[0] if len(below) == 1 and self.given is not None else None

    def place(self, rows: Iterable[RosterRow]) -> Placing:
        for row in rows:
            key = (row.branch or "", row.branch_from, row.college or "")
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._find(row)
            if isinstance(found, tuple):
                self._refuse(row, *found)
                continue
            self.result.placed.append(Placed(row, found.id, self._group(row, found)))
            if row.branch_from == "column" and key in self._as_given:
                self._unknown[row.sheet].append(row.branch or "")
        for sheet, names in self._lost_groups.items():
            self._warn("group-unknown", "group", sheet, names)
        for sheet, names in self._unknown.items():
            self._warn("branch-as-given", "branch", sheet, names)
        return self.result

    def _find(self, row: RosterRow) -> Place | tuple[str, dict[str, str]]:
        """The branch of a row, or why there is none."""
        if row.branch is None:
            return self.default or ("branch-missing", {})
        matches = self.tree.branches_named(row.branch, row.college or "")
        here = self._nearest(matches)
        if len(here) == 1:
            return here[0]
        if self.default is not None and (not matches or row.branch_from != "column"):
            self._as_given.add((row.branch, row.branch_from, row.college or ""))
            return self.default  # a file may call it anything; the place chosen is sure
        told = {"value": row.branch}
        if len(here) > 1:
            near = "、".join(self._full(place) for place in here[:_SHOWN])
            return "branch-ambiguous", {**told, "near": near}
        if matches and self.given is not None:
            return "branch-elsewhere", {**told, "given": f"“{self.given.name}”"}
        return "branch-unknown", {**told, "near": self.tree.near(row.branch, under=self.under)}

    def _nearest(self, matches: list[Place]) -> list[Place]:
        """Those below the place imported to; where there are none, those within reach."""
        below = [place for place in matches if place.path.startswith(self.under)]
        return below or [place for place in matches if place.path.startswith(self.reach)]

    def _full(self, place: Place) -> str:
        above = self.tree.by_path.get(place.path.rstrip(".").rpartition(".")[0] + ".")
        return f"{above.name}{place.name}" if above is not None else place.name

    def _group(self, row: RosterRow, branch: Place) -> int | None:
        if not row.group:
            return None
        key = (branch.id, row.group)
        if key not in self._groups:
            self._groups[key] = self.tree.group(branch, row.group)
        found = self._groups[key]
        if found is None:
            self._lost_groups[row.sheet].append(row.group)
            return None
        return found.id

    def _refuse(self, row: RosterRow, code: str, params: dict[str, str]) -> None:
        self.result.refused.append(
            Fault(
                sheet=row.sheet,
                row=row.row,
                column="所在党支部",
                code=code,
                message=CELL[code].format(**params),
                value=row.branch or "",
                label=row.name,
                field="branch",
            )
        )

    def _warn(self, code: str, name: str, sheet: str, names: list[str]) -> None:
        different = list(dict.fromkeys(names))
        values = "、".join(different[:5]) + (" 等" if len(different) > 5 else "")
        given = self.default.name if self.default is not None else ""
        message = WARNING[code].format(count=len(names), values=values, given=given)
        self.result.warnings.append(Fault(sheet, 0, LABELS[name], code, message, field=name))
