"""Which files hold rows of persons: the wiring page's list, and how many rows need two people."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.dates import stamp
from zhibu.kit.offers import FileSubject, FileWish, PersonalFile
from zhibu.kit.verdict import Verdict, deny
from zhibu.people.models import Extract

MANY = 50  # persons; more of them leave only by two people. Source: security.md rule 5


def kinds() -> dict[str, PersonalFile]:
    """Every kind on offer by its name."""
    offered: tuple[PersonalFile, ...] = import_string(settings.ZHIBU_PERSONAL_FILES)
    return {one.kind: one for one in offered}


def needs_two(subject: FileSubject) -> bool:
    """Whether a second person has to agree."""
    return subject.guarded or subject.persons > MANY


def at_once(subject: FileSubject) -> Verdict:
    """Small files go at once; others are asked for."""
    if needs_two(subject):
        return deny("needs-two", _("超过 50 人的导出要申请，由另一位有权限的人同意。"))
    return Verdict(allowed=True, code="small")


def wish_of(extract: Extract) -> FileWish:
    """What was asked for, as its kind understands it."""
    return FileWish(
        organisation_id=extract.organisation_id,
        form=extract.form,
        subject_id=extract.subject_id,
        columns=tuple(extract.columns),
    )


def watermark_of(extract: Extract) -> str:
    """Who took it out, when, what for, by whose consent: one line, without the rows' own data."""
    return _(
        "导出 %(number)d 号：%(who)s 申请，%(second)s 同意，%(at)s；事由：%(purpose)s。只限本事由使用，用后销毁。"
    ) % {
        "number": extract.pk,
        "who": extract.asked_by.name,
        "second": extract.decided_by.name if extract.decided_by else "—",
        "at": stamp(extract.decided_at) if extract.decided_at else "—",
        "purpose": extract.purpose,
    }


def watermark_of_command(who: str, *, purpose: str) -> str:
    """The same for what was taken out at the server's own prompt."""
    return _("%(who)s导出，%(at)s；事由：%(purpose)s。只限本事由使用，用后销毁。") % {
        "who": who,
        "at": stamp(clock.now()),
        "purpose": purpose,
    }
