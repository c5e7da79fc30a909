"""Audit notes as a file with rows of persons (审计记录); out by the one door of ``people.extracts``."""

from __future__ import annotations

from io import BytesIO

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import stamp
from zhibu.kit.offers import FileMade, FileSubject, FileWish, PersonalFile
from zhibu.kit.verdict import deny, require
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies
from zhibu.people.audit import queries
from zhibu.people.audit.queries import Asked, lines_of, notes_for, persons_named
from zhibu.people.roster.export import write_table

KIND = "people.audit"
MOST = 20_000  # rows of one file; more are taken out by shorter spans of days


def subject(actor: Actor, wish: FileWish) -> FileSubject:
    """The notes asked for, as this actor may have them. Raises DoesNotExist, Refused."""
    body = organisation_for_reading(wish.organisation_id, seen_by=actor)
    require(policies.see_audit(actor))
    asked = _asked(wish)
    if notes_for(asked).count() > MOST:
        require(deny("too-many", _("超过 2 万条，请把日期分段导出。")))
    return FileSubject(
        title=_("%(body)s审计记录") % {"body": body.name},
        persons=persons_named(asked),
        held=_("时间、行为人、动作、对象，%(since)s 至 %(until)s")
        % {"since": asked.since.isoformat(), "until": asked.until.isoformat()},
        back=reverse("people:audit"),
    )


def _asked(wish: FileWish) -> Asked:
    """What the wish carries. Raises Refused where it is not one of ours."""
    try:
        return Asked.of(wish.columns)
    except (ValueError, TypeError):
        require(deny("wish", _("要导出的范围看不懂，请从审计记录页重新选。")))
        raise


def made(actor: Actor, wish: FileWish, watermark: str) -> FileMade:
    """The workbook. Seven queries."""
    body = organisation_for_reading(wish.organisation_id, seen_by=actor)
    notes = list(notes_for(_asked(wish))[:MOST])
    heads = [_("编号"), _("时间"), _("行为人"), _("动作"), _("动作代码"), _("对象"), _("内容")]
    rows = [
        (str(one.number), stamp(one.at), one.who, one.act, one.word, one.subject, one.said)
        for one in lines_of(notes)
    ]
    target = BytesIO()
    write_table(target, heads, rows, sheet=_("审计记录"), watermark=watermark, wide=(6,))
    name = f"{body.name}{_('审计记录')} {clock.today().isoformat()}.xlsx"
    return FileMade(target.getvalue(), name, queries.person_ids_of(notes))


AUDIT = PersonalFile(KIND, gettext_lazy("审计记录"), subject, made)
