"""What the house finds out about itself: migrations, protected tables, waiting facts, the worker, mail."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhibu.kit import clock
from zhibu.kit.protection import append_only_tables
from zhibu.orgs.models import Post
from zhibu.people.actions import unreadable_code_generators
from zhibu.people.queries import holders_of
from zhibu.trail import heads

Line = tuple[str, bool | None, str]


def main(words: list[str]) -> int:
    """Print findings as JSON: what, well or not (null: information), words."""
    print(
        json.dumps(
            [
                _migrations(),
                _protected(),
                _facts(),
                _worker(),
                _mails(),
                _duties(),
                _chain(),
                _sealed(),
            ],  # fmt: skip
            ensure_ascii=False,
        )
    )
    return 0


def _row(question: str, *values: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return tuple(cursor.fetchone() or ())


def _migrations() -> Line:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return ("数据表 · tables", not waiting, f"{len(waiting)} 步待执行 · steps waiting")


def _protected() -> Line:
    """The application's role may not rewrite append-only tables."""
    tables = append_only_tables()
    open_ones = [
        table
        for table in tables
        if _row("SELECT has_table_privilege(current_user, %s, 'UPDATE, DELETE, TRUNCATE')", table)
        != (False,)
    ]
    words = "、".join(open_ones) or f"{len(tables)} 张 · tables"
    return ("只追加的表 · append-only", not open_ones, words)


def _facts() -> Line:
    """Facts should reach their handlers within minutes."""
    (late,) = _row(
        "SELECT count(*) FROM trail_outboxevent WHERE delivered_at IS NULL"
        " AND occurred_at < now() - interval '10 minutes'"
    )
    return ("未送达的事实 · waiting facts", late == 0, f"{late}")


def _worker() -> Line:
    (failed,) = _row("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    (waiting,) = _row("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
    return ("后台任务 · jobs", failed == 0, f"{failed} 失败 · failed，{waiting} 等待 · waiting")


def _mails() -> Line:
    """Mails that could not be sent wait for the operator on the page of sending."""
    if not settings.MAIL_IS_ON:
        return ("发信 · mail", None, "没有接通（EMAIL_URL）· not connected")
    (aside,) = _row("SELECT count(*) FROM notices_mail WHERE state = 'set_aside'")
    return ("发信 · mail", aside == 0, f"{aside} 封没有发出，见“发信”页 · set aside")


def _chain() -> Line:
    """The heads kept outside stand in the chain. The whole of it is walked by ``./zhibu audit``."""
    away = [one for one in heads.kept() if not heads.stands(one)]
    words = f"{len(away)} 个库外存底的链头对不上，运行 ./zhibu audit · heads differ"
    return ("审计链 · audit chain", not away, words if away else "与库外存底一致 · as kept outside")


def _duties() -> Line:
    """Operator, security and audit officer: three persons; a duty nobody holds is said."""
    held = holders_of((Post.OPERATOR, Post.SECURITY, Post.AUDIT), day=clock.today())
    words = "，".join(f"{Post(post).label} {count}" for post, count in held.items())
    return ("三员分设 · three duties", all(held.values()) or None, words)


def _sealed() -> Line:
    """Every authenticator's secret opens with a key at hand."""
    lost = unreadable_code_generators()
    words = f"{lost} 个打不开，见运行指南“密钥” · do not open" if lost else "都打得开 · all open"
    return ("手机验证器 · authenticators", lost == 0, words)
