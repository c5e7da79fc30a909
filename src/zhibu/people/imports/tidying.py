"""What is done with imports when nobody looks (导入的清理): confirmations by a job, and the night's tidying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.people.imports import queries
from zhibu.people.imports.drafts import maker_of
from zhibu.people.imports.store import store
from zhibu.people.models import ImportBatch, ImportRow

DRAFT_HOURS = 24
State = ImportBatch.State


def confirm(batch_id: int, act: Callable[..., ImportBatch]) -> None:
    """Carry out a confirmed batch; what it cannot do is said on the batch, a draft again."""
    batch = ImportBatch.objects.select_related("made_by").get(pk=batch_id)
    if batch.state != State.RUNNING:
        return
    try:
        act(actor=maker_of(batch), batch_id=batch_id)
    except (Refused, Conflict, Invalid) as trouble:
        ImportBatch.objects.filter(pk=batch_id).update(
            state=State.READY, message=str(trouble)[:500]
        )


@transaction.atomic
def tidy() -> dict[str, int]:
    """Give up drafts older than a day, drop rows past undoing, discard files nobody names."""
    now = clock.now()
    old = ImportBatch.objects.filter(
        state__in=[State.READING, State.READY, State.REFUSED, State.RUNNING],
        made_at__lt=now - timedelta(hours=DRAFT_HOURS),
    )
    drafts = list(old.select_for_update())
    for batch in drafts:
        store.discard(batch.stored)
    ImportRow.objects.filter(batch__in=[batch.pk for batch in drafts]).delete()
    ImportBatch.objects.filter(pk__in=[batch.pk for batch in drafts]).update(
        state=State.DROPPED, stored="", edits=[]
    )
    past = ImportRow.objects.filter(
        batch__confirmed_at__lt=now - timedelta(days=queries.UNDO_DAYS)
    ).delete()
    before = now.timestamp() - DRAFT_HOURS * 3600
    strays = store.sweep(named=queries.stored_names(), older_than=before)
    return {"drafts": len(drafts), "rows": past[0], "files": strays}
