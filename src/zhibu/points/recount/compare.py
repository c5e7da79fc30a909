"""The ledger beside what the facts ask for (复算核对): each line and each sum that differs, named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhibu.points.recount.evaluate import Deed, credits_under, start_of
from zhibu.points.recount.facts import (
    CHINA,
    Branch,
    Row,
    Thing,
    branches,
    day_of,
    deeds_of,
    is_within,
    json_of,
    read_branch,
    rows,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be. credit: the line's number, None for a sum or a gap."""

    what: str
    sentence: str
    credit: int | None = None


@dataclass(slots=True)
class Recount:
    """What was counted and what was found. waiting: facts not handed over yet."""

    branches: int = 0
    persons: int = 0
    credits: int = 0
    waiting: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Due:
    """What one line should be: for whom, by which version and rule, from which part of which fact."""

    person: int
    version: int
    rule: str
    event: str
    fact: str


@dataclass(slots=True)
class Expected:
    """All that should stand in one branch, with the sums that follow."""

    lines: dict[Due, int] = field(default_factory=dict)
    on: dict[Due, date] = field(default_factory=dict)
    balances: dict[tuple[int, date], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )
    leaves: dict[tuple[date, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )


def recount() -> Recount:
    """Count everything anew and compare. Reads only."""
    found = Recount()
    scores: Counter[tuple[int, date, int]] = Counter()
    for pk, path in branches():
        branch = read_branch(pk, path)
        due = expected(branch)
        found.branches += 1
        found.persons += len(branch.parts)
        found.credits += len(due.lines)
        found.faults += [*_lines(branch, due), *_balances(branch, due), *_leaves(branch, due)]
        for (person, period), (amount, _number) in due.balances.items():
            if person in branch.taking:
                for level in path.rstrip(".").split(".")[:-1]:
                    scores[(int(level), period, amount)] += 1
    found.faults += _scores(scores)
    ((found.waiting,),) = rows(
        "SELECT count(*) FROM trail_outboxevent WHERE delivered_at IS NULL AND kind LIKE 'meetings.%%'"
    )
    return found


# ---- what should stand


def expected(branch: Branch) -> Expected:
    """Every line that should stand in a branch, worked out from the facts alone."""
    due = Expected()
    deeds: dict[tuple[int, int, int, date], list[Deed]] = defaultdict(list)
    for name, thing in branch.things.items():
        day = day_of(thing)
        version = branch.version_on(day)
        if thing.ended or version is None or not _counts_here(branch, thing, day):
            continue
        stretch = _stretch(branch, version.id, day)
        period = start_of(version.body["period"], day)
        for person, deed in deeds_of(name, thing):
            if _counts_for(branch, person, thing, day) and (
                (person, name, deed.kind) not in branch.aside
            ):
                deeds[(person, version.id, stretch, period)].append(deed)
    bodies = {version.id: version.body for version in branch.versions}
    for (person, version_id, _stretch_no, _period), did in deeds.items():
        agreed = {code for _since, _left, codes in branch.parts[person] for code in codes}
        by_key = {deed.key: deed for deed in did}
        for (rule, key), amount in credits_under(bodies[version_id], did, agreed=agreed).items():
            event, _slash, fact = key.partition("/")
            line, on = Due(person, version_id, rule, event, fact), by_key[key].on
            due.lines[line], due.on[line] = amount, on
            for sums in (
                due.balances[(person, start_of("term", on))],
                due.leaves[(on.replace(day=1), fact)],
            ):
                sums[0] += amount
                sums[1] += 1
    return due


def _counts_here(branch: Branch, thing: Thing, day: date) -> bool:
    told_on = thing.told_at.astimezone(CHINA).date()
    return is_within(day, branch.on) and is_within(told_on, branch.on)


def _counts_for(branch: Branch, person: int, thing: Thing, day: date) -> bool:
    return any(
        since <= day and (left is None or thing.told_at < left)
        for since, left, _codes in branch.parts.get(person, [])
    )


def _stretch(branch: Branch, version_id: int, day: date) -> int:
    """Which unbroken run of days of a version this is: how often another one came in before it."""
    edges = sorted(
        {edge for v in branch.versions for edge in (v.since, v.until) if edge and edge <= day}
    )
    held = [branch.version_on(edge) for edge in edges]
    return sum(1 for one in held if one is None or one.id != version_id)


# ---- what does stand


_LEDGER = """
SELECT c.id, c.person_id, c.version_id, c.rule, c.event::text, c.fact, c.revision, c.amount,
  c.reverses, c.reason, c.giver_id, c.giver_name, c."on", c.month, c.at, c.receipt, c.branch_id
FROM points_credit c WHERE c.branch_id = %s ORDER BY c.id
"""
_SAID = "此行与事实推算不符"


def _lines(branch: Branch, due: Expected) -> Iterator[Fault]:
    """Every line of the ledger of one branch beside what should stand there."""
    found = rows(_LEDGER, branch.id)
    given = {row[0]: row for row in found if row[8] is None}
    undone: dict[int, Row] = {}
    for row in found:
        if row[8] is not None:
            undone[row[8]] = row
            yield from _reversal(row, given.get(row[8]))
    standing: dict[Due, int] = {}
    revisions: dict[Due, list[Row]] = defaultdict(list)
    for row in given.values():
        line = Due(row[1], row[2], row[3], row[4], row[5])
        revisions[line].append(row)
        yield from _shape(row, branch)
        if row[0] in undone:
            continue
        if line in standing:
            yield Fault("double", f"{row[0]}：同一件事有两笔未冲销", row[0])
        standing[line] = row[0]
        if line not in due.lines:
            yield Fault("unfounded", f"{row[0]}：没有事实支持这一笔", row[0])
        elif due.lines[line] != row[7]:
            yield Fault("amount", f"{row[0]}：应为 {due.lines[line]}，账上 {row[7]}", row[0])
        elif due.on[line] != row[12]:
            yield Fault("day", f"{row[0]}：日期应为 {due.on[line]}，账上 {row[12]}", row[0])
    for same in revisions.values():
        yield from _in_turn(same, undone)
    for line, amount in due.lines.items():
        if line not in standing:
            yield Fault("missing", f"{line.person} {line.rule} {line.event}：缺 {amount}")


def _in_turn(same: list[Row], undone: Mapping[int, Row]) -> Iterator[Fault]:
    """Revisions run 1, 2, 3 …; only the last may stand."""
    ordered = sorted(same, key=lambda row: row[0])
    for number, row in enumerate(ordered, start=1):
        if row[6] != number:
            yield Fault("revision", f"{row[0]}：第 {row[6]} 次记入，应为第 {number} 次", row[0])
        if row[0] not in undone and number < len(ordered):
            yield Fault("revision", f"{row[0]}：后面又记过，这一笔却没有冲销", row[0])


def _reversal(row: Row, of: Row | None) -> Iterator[Fault]:
    """A reversal is its credit with the sign turned, later, and says why."""
    if of is None:
        yield Fault("reversal", f"{row[0]}：冲销的那一笔 {row[8]} 不在账上", row[0])
    elif (*row[1:7], row[7], row[12], row[13]) != (*of[1:7], -of[7], of[12], of[13]):
        yield Fault("reversal", f"{row[0]}：与所冲销的 {of[0]} 不相抵", row[0])
        yield Fault("reversal", f"{of[0]}：与冲销它的 {row[0]} 不相抵", of[0])
    elif not row[9] or row[14] < of[14]:
        yield Fault("reversal", f"{row[0]}：没有原因，或早于所冲销的一笔", row[0])


def _shape(row: Row, branch: Branch) -> Iterator[Fault]:
    """What a credit says of its fact: month, giver, receipt, time."""
    id_, amount, giver = row[0], row[7], row[10:12]
    on, month, at, receipt = row[12:16]
    if month != on.replace(day=1):
        yield Fault("month", f"{id_}：月份与日期不符", id_)
    if row[6] < 1 or amount == 0:
        yield Fault("shape", f"{id_}：{_SAID}", id_)
    if row[4] not in branch.told:
        yield Fault("unfounded", f"{id_}：事实 {row[4]} 不在本支部的发件箱里", id_)
        return
    kind, payload, told_at = branch.told[row[4]]
    if tuple(giver) != _giver(kind, payload):
        yield Fault("giver", f"{id_}：记入人与事实不符", id_)
    if at < told_at:
        yield Fault("time", f"{id_}：记入早于得知 {at} {told_at} {kind} {payload} {row}", id_)
    title = payload.get("title") or payload.get("matter")
    kept = json_of(receipt)
    if kept.get("title") != title or _last_number(kept) != _points(amount):
        yield Fault("receipt", f"{id_}：凭证与事实或分值不符", id_)


def _giver(kind: str, payload: Mapping[str, Any]) -> tuple[int | None, str]:
    name = {
        "meetings.RecordConfirmed": "confirmed_by",
        "meetings.ItemCarriedOut": "reported_by",
    }.get(kind)
    if name is None:
        return payload["giver_id"], payload["giver_name"]
    return payload[name], payload[f"{name}_name"]


def _points(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")


def _last_number(receipt: Mapping[str, Any]) -> str:
    said = receipt.get("said") or [["", {}]]
    return str(said[-1][1].get("points", ""))


# ---- the sums


def _balances(branch: Branch, due: Expected) -> Iterator[Fault]:
    held = {
        (person, period): (amount, number, counted)
        for person, period, amount, number, counted in rows(
            "SELECT person_id, period, amount, credits, counted FROM points_balance"
            " WHERE branch_id = %s",
            branch.id,
        )
    }
    for at in sorted({*held, *due.balances}):
        amount, number = due.balances.get(at, (0, 0))
        wanted = (amount, number, number > 0 and at[0] in branch.taking)
        if held.get(at, (0, 0, False)) != wanted:
            yield Fault("balance", f"{at[0]} {at[1]} 余额：应为 {wanted}，账上 {held.get(at)}")


def _leaves(branch: Branch, due: Expected) -> Iterator[Fault]:
    held = {
        (month, category): (amount, number)
        for month, category, amount, number in rows(
            "SELECT month, category, amount, credits FROM points_leaf WHERE branch_id = %s",
            branch.id,
        )
    }
    for at in sorted({*held, *due.leaves}):
        wanted = tuple(due.leaves.get(at, (0, 0)))
        if held.get(at, (0, 0)) != wanted:
            yield Fault("leaf", f"{branch.id} {at} 末级单元：应为 {wanted}，账上 {held.get(at)}")


def _scores(wanted: Mapping[tuple[int, date, int], int]) -> Iterator[Fault]:
    held = {
        (level, period, score): persons
        for level, period, score, persons in rows(
            "SELECT level_id, period, score, persons FROM points_scorecount WHERE persons <> 0"
        )
    }
    for at in sorted({*held, *wanted}):
        if held.get(at, 0) != wanted.get(at, 0):
            yield Fault(
                "scores", f"{at} 得分分布：应为 {wanted.get(at, 0)}，账上 {held.get(at, 0)}"
            )
