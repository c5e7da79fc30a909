"""What a mail says: a title, a link, how to stop; nothing personal (邮件正文). Source: security.md 32."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kit.group_text import one_line
from zhibu.notices.models import EmailAddress, Mail

PROOF, OFF = "notices.proof", "notices.off"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it goes out, and the rows it settles."""

    mails: tuple[int, ...]
    to: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def link(name: str, *args: object) -> str:
    """A page's whole address, as people outside the house have to type it."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def proof_token(address: EmailAddress) -> str:
    """What the link of proof carries: whose address, and which asking."""
    return signing.dumps([address.person_id, address.code], salt=PROOF)


def read_proof(token: str) -> tuple[int, str] | None:
    """Person and code of a link of proof; None when nobody of ours wrote it."""
    try:
        person_id, code = signing.loads(token, salt=PROOF)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(code)


def off_token(address: EmailAddress) -> str:
    """What the link that stops mail carries: whose address."""
    return signing.dumps(address.person_id, salt=OFF)


def read_off(token: str) -> int | None:
    """The person of a link that stops mail; None when nobody of ours wrote it."""
    try:
        return int(signing.loads(token, salt=OFF))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def proof_letter(mail: Mail, address: EmailAddress) -> Letter:
    """The link that proves an address."""
    body = "\n".join(
        [
            _("有人在“支部”平台填写了这个邮箱，用来接收通知。"),
            _("是您本人，请登录后打开下面的链接，三天内有效："),
            link("notices:prove", proof_token(address)),
            "",
            _("不是您，不用理会，以后不会再发。"),
        ]
    )
    return Letter((mail.pk,), address.email, _("【支部】验证邮箱"), body, _headers(mail))


def notice_letter(mails: Sequence[Mail], address: EmailAddress) -> Letter:
    """One notice, or all that wait, each by its title and its link."""
    lines: list[str] = []
    for mail in {m.notice_id: m for m in mails}.values():
        assert mail.notice is not None
        lines += [_heading(mail), link("notices:notice", mail.notice_id), ""]
    several = len({m.notice_id for m in mails}) > 1
    subject = (
        _("【支部】%(n)d 条通知") % {"n": len({m.notice_id for m in mails})}
        if several
        else _heading(mails[0])
    )
    off = link("notices:mail_off", off_token(address))
    body = "\n".join(
        [
            *lines,
            _("链接要先登录。22:00 至次日 7:00 不发邮件。"),
            _("不想再收邮件：%(off)s") % {"off": off},
        ]
    )
    stop = {
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    ids = tuple(mail.pk for mail in mails)
    return Letter(ids, address.email, subject, body, _headers(mails[0]) | stop)


def _heading(mail: Mail) -> str:
    assert mail.notice is not None
    what = mail.notice.get_kind_display()
    if mail.kind in {Mail.Kind.REMINDER, Mail.Kind.ADDENDUM}:
        what = mail.get_kind_display()
    return f"【{what}】{one_line(mail.notice.title)}"


def _headers(mail: Mail) -> dict[str, str]:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return {"Message-ID": f"<mail-{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"}
