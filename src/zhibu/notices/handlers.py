"""What is told to people on hearing of lower rooms (听到事实)."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from zhibu.kit.actor import house
from zhibu.kit.dates import stamp
from zhibu.notices.actions import send_notice
from zhibu.notices.models import Notice
from zhibu.orgs.models import Organisation, Post
from zhibu.people.extracts.queries import deciders_of, extract_told
from zhibu.people.models import Extract
from zhibu.people.queries import holders_above
from zhibu.trail.models import OutboxEvent


def _tell(
    organisation: Organisation,
    people: Collection[int],
    *,
    title: str,
    body: str,
    extract_id: int | None = None,
) -> None:
    if people:
        send_notice(
            actor=house(_("平台"), way="job"),
            organisation=organisation,
            kind=Notice.Kind.GENERAL,
            title=title[:120],
            body=body,
            person_ids=people,
            subject_kind="people.extract" if extract_id else "",
            subject_id=extract_id,
        )


def tell_of_extract_asked(event: OutboxEvent) -> None:
    """Those who may agree to an export are asked to (请答复导出申请). Hears ``people.ExtractAsked``."""
    extract = extract_told(event.payload["extract_id"])
    if extract.state != Extract.State.WAITING:
        return
    second = deciders_of(extract.organisation, but=extract.asked_by_id)
    words = _("%(who)s申请导出 %(n)d 人，事由：%(purpose)s。七天内答复，一个人答复即可。")
    _tell(
        extract.organisation,
        [one.person_id for one in second],
        title=_("请答复导出申请：%(title)s") % {"title": extract.title},
        body=words
        % {"who": extract.asked_by.name, "n": extract.persons, "purpose": extract.purpose},
        extract_id=extract.pk,
    )


def tell_of_extract_answered(event: OutboxEvent) -> None:
    """The asker is told that the file is there, or why not. Hears ``people.ExtractAnswered``."""
    extract = extract_told(event.payload["extract_id"])
    if event.payload["state"] == Extract.State.REFUSED:
        title = _("导出申请未同意：%(title)s") % {"title": extract.title}
        body = _("理由：%(answer)s") % {"answer": extract.answer}
    elif extract.expires_at is not None:
        title = _("可以下载：%(title)s") % {"title": extract.title}
        body = _("%(at)s前有效，之后文件删除。") % {"at": stamp(extract.expires_at)}
    else:
        return
    _tell(
        extract.organisation, [extract.asked_by_id], title=title, body=body, extract_id=extract.pk
    )


def tell_of_roster_taken_out(event: OutboxEvent) -> None:
    """More than fifty rows left by the server's prompt: those above are told at once.

    Hears ``people.RosterTakenOut``.
    """
    body = Organisation.objects.get(pk=event.payload["organisation_id"])
    words = _(
        "在服务器上用命令导出了%(body)s %(n)d 人，事由：%(purpose)s。不知道这件事的，请问运维人员。"
    )
    _tell(
        body,
        holders_above(body.path, Post.SECURITY, Post.UNIVERSITY_ORGANISER),
        title=_("命令行导出了名册：%(body)s") % {"body": body.name},
        body=words
        % {"body": body.name, "n": event.payload["persons"], "purpose": event.payload["purpose"]},
    )
