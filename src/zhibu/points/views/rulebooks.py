"""Pages of the rulebooks (积分办法): read, write, try, adopt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Conflict, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading, own_branch
from zhibu.points import actions, policies, queries
from zhibu.points.domain import linter
from zhibu.points.domain.facts import FORBIDDEN_KINDS
from zhibu.points.domain.paper import Article, Item, articles
from zhibu.points.domain.rules import Rule, Rulebook, place, sentence_of
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.forms import AdoptForm, HeadForm, RuleForm
from zhibu.points.models import RulebookVersion

DRAFT = RulebookVersion.State.DRAFT


def _asked_for(request: MemberRequest) -> Organisation:
    """The body named by ``?b=``, else the branch this actor works in. Raises DoesNotExist."""
    number = request.GET.get("b", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        found = organisation_for_reading(int(number), seen_by=request.actor)
    else:
        own = own_branch(request.actor)
        if own is None:
            raise Organisation.DoesNotExist
        found = own
    if found.kind == Organisation.Kind.GROUP:
        raise Organisation.DoesNotExist
    return found


def _version(request: MemberRequest, version_id: int) -> RulebookVersion:
    return queries.version_for_reading(version_id, seen_by=request.actor)


# ---- read


@require_safe
@member_view
def books(request: MemberRequest) -> HttpResponse:
    """What holds, what is coming, drafts, what held; and the schemes to start from."""
    here = _asked_for(request)
    shelf = queries.shelf_of(here, seen_by=request.actor, today=clock.today())
    return render(
        request,
        "points/books.html",
        {
            "here": here,
            "shelf": shelf,
            "schemes": [(s, len(s.book.rules), len(s.omissions)) for s in SCHEMES.values()],
            "writes": bool(policies.start_rulebook(request.actor, here)),
        },
    )


@require_safe
@member_view
def scheme(request: MemberRequest, code: str) -> HttpResponse:
    """A shipped scheme: its text, what was left out and by which clause."""
    if code not in SCHEMES:
        raise Http404
    found = SCHEMES[code]
    here = own_branch(request.actor) if "b" not in request.GET else _asked_for(request)
    return render(
        request,
        "points/scheme.html",
        {
            "scheme": found,
            "text": _text(found.book, {}),
            "origin": _(found.origin),
            "omissions": [(_(o.what), _(o.why), o.cite) for o in found.omissions],
            "here": here,
            "writes": here is not None and bool(policies.start_rulebook(request.actor, here)),
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A clause with what the linter found in it."""

    item: Item
    code: str
    findings: list[linter.Finding]


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the page shows it."""

    article: Article
    words: str
    lines: list[Line]


def _text(book: Rulebook, found: Mapping[str, list[linter.Finding]]) -> list[Text]:
    return [
        Text(
            article,
            article.words.said(_),
            [Line(item, item.rule.code, found.get(item.rule.code, [])) for item in article.items],
        )
        for article in articles(book)
    ]


def _by_rule(findings: list[linter.Finding]) -> dict[str, list[linter.Finding]]:
    by_rule: dict[str, list[linter.Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


@require_safe
@member_view
def book(request: MemberRequest, version_id: int) -> HttpResponse:
    """One version as an official paper; a draft with what the linter says and what can be changed."""
    version = _version(request, version_id)
    actor, at = request.actor, version.organisation
    draft = version.state == DRAFT
    found = linter.findings(version.rules) if draft else []
    by_rule = _by_rule(found)
    today = clock.today()
    versions = queries.versions_of(version.book_id, seen_by=actor)
    return render(
        request,
        "points/book.html",
        {
            "version": version,
            "text": _text(version.rules, by_rule),
            "draft": draft,
            "of_book": by_rule.get("", []),
            "errors": sum(f.level == linter.Level.ERROR for f in found),
            "warnings": sum(f.level == linter.Level.WARNING for f in found),
            "writes": bool(policies.put_rule(actor, at)),
            "adopts": bool(policies.adopt_version(actor, at)),
            "tries": bool(policies.rehearse_rulebook(actor, at)),
            "holds": version.since is not None
            and version.since <= today
            and (version.until is None or today < version.until),
            "versions": versions,
            "compares": version.book.scheme or any(v.number < version.number for v in versions),
        },
    )


@require_safe
@member_view
def print_book(request: MemberRequest, version_id: int) -> HttpResponse:
    """The paper on A4."""
    version = _version(request, version_id)
    return render(
        request,
        "points/book_print.html",
        {"version": version, "text": _text(version.rules, {}), "draft": version.state == DRAFT},
    )


# ---- write


@require_POST
@member_view
def start_book(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """A new draft from a scheme, or blank."""
    version = actions.start_rulebook(
        actor=request.actor,
        organisation_id=organisation_id,
        scheme=request.POST.get("scheme", "")[:20],
    )
    say(request, _("草稿已建好，通过之前怎么改都行。"))
    return redirect("points:book", version.pk)


def _to_change(request: MemberRequest, version_id: int) -> RulebookVersion:
    """A draft this actor may write. Raises DoesNotExist, Refused, Conflict."""
    version = _version(request, version_id)
    require(policies.put_rule(request.actor, version.organisation))
    if version.state != DRAFT:
        raise Conflict(_("这一版已经通过，不能再改；要改请另起一版。"))
    return version


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def edit_book(request: MemberRequest, version_id: int) -> HttpResponse:
    """Title, period, parts, notes."""
    version = _to_change(request, version_id)
    form = HeadForm(request.POST or None, initial=HeadForm.of(version.rules))
    if request.method == "POST" and taken(
        form,
        lambda values: actions.change_rulebook(
            actor=request.actor, version_id=version.pk, **values
        ),
    ):
        say(request, _("已改好。"))
        return redirect("points:book", version.pk)
    return render(
        request,
        "points/edit_book.html",
        {"version": version, "form": form},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def add_rule(request: MemberRequest, version_id: int) -> HttpResponse:
    """One more rule."""
    version = _to_change(request, version_id)
    asked = request.GET.get("part", "")
    part = asked if version.rules.part(asked) else ""
    blank = {"way": "each", "per": 1, "cap_period": version.rules.period.value, "part": part}
    return _rule_page(request, version, None, blank)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def change_rule(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    """One rule anew."""
    version = _to_change(request, version_id)
    rule = version.rules.rule(code)
    if rule is None:
        raise Conflict(_("这一条已经删去。"))
    return _rule_page(request, version, rule, RuleForm.of(rule))


def _rule_page(
    request: MemberRequest, version: RulebookVersion, old: Rule | None, initial: dict[str, object]
) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=initial, book=version.rules)
    if request.method == "POST" and taken(
        form,
        lambda _values: actions.put_rule(
            actor=request.actor,
            version_id=version.pk,
            rule=form.rule(),
            code=old.code if old else "",
        ),
    ):
        say(request, _("已写入：%(sentence)s") % {"sentence": sentence_of(form.rule())})
        return redirect(f"{reverse('points:book', args=[version.pk])}#rules")
    typed = form.rule() if form.is_bound and not _unreadable(form) else old
    return render(
        request,
        "points/rule.html",
        {
            "version": version,
            "form": form,
            "rule": old,
            "place": place(old.code) if old else "",
            "sentence": sentence_of(typed) if typed else "",
            "cites": _cites(version.rules, typed) if form.is_bound and typed else [],
            "forbidden": [(_(k.label), _(k.why), k.cite) for k in FORBIDDEN_KINDS.values()],
        },
        status=422 if form.is_bound else 200,
    )


def _unreadable(form: RuleForm) -> bool:
    """Whether some field could not be read at all; faults of the whole rule are not meant."""
    return any(name in form.errors for name in form.fields)


def _cites(book: Rulebook, rule: Rule) -> list[object]:
    """The clauses behind what is wrong with a rule."""
    found = linter.of_rule(book, rule)
    return [f.cite for f in found if f.level == linter.Level.ERROR and f.cite]


@require_safe
@member_view
def said_rule(request: MemberRequest, version_id: int) -> HttpResponse:
    """htmx: how the rule on the form reads, and what the linter says, before it is kept."""
    version = _to_change(request, version_id)
    form = RuleForm(request.GET, book=version.rules)
    form.is_valid()
    rule = None if _unreadable(form) else form.rule()
    placed = replace(version.rules, rules=(rule,)) if rule else version.rules
    return render(
        request,
        "points/_said_rule.html",
        {
            "sentence": sentence_of(rule) if rule else "",
            "findings": linter.of_rule(placed, rule) if rule else [],
        },
    )


@require_POST
@member_view
def drop_rule(request: MemberRequest, version_id: int, code: str) -> HttpResponse:
    actions.drop_rule(actor=request.actor, version_id=version_id, code=code)
    say(request, _("已删去，其余条款依次编号。"))
    return redirect(f"{reverse('points:book', args=[version_id])}#rules")


@require_POST
@member_view
def next_version(request: MemberRequest, version_id: int) -> HttpResponse:
    """A draft of the next version."""
    version = actions.draft_version(actor=request.actor, version_id=version_id)
    say(request, _("第 %(n)d 版的草稿已建好。") % {"n": version.number})
    return redirect("points:book", version.pk)


@require_POST
@member_view
def drop_draft(request: MemberRequest, version_id: int) -> HttpResponse:
    organisation_id = _version(request, version_id).organisation_id
    actions.drop_draft(actor=request.actor, version_id=version_id)
    say(request, _("草稿已删去。"))
    return redirect(f"{reverse('points:books')}?b={organisation_id}")


# ---- adopt, end


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def adopt_book(request: MemberRequest, version_id: int) -> HttpResponse:
    """By resolution, from a day on."""
    version = _version(request, version_id)
    require(policies.adopt_version(request.actor, version.organisation))
    if version.state != DRAFT:
        raise Conflict(_("这一版已经通过，不能再改；要改请另起一版。"))
    form = AdoptForm(request.POST or None, initial={"since": clock.today()})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.adopt_version(actor=request.actor, version_id=version.pk, **values),
    ):
        say(request, _("已施行。"))
        return redirect("points:book", version.pk)
    return render(
        request,
        "points/adopt.html",
        {
            "version": version,
            "form": form,
            "errors": linter.errors(version.rules),
            "holds": queries.version_on(version.organisation, day=clock.today()),
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@member_view
def retire_book(request: MemberRequest, version_id: int) -> HttpResponse:
    actions.retire_version(actor=request.actor, version_id=version_id, on=_tomorrow())
    say(request, _("从明天起不再施行；已经计的分不变。"))
    return redirect("points:book", version_id)


def _tomorrow() -> date:
    return date.fromordinal(clock.today().toordinal() + 1)
