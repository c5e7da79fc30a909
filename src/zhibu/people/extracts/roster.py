"""The roster as a file with rows of persons (名册)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import FileMade, FileSubject, FileWish, PersonalFile
from zhibu.kit.verdict import deny, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies
from zhibu.people.imports.exporting import how_many, roster_table
from zhibu.people.roster.export import OPEN, ORDER, write_table
from zhibu.people.roster.fields import LABELS

KIND = "people.roster"
GUARDED = frozenset({"standing"})  # discipline shows in it: S3, two people however few the rows


def allowed_columns(actor: Actor, body: Organisation) -> tuple[str, ...]:
    """Columns this actor may take out: all of one's own branch, S1 from above."""
    return ORDER if policies.see_roster_details(actor, body) else OPEN


def usual_columns(actor: Actor, body: Organisation) -> list[str]:
    """Columns ticked beforehand."""
    return [name for name in allowed_columns(actor, body) if name not in GUARDED]


def is_guarded(columns: Sequence[str]) -> bool:
    """Whether one of them needs two people by itself."""
    return bool(GUARDED.intersection(columns))


def subject(actor: Actor, wish: FileWish) -> FileSubject:
    """The roster of a body as this actor may have it. Raises DoesNotExist, Refused."""
    body = organisation_for_reading(wish.organisation_id, seen_by=actor)
    require(policies.export_roster(actor, body))
    if set(wish.columns) - set(allowed_columns(actor, body)):
        require(deny("columns", _("这些栏目现在不能导出，请重新申请。")))
    return FileSubject(
        title=_("%(body)s党员名册") % {"body": body.name},
        persons=how_many(under=body.path),
        held="、".join(LABELS[name] for name in wish.columns),
        back=reverse("people:export", args=[body.pk]),
        guarded=is_guarded(wish.columns),
    )


def made(actor: Actor, wish: FileWish, watermark: str) -> FileMade:
    """The workbook. Three queries."""
    body = organisation_for_reading(wish.organisation_id, seen_by=actor)
    rows = list(roster_table(under=body.path, columns=wish.columns))
    target = BytesIO()
    write_table(
        target,
        [LABELS[name] for name in wish.columns],
        [cells for _person, cells in rows],
        sheet=_("党员名册"),
        watermark=watermark,
    )
    day = clock.today().isoformat()
    return FileMade(
        target.getvalue(),
        f"{body.name}{_('党员名册')} {day}.xlsx",
        tuple(person for person, _cells in rows),
    )


ROSTER = PersonalFile(KIND, gettext_lazy("党员名册"), subject, made)
