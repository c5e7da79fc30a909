"""Cards, checklists, month themes and members' ideas (主题的读取)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Avg, Count, Q, QuerySet

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.domain.themes import (
    CHECKLIST,
    Card,
    ChecklistItem,
    Fit,
    Material,
    Menu,
    Required,
    Role,
    Step,
    Suits,
    ranked,
)
from zhibu.meetings.library import CARDS
from zhibu.meetings.models import (
    CardRest,
    FeedbackSlip,
    Meeting,
    MonthTheme,
    RequiredItem,
    ThemeCard,
    ThemePreference,
    ThemeProposal,
)
from zhibu.meetings.queries.gates import voice_of
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import ancestors, on_day

SHOWN_FROM = 5  # answers; below it nothing is shown. Source: domain.md 9.1


# ---- the checklist


def checklist_for(organisation: Organisation, *, day: date) -> tuple[ChecklistItem, ...]:
    """What a theme day of this body must hold on a day (规定动作): the nearest list above, else the
    house's own. One query."""
    paths = [organisation.path, *ancestors(organisation.path)]
    rows = (
        RequiredItem.objects.filter(on_day(day), organisation__path__in=paths)
        .select_related("organisation")
        .order_by("order", "pk")
    )
    by_path: dict[str, list[RequiredItem]] = {}
    for row in rows:
        by_path.setdefault(row.organisation.path, []).append(row)
    for path in paths:
        if path in by_path:
            return tuple(
                ChecklistItem(Required(r.code), r.title, r.content, Manner(r.manner))
                for r in by_path[path]
            )
    return CHECKLIST


def own_checklist(organisation: Organisation, *, day: date) -> list[RequiredItem]:
    """The list this very body has set, if any. One query."""
    return list(
        RequiredItem.objects.filter(on_day(day), organisation=organisation).order_by("order", "pk")
    )


# ---- cards


@dataclass(frozen=True, slots=True)
class Shelf:
    """Cards a body may choose from (主题卡), in the order to offer them; and those that rest.

    again: share of answers 愿意再参加, 0 to 1, where at least five were given. held: used lately.
    """

    cards: tuple[Card, ...]
    rested: tuple[Card, ...]
    again: Mapping[str, float]
    held: Mapping[str, date]
    own: frozenset[str]


def local_cards(organisation: Organisation) -> list[ThemeCard]:
    """Cards of this body and of those above it. One query."""
    paths = [organisation.path, *ancestors(organisation.path)]
    return list(
        ThemeCard.objects.filter(organisation__path__in=paths)
        .select_related("organisation")
        .order_by("pk")
    )


def card_of(row: ThemeCard) -> Card:
    """A row as the library's own cards are."""
    content = cast(dict[str, Any], row.content)
    questions = [*content.get("questions", ()), "", "", ""][:3]
    return Card(
        id=row.code,
        title=row.title,
        purpose=row.purpose,
        months=frozenset(row.months),
        menu=Menu(row.menu),
        suits=frozenset(Suits(s) for s in row.suits),
        place=row.place,
        required=tuple(Fit(Required(f["code"]), f["title"]) for f in content.get("required", ())),
        steps=tuple(Step(s["minutes"], s["text"]) for s in content.get("steps", ())),
        prepare=tuple(content.get("prepare", ())),
        materials=tuple(
            Material(m["name"], m.get("place", "")) for m in content.get("materials", ())
        ),
        questions=(questions[0], questions[1], questions[2]),
        roles=tuple(Role(r["name"], r["task"]) for r in content.get("roles", ())),
        follow_ups=tuple(content.get("follow_ups", ())),
    )


def shelf_for(organisation: Organisation, *, month: date, suits: Suits | None = None) -> Shelf:
    """The cards to offer for a month, best first. Four queries.

    Never ranked by who proposed; a card held in the last twelve months comes last.
    """
    rows = local_cards(organisation)
    cards = [card_of(row) for row in rows] + list(CARDS)
    paths = [organisation.path, *ancestors(organisation.path)]
    resting = set(
        CardRest.objects.filter(organisation__path__in=paths).values_list("code", flat=True)
    )
    held = dict(
        Meeting.objects.filter(
            organisation=organisation,
            month__gte=add_months(month, -12),
            state__in=[Meeting.State.HELD, Meeting.State.CONFIRMED],
        )
        .exclude(card="")
        .order_by("month")
        .values_list("card", "month")
    )
    again = _again(organisation)
    offered = [card for card in cards if card.id not in resting]
    return Shelf(
        cards=ranked(offered, month=month.month, suits=suits, again=again, held=held),
        rested=tuple(card for card in cards if card.id in resting),
        again=again,
        held=held,
        own=frozenset(row.code for row in rows if row.organisation_id == organisation.pk),
    )


