"""What points offer to the rooms around: what of theirs can be contested (可提异议的)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.appeals.queries import seen_appeals
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day
from zhibu.kit.language import strung
from zhibu.kit.offers import AppealKind, AppealSubject
from zhibu.points import queries
from zhibu.points.actions import credit_claim, set_aside_credit
from zhibu.points.actions.objections import CREDIT, MISSING
from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.domain.rules import place
from zhibu.points.templatetags.points import signed


def _concerns_or_answers(actor: Actor, kind: str, subject_id: int, person_id: int) -> bool:
    """Whom it is about; or who may open an appeal that was raised about it."""
    return actor.person_id == person_id or (
        seen_appeals(seen_by=actor).filter(kind=kind, subject_id=subject_id).exists()
    )


def _own_page(actor: Actor, person_id: int, *, line: int | None = None) -> str:
    """The page on which its owner reads it; nobody else has one: theirs shows their own points."""
    if actor.person_id != person_id:
        return ""
    page = reverse("points:mine")
    return f"{page}?line={line}#line-{line}" if line else page


def _credit(actor: Actor, credit_id: int) -> AppealSubject | None:
    credit = queries.credit_by_id(credit_id)
    if credit is None or not _concerns_or_answers(actor, CREDIT, credit_id, credit.person_id):
        return None
    words = {
        "book": credit.version.title,
        "clause": place(credit.rule),
        "amount": signed(credit.amount),
        "giver": credit.giver_name,
    }
    stands = _("《%(book)s》%(clause)s，%(amount)s，由%(giver)s确认。")
    undone = _("《%(book)s》%(clause)s，%(amount)s，已冲销。")
    return AppealSubject(
        kind=CREDIT,
        subject_id=credit.id,
        organisation_id=credit.branch_id,
        path=credit.branch.path,
        title=f"{credit.receipt.get('title', '')} {day(credit.on)}",
        facts=(undone if queries.is_reversed(credit) else stands) % words,
        url=_own_page(actor, credit.person_id, line=credit.id),
        maker_id=credit.giver_id,
        concerns=credit.person_id,
        remedy=_("成立的，这一笔当即冲销，以后也不再计入；应当另记的，由支委登记。"),
    )


def _uphold_credit(actor: Actor, credit_id: int, reason: str) -> str:
    credit = set_aside_credit(actor=actor, credit_id=credit_id, reason=reason)
    return _("已冲销 %(amount)s。") % {"amount": signed(credit.amount)}


def _missing(actor: Actor, claim_id: int) -> AppealSubject | None:
    claim = queries.claim_by_id(claim_id)
    if claim is None or not _concerns_or_answers(actor, MISSING, claim_id, claim.person_id):
        return None
    facts = [str(_(FACT_KINDS[claim.kind].label)), day(claim.on)]
    if claim.minutes:
        facts.append(_("%(n)d 分钟") % {"n": claim.minutes})
    if claim.count > 1:
        facts.append(_("数量 %(n)d") % {"n": claim.count})
    if claim.found is not None:
        facts.append(_("已登记"))
    return AppealSubject(
        kind=MISSING,
        subject_id=claim.pk,
        organisation_id=claim.branch_id,
        path=claim.branch.path,
        title=_("补报：%(title)s") % {"title": claim.title},
        facts=strung(facts),
        url=_own_page(actor, claim.person_id),
        maker_id=None,
        concerns=claim.person_id,
        remedy=_("属实的，当即登记并按办法计分，答复的人记为确认人。"),
    )


def _uphold_missing(actor: Actor, claim_id: int, reason: str) -> str:
    claim = credit_claim(actor=actor, claim_id=claim_id, reason=reason)
    return _("已登记“%(title)s”。") % {"title": claim.title}


APPEAL_KINDS: tuple[AppealKind, ...] = (
    AppealKind(CREDIT, gettext_lazy("积分的一笔"), _credit, _uphold_credit),
    AppealKind(MISSING, gettext_lazy("少记的积分"), _missing, _uphold_missing),
)
