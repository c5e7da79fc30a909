"""Work of this room done beside the pages: long readings and imports, and the night's tidying."""

from __future__ import annotations

from procrastinate.contrib.django import app

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