def _again(organisation: Organisation) -> dict[str, float]:
    """Mean of 愿意再参加 by card in this branch, 0 to 1; only where five have answered."""
    rows = (
        FeedbackSlip.objects.filter(meeting__organisation=organisation)
        .exclude(meeting__card="")
        .values("meeting__card")
        .annotate(mean=Avg("again"), answers=Count("pk"))
        .filter(answers__gte=SHOWN_FROM)
        .order_by("meeting__card")
    )
    return {row["meeting__card"]: (row["mean"] - 1) / 4 for row in rows}


def card_by_code(code: str, *, organisation: Organisation) -> Card | None:
    """One card, resting or not; None when this body has no such card. At most one query."""
    for card in CARDS:
        if card.id == code:
            return card
    if code.startswith("local-") and code[6:].isdigit():
        paths = [organisation.path, *ancestors(organisation.path)]
        row = ThemeCard.objects.filter(pk=int(code[6:]), organisation__path__in=paths).first()
        return card_of(row) if row else None
    return None


def is_resting(code: str, *, organisation: Organisation) -> bool:
    """Whether this card is put to rest here or above. One query."""
    paths = [organisation.path, *ancestors(organisation.path)]
    return CardRest.objects.filter(organisation__path__in=paths, code=code).exists()


# ---- the month's theme and members' ideas


def month_theme(organisation: Organisation, *, month: date) -> MonthTheme | None:
    """What the branch settled on for a month. One query."""
    return MonthTheme.objects.filter(organisation=organisation, month=month).first()


def month_themes(organisation: Organisation, *, since: date, until: date) -> list[MonthTheme]:
    """Themes of several months, in order; half-open. One query."""
    return list(
        MonthTheme.objects.filter(
            organisation=organisation, month__gte=since, month__lt=until
        ).order_by("month")
    )


@dataclass(frozen=True, slots=True)
class Idea:
    """One proposal as members see it: no name, only how many prefer it. mine: proposed by the one
    who looks; preferred: the one who looks prefers it now."""

    proposal: ThemeProposal
    voices: int
    mine: bool
    preferred: bool


def ideas_of(organisation: Organisation, *, seen_by: Actor) -> list[Idea]:
    """Open proposals, most preferred first, then the older; taken ones after them. One query."""
    rows = (
        ThemeProposal.objects.filter(organisation=organisation)
        .exclude(state=ThemeProposal.State.WITHDRAWN)
        .annotate(
            counted=Count("preferences"),
            liked=Count("preferences", filter=Q(preferences__person_id=seen_by.person_id)),
        )
        .order_by("state", "-counted", "pk")
    )
    return [
        Idea(
            proposal=row,
            voices=row.counted if row.state == ThemeProposal.State.OPEN else row.voices,
            mine=row.proposed_by_id == seen_by.person_id,
            preferred=bool(row.liked),
        )
        for row in rows
    ]


def proposal_for_change(proposal_id: int, *, seen_by: Actor) -> ThemeProposal:
    """One proposal of a branch whose voice this actor has, locked. Raises DoesNotExist. Two queries."""
    row = (
        ThemeProposal.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=proposal_id)
    )
    voice_of(row.organisation_id, seen_by=seen_by)
    return row


def preferences_for(proposal: ThemeProposal) -> QuerySet[ThemePreference]:
    """Who prefers it now: only ever counted or dropped."""
    return ThemePreference.objects.filter(proposal=proposal)


def named_in(cards: Iterable[Card]) -> dict[str, Card]:
    """Cards by their code."""
    return {card.id: card for card in cards}


def this_month() -> date:
    """The first day of the month it is in China."""
    return clock.today().replace(day=1)
