"""Folding cells into the sums of every body above (折叠): what waits is taken, once, by one at a time.

The database itself writes what waits (``Unfolded``) in the transaction of each change; a change that
commits while a fold runs waits for the next. Each cell's share is taken out as it went in, wherever its
organisation stood then, and put in as it is now: so doing it twice, or late, ends in the same sums.
"""

from __future__ import annotations

from django.db import connection, transaction

from zhibu.insights.catalogue import guards
from zhibu.insights.domain.figures import LEAST
from zhibu.insights.models import Folded, Share
from zhibu.insights.queries.cells import GUARD, KEPT
from zhibu.insights.queries.folded import ONE_AT_A_TIME, PLACE_OF_KEYS, stop_folding

MOST = 2_000  # marks taken in one transaction
TAKE = """
DELETE FROM insights_unfolded
WHERE id IN (SELECT id FROM insights_unfolded ORDER BY id LIMIT %s)
RETURNING organisation_id, month
"""
FOLD = f"""
WITH key AS MATERIALIZED (
  SELECT k.organisation_id, k.month
  FROM unnest(%(organisations)s::bigint[], %(of)s::date[]) AS k(organisation_id, month)
), {PLACE_OF_KEYS}, now AS MATERIALIZED (
  SELECT c.organisation_id, c.month, c.category, place.path, c.value,
         CASE WHEN {KEPT} THEN c.value ELSE 0 END AS shown
  FROM insights_cell c
  JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
  {GUARD}
  WHERE c.value > 0
), was AS MATERIALIZED (
  SELECT s.id, s.organisation_id, s.month, s.category, s.path, s.value, s.shown
  FROM insights_share s JOIN key USING (organisation_id, month)
), gone AS (
  DELETE FROM insights_share s USING was WHERE s.id = was.id AND NOT EXISTS (
    SELECT FROM now WHERE now.organisation_id = was.organisation_id
    AND now.month = was.month AND now.category = was.category)
), held AS (
  INSERT INTO insights_share AS s (organisation_id, month, category, path, value, shown)
  SELECT organisation_id, month, category, path, value, shown FROM now
  ON CONFLICT (organisation_id, month, category) DO UPDATE
  SET path = excluded.path, value = excluded.value, shown = excluded.shown
  WHERE (s.path, s.value, s.shown) <> (excluded.path, excluded.value, excluded.shown)
), step AS (
  SELECT path, month, category, sum(value) AS value, sum(shown) AS shown FROM (
    SELECT path, month, category, value, shown FROM now
    UNION ALL SELECT path, month, category, -value, -shown FROM was
  ) AS both_ways GROUP BY path, month, category
), moved AS (
  SELECT up.path, up.above, step.month, step.category,
         sum(step.value)::bigint AS value, sum(step.shown)::bigint AS shown
  FROM step CROSS JOIN LATERAL (
    SELECT array_to_string(parts[:n], '.') || '.' AS path,
           CASE WHEN n > 1 THEN array_to_string(parts[:n - 1], '.') || '.' ELSE '' END AS above
    FROM (SELECT string_to_array(rtrim(step.path, '.'), '.') AS parts) AS cut,
         generate_series(1, cardinality(parts)) AS n
  ) AS up
  GROUP BY 1, 2, 3, 4 HAVING sum(step.value) <> 0 OR sum(step.shown) <> 0
)
MERGE INTO insights_folded f USING (SELECT * FROM moved ORDER BY above, month, path) AS m
  ON f.path = m.path AND f.month = m.month AND f.category = m.category
WHEN MATCHED AND f.value + m.value = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET value = f.value + m.value, shown = f.shown + m.shown
WHEN NOT MATCHED THEN INSERT (path, above, month, category, value, shown)
  VALUES (m.path, m.above, m.month, m.category, m.value, m.shown)
"""  # noqa: S608  our own text


def fold() -> int:
    """Bring the sums up to every change committed so far (折叠); how many bodies' months were taken."""
    taken = 0
    while some := _fold_some():
        taken += some
    return taken


@transaction.atomic
def _fold_some() -> int:
    """One handful; nought where nothing waits or somebody else is at it. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({ONE_AT_A_TIME})")
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(TAKE, [MOST])
        keys = sorted({(organisation, month) for organisation, month in cursor.fetchall()})
        if not keys:
            return 0
        rules = guards()
        cursor.execute(
            FOLD,
            {
                "organisations": [organisation for organisation, _month in keys],
                "of": [month for _organisation, month in keys],
                "months": sorted({month for _organisation, month in keys}),
                "under": "",
                "guarded": list(rules),
                "guards": list(rules.values()),
                "least": LEAST,
            },
        )
    return len(keys)


def forget_folded() -> None:
    """Throw the sums away; the caller moves every cell, in this transaction, and folds again."""
    stop_folding()
    Folded.objects.all().delete()
    Share.objects.all().delete()
