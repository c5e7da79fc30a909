"""Writing, adopting and ending a rulebook (积分办法)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_change
from zhibu.points import policies, queries
from zhibu.points.domain import linter
from zhibu.points.domain.rules import (
    Part,
    Rule,
    Rulebook,
    Span,
    article_of,
    in_order,
    next_code,
    order_of,
    period_of,
    to_json,
)
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.events import RulebookAdopted, RulebookRetired
from zhibu.points.models import Rulebook as Book
from zhibu.points.models import RulebookVersion
from zhibu.trail.actions import note, publish

State = RulebookVersion.State


@transaction.atomic
def start_rulebook(*, actor: Actor, organisation_id: int, scheme: str = "") -> RulebookVersion:
    """Begin a book from a shipped scheme, or blank (起草积分办法). Returns its draft.

    Raises DoesNotExist (unseen, or a 党小组), Refused, Invalid (no such scheme).
    """
    organisation = organisation_for_change(organisation_id, seen_by=actor)
    require(policies.start_rulebook(actor, organisation))
    if organisation.kind == Organisation.Kind.GROUP:
        raise Organisation.DoesNotExist
    if scheme and scheme not in SCHEMES:
        raise Invalid({"scheme": _("没有这份现成的办法。")})
    body = SCHEMES[scheme].book if scheme else Rulebook(str(_("积分办法")), Span.TERM)
    book = Book.objects.create(organisation=organisation, scheme=scheme)
    version = RulebookVersion.objects.create(
        book=book, organisation=organisation, number=1, body=to_json(body)
    )
    note(actor, "points.rulebook.started", version, scheme=scheme)
    return version


def _draft(version_id: int, actor: Actor) -> RulebookVersion:
    """One draft, locked. Raises DoesNotExist (unseen)."""
    return queries.version_for_change(version_id, seen_by=actor)


def _still_a_draft(version: RulebookVersion) -> None:
    if version.state != State.DRAFT:
        raise Conflict(_("这一版已经通过，不能再改；要改请另起一版。"))


def _write(version: RulebookVersion, book: Rulebook) -> None:
    version.body = to_json(book)
    version.save(update_fields=["body"])


@transaction.atomic
def change_rulebook(
    *,
    actor: Actor,
    version_id: int,
    title: str,
    period: Span,
    parts: tuple[Part, ...] = (),
    notes: tuple[str, ...] = (),
) -> RulebookVersion:
    """Change the title, period, parts and notes of a draft (修改名称、周期、部分、附则).

    parts: in their order; rules follow a part to its new article by its place in the old list.
    Raises DoesNotExist, Refused, Conflict (adopted), Invalid (forbidden words, a part in use dropped).
    """
    version = _draft(version_id, actor)
    require(policies.change_rulebook(actor, version.organisation))
    _still_a_draft(version)
    old = version.rules
    book = _moved(old, replace(old, title=title.strip(), period=period, parts=parts, notes=notes))
    if errors := _faults_of_head(old, book):
        raise Invalid(errors)
    _write(version, book)
    note(actor, "points.rulebook.changed", version, title=book.title, period=period.value)
    return version


def _moved(old: Rulebook, new: Rulebook) -> Rulebook:
    """The rules under the new names of their parts, numbered anew."""
    names = [part.name for part in new.parts]
    fresh = {at: name for at, name in enumerate(names) if old.part(name) is None}
    renamed = {
        part.name: fresh.get(at, part.name)
        for at, part in enumerate(old.parts)
        if part.name not in names
    }
    moved = [
        replace(rule, part=renamed.get(rule.part, rule.part) if names else "") for rule in old.rules
    ]
    return in_order(replace(new, rules=tuple(moved)))


def _faults_of_head(old: Rulebook, new: Rulebook) -> dict[str, object]:
    """A sentence for each field that cannot be taken."""
    errors: dict[str, object] = {}
    in_use = {rule.part for rule in new.rules}
    lost = [part.name for part in old.parts if part.name in in_use and new.part(part.name) is None]
    if lost and new.parts:
        errors["parts"] = _("“%(part)s”还有条款，先把条款移走或删去。") % {"part": lost[0]}
    fields = {"no-title": "title", "long-title": "title", "part-range": "parts"}
    fields |= {"no-part-name": "parts", "same-part": "parts"}
    for found in linter.errors(new):
        if found.code in fields:
            errors.setdefault(fields[found.code], found.sentence.said(_))
        elif not found.rule and found.cite is not None:
            errors.setdefault("", found.sentence.said(_))
    return errors


@transaction.atomic
def put_rule(*, actor: Actor, version_id: int, rule: Rule, code: str = "") -> RulebookVersion:
    """Add a rule to a draft, or change the one at ``code`` (添加或修改条款).

    The rule's own code is set here, by its part. Raises DoesNotExist, Refused, Conflict (adopted, or
    no such rule), Invalid: what the linter finds in it as an error.
    """
    version = _draft(version_id, actor)
    require(policies.put_rule(actor, version.organisation))
    _still_a_draft(version)
    book = version.rules
    old = book.rule(code) if code else None
    if code and old is None:
        raise Conflict(_("这一条已经删去。"))
    stays = (
        old is not None
        and old.part == rule.part
        and order_of(code)[0] == article_of(book, rule.part)
    )
    placed = replace(rule, code=code if stays else next_code(book, rule.part))
    others = tuple(other for other in book.rules if old is None or other.code != code)
    changed = replace(book, rules=(*others, placed))
    faults = [f for f in linter.of_rule(changed, placed) if f.level == linter.Level.ERROR]
    if faults:
        raise Invalid({"": "".join(f.sentence.said(_) for f in faults)})
    _write(version, in_order(changed))
    note(actor, "points.rule.put", version, code=placed.code, kinds=placed.kinds)
    return version


@transaction.atomic
def drop_rule(*, actor: Actor, version_id: int, code: str) -> RulebookVersion:
    """Take a rule out of a draft (删去条款). Raises DoesNotExist, Refused, Conflict (adopted, gone)."""
    version = _draft(version_id, actor)
    require(policies.drop_rule(actor, version.organisation))
    _still_a_draft(version)
    book = version.rules
    if book.rule(code) is None:
        raise Conflict(_("这一条已经删去。"))
    rest = tuple(rule for rule in book.rules if rule.code != code)
    _write(version, in_order(replace(book, rules=rest)))
    note(actor, "points.rule.dropped", version, code=code)
    return version


@transaction.atomic
def draft_version(*, actor: Actor, version_id: int) -> RulebookVersion:
    """Begin the next version of a book from this one (另起一版).

    Raises DoesNotExist, Refused, Conflict (there is a draft already).
    """
    source = queries.version_for_change(version_id, seen_by=actor)
    require(policies.draft_version(actor, source.organisation))
    numbers = [v.number for v in queries.versions_of(source.book_id, seen_by=actor)]
    if any(v.state == State.DRAFT for v in queries.versions_of(source.book_id, seen_by=actor)):
        raise Conflict(_("这个办法已有一份草稿，先通过或删去它。"))
    version = RulebookVersion.objects.create(
        book=source.book,
        organisation=source.organisation,
        number=max(numbers) + 1,
        body=source.body,
    )
    note(actor, "points.version.drafted", version, number=version.number)
    return version


@transaction.atomic
def drop_draft(*, actor: Actor, version_id: int) -> None:
    """Throw a draft away, and its book where it was the only version (删去草稿).

    Raises DoesNotExist, Refused, Conflict (adopted).
    """
    version = _draft(version_id, actor)
    require(policies.drop_draft(actor, version.organisation))
    _still_a_draft(version)
    note(actor, "points.draft.dropped", version, title=version.title)
    book = version.book
    version.delete()
    if not queries.versions_of(book.pk, seen_by=actor):
        book.delete()


@transaction.atomic
def adopt_version(
    *, actor: Actor, version_id: int, ground: str, since: date | None = None
) -> RulebookVersion:
    """Put a draft into force, as the meeting resolved (通过并施行). What holds now ends that day.

    ground: the resolution. since: first day in force; today unless told. The first book of a body may
    reach back to the beginning of the running period, a later one may not. Publishes RulebookAdopted.
    Raises DoesNotExist, Refused, Conflict (adopted), Invalid (no ground, linter errors, a bad day).
    """
    version = _draft(version_id, actor)
    require(policies.adopt_version(actor, version.organisation))
    _still_a_draft(version)
    day = since or clock.today()
    if errors := _faults_of_adoption(version, ground, day):
        raise Invalid(errors)
    for held in queries.versions_in_force_between(version.organisation_id, since=day, until=None):
        _end(held, on=max(day, held.since or day))
    version.state = State.ADOPTED
    version.ground = ground.strip()
    version.adopted_on = clock.today()
    version.adopted_by, version.adopted_by_name = actor.person_id, actor.name
    version.since = day
    version.save()
    note(actor, "points.version.adopted", version, since=day, ground=version.ground)
    publish(RulebookAdopted.of(version))
    return version


def _faults_of_adoption(version: RulebookVersion, ground: str, since: date) -> dict[str, object]:
    errors: dict[str, object] = {}
    if not ground.strip():
        errors["ground"] = _("请写明依据的决议，例：11 月 20 日支部党员大会。")
    if found := linter.errors(version.rules):
        errors[""] = _("还有 %(n)d 处要先改：%(first)s") % {
            "n": len(found),
            "first": found[0].sentence.said(_),
        }
    today = clock.today()
    earliest = today
    if not queries.versions_in_force_between(
        version.organisation_id, since=date.min, until=None
    ).exists():
        earliest = period_of(version.rules.period, today).since
    if since < earliest:
        errors["since"] = _("最早从 %(day)s 起施行。") % {"day": full_day(earliest)}
    return errors


@transaction.atomic
def retire_version(*, actor: Actor, version_id: int, on: date | None = None) -> RulebookVersion:
    """End a version that is in force (停止施行). on: first day it no longer holds; today unless told.

    Publishes RulebookRetired. Raises DoesNotExist, Refused, Conflict (a draft, or ended), Invalid (past).
    """
    version = queries.version_for_change(version_id, seen_by=actor)
    require(policies.retire_version(actor, version.organisation))
    day = on or clock.today()
    if version.state != State.ADOPTED:
        raise Conflict(_("这一版没有在施行。"))
    if day < clock.today():
        raise Invalid({"on": _("不能停在过去的日子：已经计的分不追改。")})
    _end(version, on=max(day, version.since or day))
    note(actor, "points.version.retired", version, until=version.until)
    return version


def _end(version: RulebookVersion, *, on: date) -> None:
    """In force up to this day only; tells it."""
    version.state = State.RETIRED
    version.until = on
    version.save(update_fields=["state", "until"])
    publish(RulebookRetired.of(version))
