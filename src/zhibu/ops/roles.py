"""The four database roles (数据库角色) and what the application's role may touch."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields

from psycopg import Connection, sql

DATABASE = "zhibu"
OWNER, APP, READ_ONLY, BACKUP = "zhibu_owner", "zhibu_app", "zhibu_ro", "zhibu_backup"
ADMIN = "zhibu_admin"


@dataclass(frozen=True, slots=True)
class Passwords:
    """A password for each role; made once, kept in one file of mode 0600."""

    admin: str
    owner: str
    app: str
    read_only: str
    backup: str

    @classmethod
    def fresh(cls) -> Passwords:
        return cls(*(secrets.token_urlsafe(24) for _ in fields(cls)))


def make_roles(admin: Connection, passwords: Passwords, *, for_tests: bool) -> None:
    """Make or renew the roles and the database; may be repeated at every start.

    for_tests: the owner makes a database for each worker and may act as the application.
    """
    wanted = {
        OWNER: passwords.owner,
        APP: passwords.app,
        READ_ONLY: passwords.read_only,
        BACKUP: passwords.backup,
    }
    known = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name, password in wanted.items():
        verb = sql.SQL("ALTER" if name in known else "CREATE")
        right = sql.SQL(
            "CREATEDB" if name == OWNER and for_tests else "NOCREATEDB",
        )
        admin.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                verb, sql.Identifier(name), right, sql.Literal(password)
            )
        )
    if for_tests:
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
    admin.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))
    found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
    if found is None:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )
        admin.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE))
        )
        for name in (APP, READ_ONLY, BACKUP):
            admin.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(name)
                )
            )
