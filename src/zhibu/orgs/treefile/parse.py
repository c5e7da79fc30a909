"""An organisation-tree file, from cells to organisations with parents before children (解析组织树表)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from zhibu.kit.sheets import CellError, FileRefused, Sheet, Workbook, text_of
from zhibu.kit.sheets.cells import EMPTY, Cell, Row, is_whole, keeps_digits
from zhibu.kit.sheets.days import read_day
from zhibu.kit.sheets.faults import Fault
from zhibu.kit.sheets.heads import Finder, Head
from zhibu.kit.sheets.words import is_nothing, squeeze, tidy
from zhibu.orgs.domain.kinds import KIND_TERMS, PARENTS, Kind
from zhibu.orgs.treefile import fields
from zhibu.orgs.treefile.faults import CELL, FILE, WARNING
from zhibu.orgs.treefile.model import KnownOrganisation, OrganisationRow, TreeParsed
from zhibu.orgs.treefile.parents import Draft, Key, Parents

_HINT = "直接设在学校党委之下的，类型请填“直属党支部”。"


def _refuse(code: str, **params: str | int) -> FileRefused:
    return FileRefused(code, FILE[code].format(**params), **params)


def parse_tree(
    workbook: Workbook, *, today: date, known: Iterable[KnownOrganisation] = ()
) -> TreeParsed:
    """Read an organisation-tree file (解析组织树表). Raises FileRefused when there is none in it."""
    return _TreeReader(workbook, today, tuple(known)).read()


class _TreeReader:
    """One reading of one file."""

    def __init__(
        self, workbook: Workbook, today: date, known: tuple[KnownOrganisation, ...]
    ) -> None:
        self.workbook, self.today, self.known = workbook, today, known
        self.drafts: list[Draft] = []
        self.faults: list[Fault] = []
        self.bad: set[Key] = set()
        self.warnings: list[Fault] = []
        self.months = 0
        self.by_id = {one.organisation_id: one for one in known}
        self.by_code = {one.code: one for one in known if one.code}
        self.by_name = {(one.parent_id, one.name): one for one in known}
        self._matches: dict[Key, OrganisationRow] = {}
        self._drafts: dict[Key, Draft] = {}
        self.root = next((one for one in known if one.parent_id is None), None)

    def read(self) -> TreeParsed:
        """All at once."""
        found = [found for sheet in self.workbook.sheets for found in self._sheet(sheet)]
        if not found:
            raise _refuse("tree-head-not-found")
        if not self.drafts:
            raise _refuse("tree-empty")
        self._check_codes()
        rows = self._place_all()
        return self._parsed(self._in_order(rows))

    def _sheet(self, sheet: Sheet) -> list[Head]:
        """The drafts of one sheet; its heads."""
        finder = Finder(sheet, fields.claim, anchor="name", least=2)
        heads: list[Head] = []
        index = 0
        while index < len(sheet.rows):
            head = finder.head_at(index) if any(sheet.rows[index]) else None
            if head is not None and head.fields() & {"kind", "parent", "code"}:
                _usable(head, sheet)
                heads.append(head)
                index += head.bottom - sheet.numbers[index] + 1
                continue
            if heads:
                self._row(sheet, heads[-1], sheet.numbers[index], sheet.rows[index])
            index += 1
        if not heads and any(any(row) for row in sheet.rows):
            self._warn("tree-sheet-skipped", sheet.name, sheet=sheet.name)
        if heads:
            left = [label.text for label in heads[0].labels if label.claim is None]
            left = [name for name in left if name not in ("序号", "no", "No.", "号")]
            if left:
                self._warn("tree-columns-not-taken", sheet.name, names="、".join(left))
        return heads

    def _row(self, sheet: Sheet, head: Head, number: int, row: Row) -> None:
        columns: dict[str, int] = {}
        heads: dict[str, str] = {}
        for label in head.labels:
            if label.claim is not None and label.claim.field not in columns:
                columns[label.claim.field] = label.column
                heads[label.claim.field] = label.text
        cells = {name: row[at] if at < len(row) else EMPTY for name, at in columns.items()}
        texts = {name: tidy(text_of(cell)) for name, cell in cells.items()}
        texts = {name: "" if is_nothing(text) else text for name, text in texts.items()}
        if not texts.get("name") and not (texts.get("code") and texts.get("kind")):
            return
        if not any(texts.get(name) for name in ("kind", "parent", "code")):
            return  # a foot line: 合计, 填表人
        draft = Draft(sheet.name, number, columns, heads, texts)
        self.drafts.append(draft)
        self._drafts[draft.key] = draft
        self._read_cells(draft, cells)

    def _read_cells(self, draft: Draft, cells: dict[str, Cell]) -> None:
        for name, cell in cells.items():
            if isinstance(cell, CellError):
                self._fault(draft, name, "tree-cell-error")
            elif name in fields.LIMITS and len(draft.texts[name]) > fields.LIMITS[name]:
                self._fault(draft, name, "tree-text-too-long", limit=fields.LIMITS[name])
        if not draft.texts.get("name"):
            self._fault(draft, "name", "tree-name-missing")
        code = cells.get("code", EMPTY)
        broken = isinstance(code, float) and (not keeps_digits(code) or not is_whole(code))
        if broken or "E+" in draft.texts.get("code", "").upper():
            self._fault(draft, "code", "tree-code-unreadable")
        draft.texts["code"] = squeeze(draft.texts.get("code", ""))
        self._read_kind(draft)
        self._read_date(draft, cells.get("founded_on", EMPTY))

    def _read_kind(self, draft: Draft) -> None:
        word = draft.texts.get("kind", "")
        if not word:
            self._fault(draft, "kind", "tree-type-missing")
            return
        draft.kind = fields.kind_of(word, at_the_top=not draft.texts.get("parent"))
        if draft.kind is None:
            self._fault(draft, "kind", "tree-type-unknown", kinds="、".join(KIND_TERMS.values()))

    def _read_date(self, draft: Draft, cell: Cell) -> None:
        if isinstance(cell, CellError):
            return
        day = read_day(cell, from_1904=self.workbook.from_1904, loose=self.workbook.loose)
        if day.code:
            what = f"{day.what}。" if day.what else ""
            self._fault(draft, "founded_on", "tree-date", what=what)
        elif day.value is not None and day.value > self.today:
            self._fault(draft, "founded_on", "tree-date-in-future", day=day.value.isoformat())
        else:
            draft.founded_on = day.value
            self.months += day.month_only

    def _check_codes(self) -> None:
        by_code: dict[str, list[Draft]] = defaultdict(list)
        for draft in self.drafts:
            if draft.texts["code"]:
                by_code[draft.texts["code"]].append(draft)
        for same in by_code.values():
            for draft in same if len(same) > 1 else ():
                rows = "、".join(str(other.number) for other in same if other is not draft)
                self._fault(draft, "code", "tree-code-twice", rows=rows)

    def _place_all(self) -> dict[Key, OrganisationRow]:
        """Every row with its parent found; rows that hang on a refused one are refused."""
        finder = Parents(self.drafts, self.known)
        rows: dict[Key, OrganisationRow] = {}
        for draft in self.drafts:
            if draft.kind is None:
                continue
            row = self._placed(draft, draft.kind, finder)
            if row is not None:
                rows[row.key] = row
        self._cycles(rows)
        self._roots(rows)
        self._hanging(rows)
        self._kinds(rows)
        self._names(rows)
        self._hanging(rows)
        matched = {key: self._matched(row, rows) for key, row in rows.items()}
        return {key: row for key, row in matched.items() if key not in self.bad}

    def _placed(self, draft: Draft, kind: Kind, finder: Parents) -> OrganisationRow | None:
        word = draft.texts.get("parent", "")
        row = OrganisationRow(
            sheet=draft.sheet,
            row=draft.number,
            name=draft.texts.get("name", ""),
            kind=kind,
            code=draft.texts["code"],
            short_name=draft.texts.get("short_name", ""),
            founded_on=draft.founded_on,
        )
        if kind is Kind.SCHOOL_COMMITTEE:
            if word:
                self._fault(draft, "parent", "tree-root-with-parent")
            return row
        if not word:
            self._fault(draft, "parent", "tree-parent-missing")
            return row
        found = finder.find(word, draft)
        if isinstance(found, str):
            self._fault(draft, "parent", found, near=finder.near(word))
            return row
        if isinstance(found, KnownOrganisation):
            return replace(row, parent_id=found.organisation_id)
        return replace(row, parent=found)

    def _cycles(self, rows: dict[Key, OrganisationRow]) -> None:
        for key in rows:
            way = [key]
            at = rows[key].parent
            while at is not None and at in rows and at not in way:
                way.append(at)
                at = rows[at].parent
            if at == key:
                names = " → ".join(rows[step].name for step in [*way, key])
                self._fault(self._draft(key), "parent", "tree-cycle", way=names)

    def _roots(self, rows: dict[Key, OrganisationRow]) -> None:
        roots = [
            row
            for row in rows.values()
            if row.kind is Kind.SCHOOL_COMMITTEE and row.key not in self.bad
        ]
        for row in roots if len(roots) > 1 else ():
            self._fault(self._draft(row.key), "kind", "tree-root-twice", known="请只留一行。")

    def _hanging(self, rows: dict[Key, OrganisationRow]) -> None:
        """Rows under a refused row, down to the last."""
        changed = True
        while changed:
            changed = False
            for key, row in rows.items():
                if row.parent in self.bad and key not in self.bad:
                    self._fault(self._draft(key), "parent", "tree-parent-refused")
                    changed = True

    def _kinds(self, rows: dict[Key, OrganisationRow]) -> None:
        for key, row in rows.items():
            parent_kind = self._parent_kind(row, rows)
            if key in self.bad or parent_kind is None or parent_kind in PARENTS[row.kind]:
                continue
            direct = row.kind is Kind.BRANCH and parent_kind is Kind.SCHOOL_COMMITTEE
            self._fault(
                self._draft(key),
                "parent",
                "tree-parent-kind",
                kind=KIND_TERMS[row.kind],
                parent_kind=KIND_TERMS[parent_kind],
                hint=_HINT if direct else "请核对。",
            )

    def _parent_kind(self, row: OrganisationRow, rows: dict[Key, OrganisationRow]) -> Kind | None:
        if row.parent is not None:
            return rows[row.parent].kind if row.parent in rows else None
        return self.by_id[row.parent_id].kind if row.parent_id is not None else None

    def _names(self, rows: dict[Key, OrganisationRow]) -> None:
        same: dict[object, list[OrganisationRow]] = defaultdict(list)
        for row in rows.values():
            if row.name:
                same[(row.parent, row.parent_id, row.name)].append(row)
        for group in same.values():
            for row in group if len(group) > 1 else ():
                others = "、".join(str(other.row) for other in group if other is not row)
                self._fault(self._draft(row.key), "name", "tree-name-twice", rows=others)

    def _matched(self, row: OrganisationRow, rows: dict[Key, OrganisationRow]) -> OrganisationRow:
        """The known organisation a row speaks of: by code, as the root, or by name and parent."""
        if row.key not in self._matches:
            self._matches[row.key] = self._match(row, rows)
        return self._matches[row.key]

    def _match(self, row: OrganisationRow, rows: dict[Key, OrganisationRow]) -> OrganisationRow:
        if row.key in self.bad:
            return row
        found = self.by_code.get(row.code)
        if found is None and row.kind is Kind.SCHOOL_COMMITTEE:
            found = self.root
        if found is None:
            parent_id = row.parent_id
            if row.parent is not None and row.parent in rows:
                parent_id = self._matched(rows[row.parent], rows).matches
            found = self.by_name.get((parent_id, row.name)) if parent_id is not None else None
        if found is None:
            return row
        if found.kind is not row.kind:
            self._fault(
                self._draft(row.key),
                "kind",
                "tree-kind-differs",
                name=found.name,
                known=KIND_TERMS[found.kind],
                kind=KIND_TERMS[row.kind],
            )
            return row
        return replace(row, matches=found.organisation_id)

    def _in_order(self, rows: dict[Key, OrganisationRow]) -> list[OrganisationRow]:
        """Parents before children, else as in the file."""
        done: dict[Key, OrganisationRow] = {}

        def put(row: OrganisationRow) -> None:
            if row.key in done:
                return
            if row.parent is not None and row.parent in rows:
                put(rows[row.parent])
            done[row.key] = row

        for row in rows.values():
            put(row)
        return list(done.values())

    def _parsed(self, rows: list[OrganisationRow]) -> TreeParsed:
        new = [row for row in rows if row.matches is None]
        counts = {
            "tree-date-month-only": self.months,
            "tree-date-missing": sum(1 for row in new if row.founded_on is None),
            "tree-code-missing": sum(1 for row in new if not row.code),
        }
        for code, count in counts.items():
            if count:
                self._warn(code, "", count=count)
        order = Counter({sheet.name: at for at, sheet in enumerate(self.workbook.sheets)})
        self.faults.sort(key=lambda fault: (order[fault.sheet], fault.row, fault.at))
        return TreeParsed(rows, self.faults, len(self.bad), self.warnings)

    def _draft(self, key: Key) -> Draft:
        return self._drafts[key]

    def _warn(self, code: str, sheet: str, /, **params: str | int) -> None:
        self.warnings.append(Fault(sheet, 0, "", code, WARNING[code].format(**params)))

    def _fault(self, draft: Draft, name: str, code: str, /, **params: str | int) -> None:
        self.bad.add(draft.key)
        value = draft.texts.get(name, "")[:60]
        label = fields.LABELS[name]
        self.faults.append(
            Fault(
                sheet=draft.sheet,
                row=draft.number,
                column=draft.heads.get(name, label),
                code=code,
                message=CELL[code].format(label=label, value=value, **params),
                value=value,
                label=draft.texts.get("name", ""),
                field=name,
                at=draft.columns.get(name, -1),
            )
        )


def _usable(head: Head, sheet: Sheet) -> None:
    """Raise FileRefused for a head without type or parent."""
    named = head.fields()
    if "kind" not in named:
        raise _refuse("tree-type-column-missing", sheet=sheet.name, row=head.bottom)
    if "parent" not in named:
        raise _refuse("tree-parent-column-missing", sheet=sheet.name, row=head.bottom)
