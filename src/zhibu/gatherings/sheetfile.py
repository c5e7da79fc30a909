"""The sign-in sheet of a large gathering as a file (纸质签到表): by two people, as other rows of persons.

Up to fifty are printed at once; more leave by the one door of ``people.extracts``.
"""

from __future__ import annotations

from io import BytesIO

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.gatherings import policies, queries
from zhibu.gatherings.actions import print_code_sheet
from zhibu.gatherings.models import Gathering
from zhibu.kit.actor import Actor
from zhibu.kit.dates import stamp
from zhibu.kit.offers import FileMade, FileSubject, FileWish, PersonalFile
from zhibu.kit.verdict import require
from zhibu.people.roster.export import write_table

KIND = "gatherings.code_sheet"
SPARE = 4  # empty lines for who comes without being on the list


def _gathering(actor: Actor, wish: FileWish) -> Gathering:
    """The one named, as this actor may print its sheet. Raises DoesNotExist, Refused."""
    found = queries.gathering_for_reading(wish.subject_id or 0, seen_by=actor)
    if found.organisation_id != wish.organisation_id:
        raise Gathering.DoesNotExist
    require(policies.print_code_sheet(actor, found))
    return found


def subject(actor: Actor, wish: FileWish) -> FileSubject:
    """The list of a gathering, a code beside each name. Raises DoesNotExist, Refused."""
    gathering = _gathering(actor, wish)
    return FileSubject(
        title=_("%(title)s签到表（%(at)s）")
        % {"title": gathering.title, "at": stamp(gathering.starts_at)},
        persons=queries.listed(gathering.pk),
        held=_("姓名、一次性签到码、签名栏"),
        back=reverse("gatherings:sheet", args=[gathering.pk]),
    )


def made(actor: Actor, wish: FileWish, watermark: str) -> FileMade:
    """The workbook; who has no code yet gets one. It comes back as it is, signed, by the same page."""
    gathering = _gathering(actor, wish)
    lines = print_code_sheet(actor=actor, gathering_id=gathering.pk)
    heads = [_("序号"), _("姓名"), _("签到码"), _("签名")]
    rows = [(str(at), line.name, line.code, "") for at, line in enumerate(lines, start=1)]
    target = BytesIO()
    write_table(
        target, heads, [*rows, *[("", "", "", "")] * SPARE], sheet=_("签到表"), watermark=watermark
    )
    name = f"{gathering.title}{_('签到表')}.xlsx"
    return FileMade(target.getvalue(), name, tuple(line.person_id for line in lines))


CODE_SHEET = PersonalFile(KIND, gettext_lazy("签到表"), subject, made)
