"""Work of this room done beside the pages: long readings and imports, and the night's tidying."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.people.actions import tidy_sittings
from zhibu.people.audit import actions as audit
from zhibu.people.extracts import actions as extracts
from zhibu.people.imports import drafts, tidying
from zhibu.people.imports.actions import import_roster


@app.task(name="people.read_import", queue="imports")
def read_import(batch_id: int) -> None:
    """Read and check a large file that was handed in."""
    drafts.read_draft(batch_id)


@app.task(name="people.confirm_import", queue="imports")
def confirm_import(batch_id: int) -> None:
    """Write a large roster that somebody confirmed; the one who confirmed is who acts."""
    tidying.confirm(batch_id, import_roster)


@app.periodic(cron="53 3 * * *")
@app.task(name="people.tidy_imports", queue="house")
def tidy_imports(timestamp: int) -> None:
    """Every night: drafts nobody went on with, rows past the time of undoing, stray files."""
    tidying.tidy()


@app.task(name="people.make_extract", queue="house")
def make_extract(extract_id: int) -> None:
    """Make the file of a request that was agreed to."""
    extracts.make_extract(extract_id=extract_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="people.tidy_extracts", queue="house")
def tidy_extracts(timestamp: int) -> None:
    """Every ten minutes: files whose day is over, requests nobody answered, files not yet made."""
    extracts.tidy()


@app.periodic(cron="23 3 * * *")
@app.task(name="people.tidy_sessions", queue="house")
def tidy_sessions(timestamp: int) -> None:
    """Every night: sessions that are over."""
    tidy_sittings()


@app.task(name="people.walk_chain", queue="house")
def walk_chain() -> None:
    """Walk the chain over the audit notes, as an auditor asked."""
    audit.walk_chain()
