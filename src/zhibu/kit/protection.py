"""Tables the database itself keeps from being rewritten (不可改表)."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """A migration step: UPDATE, DELETE and TRUNCATE on ``table`` are refused for every role."""
    return migrations.RunSQL(
        sql=f"""
        CREATE OR REPLACE FUNCTION zhibu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION '% on % is refused: this table is append-only', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
        END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION zhibu_append_only();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION zhibu_append_only();
        """,
        reverse_sql=f"""
        DROP TRIGGER IF EXISTS {table}_append_only ON {table};
        DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
        """,
    )


def append_only_tables() -> list[str]:
    """Names of all tables whose model says ``append_only = True``, sorted."""
    return sorted(
        model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)
    )


def grants_for(role: str, tables: Iterable[str]) -> list[str]:
    """Statements giving ``role`` its everyday rights, without rewriting on append-only tables."""
    quoted = '"' + role.replace('"', '""') + '"'
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {quoted}",
    ]
    statements += [f'REVOKE UPDATE, DELETE, TRUNCATE ON "{t}" FROM {quoted}' for t in tables]
    return statements


def fixed_once(table: str, *, while_true: str, may_change: Iterable[str]) -> migrations.RunSQL:
    """A migration step: a row for which ``while_true`` no longer holds keeps all but some columns.

    while_true: SQL over OLD, such as ``OLD.state = 'draft'``. Such a row is never deleted; the
    application's role may not empty any table.
    """
    kept = " - ".join(f"'{column}'" for column in may_change)
    return migrations.RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {while_true} THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          ELSIF TG_OP = 'DELETE' OR to_jsonb(OLD) - {kept} <> to_jsonb(NEW) - {kept} THEN
            RAISE EXCEPTION '% on {table} is refused: this row is fixed', TG_OP
              USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_fixed();
        """,
        reverse_sql=f"""
        DROP TRIGGER IF EXISTS {table}_fixed ON {table};
        DROP FUNCTION IF EXISTS {table}_fixed();
        """,
    )
