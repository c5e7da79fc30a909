"""Whether the house is ready, and its figures (就绪、指标), each asked of the database with one query."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

LEAST_FREE = 500 * 1024 * 1024  # bytes on the disk; below, nothing more can be kept safely


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of Prometheus' text (一个指标). labels: such as ``state="failed"``."""

    name: str
    what: str
    value: float
    labels: str = ""


def readiness() -> dict[str, bool]:
    """What must hold before pages are sent here: database, tables, disk."""
    return {"database": _answers(), "tables": _is_migrated(), "disk": _free() >= LEAST_FREE}


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def _is_migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _free() -> int:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(settings.DATA).free


# Counted in groups: name, what it is, label, question.
GROUPS = (
    ("jobs", "background jobs by state", "state",
     "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"),
    ("mails", "mails by state", "state", "SELECT state, count(*) FROM notices_mail GROUP BY 1"),
    ("exports", "export requests by state", "state",
     "SELECT state, count(*) FROM people_extract GROUP BY 1"),
)  # fmt: skip
NUMBERS = (
    ("facts_waiting", "facts of the outbox not yet delivered",
     "SELECT count(*) FROM trail_outboxevent WHERE delivered_at IS NULL"),
    ("facts_oldest_seconds", "age of the oldest fact not yet delivered",
     "SELECT coalesce(extract(epoch FROM now() - min(occurred_at)), 0) FROM trail_outboxevent"
     " WHERE delivered_at IS NULL"),
    ("jobs_oldest_seconds", "age of the oldest job that is due",
     "SELECT coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, now()))), 0)"
     " FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at <= now()"),
    ("notes_unsealed", "audit notes not yet sealed into the chain",
     "SELECT count(*) FROM trail_auditnote n"
     " WHERE n.id > coalesce((SELECT max(note_id) FROM trail_auditseal), 0)"),
    ("database_bytes", "size of the database", "SELECT pg_database_size(current_database())"),
    ("database_connections", "open connections to the database",
     "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"),
)  # fmt: skip


def figures() -> Iterator[Figure]:
    """All figures. Nine queries; where the database is away, only what the machine itself knows."""
    up = _answers()
    yield Figure("database_up", "whether the database answers", float(up))
    yield Figure("disk_free_bytes", "free bytes where the data lies", float(_free()))
    for name, key in (("backup", "backed_up_at"), ("rehearsal", "rehearsed_at")):
        age = _age_of(key)
        if age is not None:
            yield Figure(f"{name}_age_seconds", f"seconds since the last {name}", age)
    if not up:
        return
    with connection.cursor() as cursor:
        for name, what, label, question in GROUPS:
            cursor.execute(question)
            for state, count in cursor.fetchall():
                yield Figure(name, what, float(count), f'{{{label}="{state}"}}')
        for name, what, question in NUMBERS:
            cursor.execute(question)
            yield Figure(name, what, max(0.0, float((cursor.fetchone() or (0,))[0])))


def _age_of(key: str) -> float | None:
    """Seconds since what ``./zhibu backup`` wrote down; None while it never did."""
    try:
        kept = json.loads((settings.DATA / "backups.json").read_text())
        return (datetime.now(UTC) - datetime.fromisoformat(kept[key])).total_seconds()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def as_text(found: Iterator[Figure]) -> str:
    """The text format of Prometheus, version 0.0.4."""
    lines: list[str] = []
    said = ""
    for one in found:
        name = f"zhibu_{one.name}"
        if name != said:
            lines += [f"# HELP {name} {one.what}", f"# TYPE {name} gauge"]
            said = name
        lines.append(f"{name}{one.labels} {one.value:.15g}")
    return "\n".join(lines) + "\n"
