"""The cell's database, whichever it is (数据库): the embedded one, or the one of DATABASE_URL."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from zhibu.ops import roles
from zhibu.ops.cell import Addresses, Cell
from zhibu.ops.postgres import PATIENCE, STEP, Cluster
from zhibu.ops.trouble import Trouble

OLDEST_SERVER = 150000


def is_embedded() -> bool:
    """Whether no ordinary server was named."""
    return not os.environ.get("DATABASE_URL", "").strip()


def addresses_of(cluster: Cluster) -> Addresses:
    app = cluster.url(roles.APP)
    return Addresses(app=app, owner=cluster.url(roles.OWNER), direct=app)


def addresses_named() -> Addresses:
    """Those of the environment."""
    app = os.environ["DATABASE_URL"].strip()
    return Addresses(
        app=app,
        owner=os.environ.get("DATABASE_OWNER_URL", "").strip() or app,
        direct=os.environ.get("DATABASE_DIRECT_URL", "").strip() or app,
    )


@contextmanager
def at_hand(
    cell: Cell, *, tick: Callable[[], None] = lambda: None
) -> Iterator[tuple[Addresses, Cluster | None]]:
    """The database for the time of one command: the running one, or one started for it."""
    if not is_embedded():
        named = addresses_named()
        examine(named, mode=cell.mode)
        yield named, None
        return
    cluster = Cluster(cell.home)
    lock, users = _joined(cell, cluster)
    try:
        if lock is not None:
            cluster.start(tick=tick)
        yield addresses_of(cluster), cluster
    finally:
        if lock is not None:
            fcntl.flock(users, fcntl.LOCK_EX)  # commands that joined us finish first
            cluster.stop()
            os.close(lock)
        os.close(users)


def _joined(cell: Cell, cluster: Cluster) -> tuple[int | None, int]:
    """The cell's lock, or None beside a running database, and our mark as a user of it."""
    until = time.monotonic() + PATIENCE
    while True:
        lock, users = cell.hold(), cell.use()
        if lock is not None or cluster.answers():
            return lock, users
        os.close(users)
        if time.monotonic() > until:
            raise in_use(cell)
        time.sleep(STEP)


def in_use(cell: Cell) -> Trouble:
    return Trouble(
        "in-use",
        zh=f"{cell.home} 正由另一个 ./zhibu 使用。请先停掉它，或用 --data 指定另一个文件夹。",
        en=f"{cell.home} is in use by another ./zhibu. Stop that one first, or name another folder with --data.",
    )


def examine(named: Addresses, *, mode: str) -> None:
    """Refuse a server we cannot keep our promises on. Raises Trouble; changes nothing."""
    owner, app = (str(conninfo_to_dict(u).get("user", "")) for u in (named.owner, named.app))
    for address in (named.app, named.owner, named.direct):
        with _connected(address):
            pass
    with _connected(named.owner) as link:
        if link.info.server_version < OLDEST_SERVER:
            raise Trouble(
                "old-server",
                zh=f"DATABASE_URL 的 PostgreSQL 版本是 {link.info.server_version // 10000}，需要 15 或更新。",
                en=f"DATABASE_URL names PostgreSQL {link.info.server_version // 10000}; 15 or newer is needed.",
            )
        _sees_chinese(link)
    if mode in {"production", "local"}:
        with _connected(named.app) as link:
            if owner == app or owns_tables(link):
                raise Trouble(
                    "app-owns-tables",
                    zh=f"应用的数据库角色 {app} 拥有数据表，不可改的记录就失去了保护。请让 DATABASE_URL 用一个普通角色，DATABASE_OWNER_URL 用表的所有者。",
                    en=f"The application's role {app} owns tables, so records that must stay could be rewritten. Give DATABASE_URL an ordinary role and DATABASE_OWNER_URL the owner of the tables.",
                )


@contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection]:
    try:
        link = psycopg.connect(address, connect_timeout=5)
    except psycopg.Error as refused:
        parts = conninfo_to_dict(address) if "://" in address or "=" in address else {}
        where = (
            f"{parts.get('user', '?')}@{parts.get('host', 'localhost')}/{parts.get('dbname', '?')}"
        )
        reason = str(refused).strip().splitlines()[-1] if str(refused).strip() else "?"
        raise Trouble(
            "no-database",
            zh=f"连不上数据库 {where}：{reason}",
            en=f"The database {where} cannot be reached; the server's own words stand above.",
        ) from refused
    with link:
        yield link


def owns_tables(link: psycopg.Connection) -> bool:
    """Whether this connection's role, or one it belongs to, owns a table of ours, or is superuser."""
    row = link.execute(
        "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR EXISTS ("
        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        " AND pg_has_role(current_user, c.relowner, 'USAGE'))"
    ).fetchone()
    return row is not None and bool(row[0])


def _sees_chinese(link: psycopg.Connection) -> None:
    """UTF-8, and a locale in which pg_trgm takes Chinese characters for letters."""
    encoding = link.execute("SHOW server_encoding").fetchone()
    try:
        with link.transaction(force_rollback=True):
            link.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            seen = link.execute("SELECT cardinality(show_trgm('党支部'))").fetchone()
    except psycopg.Error as refused:
        raise Trouble(
            "no-database",
            zh="数据库里没有 pg_trgm 扩展，所有者也不能建立。请管理员执行：CREATE EXTENSION pg_trgm",
            en="The database has no extension pg_trgm and the owner may not make it. Ask its administrator for: CREATE EXTENSION pg_trgm",
        ) from refused
    if encoding != ("UTF8",) or seen is None or not seen[0]:
        raise Trouble(
            "wrong-locale",
            zh="数据库的区域设置看不见汉字（show_trgm('党支部') 为空），姓名检索会失效。请另建数据库：CREATE DATABASE zhibu ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0",
            en="The database's locale does not see Chinese characters (show_trgm('党支部') is empty), so search by name would fail. Make another: CREATE DATABASE zhibu ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0",
        )
