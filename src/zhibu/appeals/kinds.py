"""Which kinds of things can be contested: the wiring page's list (可提异议的种类)."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.offers import AppealKind, AppealSubject


def kinds() -> dict[str, AppealKind]:
    """Every kind on offer by its name."""
    offered: tuple[AppealKind, ...] = import_string(settings.ZHIBU_APPEAL_KINDS)
    return {one.kind: one for one in offered}


def label_of(kind: str) -> str:
    """What people call this kind; plain words for one no longer on offer."""
    found = kinds().get(kind)
    return str(found.label) if found else _("其他事项")


def subject_of(kind: str, subject_id: int, *, seen_by: Actor) -> AppealSubject | None:
    """The subject as this actor may see it now; None where there is none for this actor."""
    found = kinds().get(kind)
    return found.seen(seen_by, subject_id) if found else None
