"""Bring the tables up to date as their owner, then give the application's role its rights."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import conninfo_to_dict

from zhibu.kit import clock
from zhibu.kit.partitions import make_pieces, months_around, partitioned_tables, pieces_of
from zhibu.kit.protection import append_only_tables, grants_for

ONE_AT_A_TIME = 7_411_001  # advisory lock: two servers of one cell migrate one after the other

EMPTY = "empty"
NEWER = 9  # exit code: the tables are of a newer release than this code


def main(words: list[str]) -> int:
    """Migrate, make the coming months' pieces, grant; print ``empty`` when the house has no organisation yet.

    Tables of a newer release are left as they are: exit code ``NEWER``.
    """
    role = str(conninfo_to_dict(settings.APP_URL).get("user", ""))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        loader = MigrationLoader(connection)
        if unknown := steps_unknown(loader):
            print(*unknown, file=sys.stderr)
            return NEWER
        if set(loader.disk_migrations) - set(loader.applied_migrations):
            call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
        protected = append_only_tables()
        for table in partitioned_tables():
            make_pieces(table, months_around(clock.today()))
            protected += pieces_of(table)
        if role and role != connection.settings_dict["USER"]:
            for statement in grants_for(role, protected):
                cursor.execute(statement)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT EXISTS (SELECT 1 FROM orgs_organisation)")
        if cursor.fetchone() == (False,):
            print(EMPTY)
    return 0


def steps_unknown(loader: MigrationLoader) -> list[str]:
    """Steps done to these tables that this code does not know, as ``room.step``; none for an older house."""
    ours = {app for app, _name in loader.disk_migrations}
    done = {step for step in loader.applied_migrations if step[0] in ours}
    return sorted(f"{app}.{name}" for app, name in done - set(loader.disk_migrations))
