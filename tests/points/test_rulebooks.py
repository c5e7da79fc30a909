"""Writing, adopting and ending a book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime

import pytest

from tests.cast import Branch, acting
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Organisation
from zhibu.points import actions, queries
from zhibu.points.domain.rules import Part, Rule, Span, sentence_of
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.events import RulebookAdopted, RulebookRetired
from zhibu.points.models import Rulebook, RulebookVersion
from zhibu.trail.actions import plain
from zhibu.trail.models import OutboxEvent

TODAY = date(2026, 11, 25)
GROUND = "11 月 20 日支部党员大会"
THEME_DAY = Rule("", ("theme_day",), 200, cap=1200, part="组织生活")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.pinned(datetime(2026, 11, 25, 12, tzinfo=clock.SHANGHAI)):
        yield


def started(branch: Branch, scheme: str = "items") -> RulebookVersion:
    return actions.start_rulebook(
        actor=branch.officer, organisation_id=branch.organisation.pk, scheme=scheme
    )


def adopted(branch: Branch, scheme: str = "items", since: date | None = None) -> RulebookVersion:
    draft = started(branch, scheme)
    return actions.adopt_version(
        actor=branch.secretary, version_id=draft.pk, ground=GROUND, since=since
    )


def told() -> list[tuple[str, object]]:
    return list(OutboxEvent.objects.order_by("pk").values_list("kind", "payload"))


# ---- beginning


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_book_begins_as_the_shipped_scheme(branch: Branch, scheme: str) -> None:
    draft = started(branch, scheme)
    assert (draft.state, draft.number, draft.rules) == ("draft", 1, SCHEMES[scheme].book)
    assert draft.book.scheme == scheme


def test_a_blank_book_has_nothing_but_a_name(branch: Branch) -> None:
    draft = started(branch, "")
    assert (draft.title, draft.rules.rules, draft.rules.parts) == ("积分办法", (), ())


def test_who_may_not_begin_one(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    with pytest.raises(Refused, match="书记、副书记、组织委员起草"):
        actions.start_rulebook(actor=member, organisation_id=branch.organisation.pk)
    with pytest.raises(Organisation.DoesNotExist):
        actions.start_rulebook(actor=branch.secretary, organisation_id=branch.group().pk)
    with pytest.raises(Invalid, match="没有这份现成的办法"):
        started(branch, "alien")


def test_the_college_writes_and_adopts_its_own(branch: Branch) -> None:
    organiser = branch.organiser()
    draft = actions.start_rulebook(actor=organiser, organisation_id=branch.college.pk)
    actions.put_rule(actor=organiser, version_id=draft.pk, rule=replace(THEME_DAY, part=""))
    actions.adopt_version(actor=organiser, version_id=draft.pk, ground="院系党委会议")
    assert queries.version_on(branch.organisation, day=TODAY) == draft
    with pytest.raises(Refused):
        actions.start_rulebook(actor=organiser, organisation_id=branch.organisation.pk)


# ---- writing


def test_a_rule_is_added_changed_and_taken_out(branch: Branch) -> None:
    draft = started(branch)
    added = actions.put_rule(actor=branch.officer, version_id=draft.pk, rule=THEME_DAY)
    assert [r.code for r in added.rules.rules if r.part == "组织生活"] == [
        "5.1",
        "5.2",
        "5.3",
        "5.4",
    ]

    dearer = replace(THEME_DAY, hundredths=300)
    changed = actions.put_rule(actor=branch.officer, version_id=draft.pk, rule=dearer, code="5.4")
    rule = changed.rules.rule("5.4")
    assert rule is not None
    assert sentence_of(rule) == "参加主题党日，每次计 3 分，每学期最多 12 分。"

    left = actions.drop_rule(actor=branch.officer, version_id=draft.pk, code="5.1")
    assert [r.hundredths for r in left.rules.rules if r.part == "组织生活"] == [200, 200, 300]
    with pytest.raises(Conflict):
        actions.drop_rule(actor=branch.officer, version_id=draft.pk, code="5.4")
    with pytest.raises(Conflict):
        actions.put_rule(actor=branch.officer, version_id=draft.pk, rule=dearer, code="5.4")


def test_a_rule_moved_to_another_part_stands_in_its_article(branch: Branch) -> None:
    draft = started(branch)
    moved = actions.put_rule(
        actor=branch.officer, version_id=draft.pk, rule=replace(THEME_DAY, part="学习"), code="5.3"
    )
    assert [(r.code, r.kinds[0]) for r in moved.rules.rules if r.part == "学习"][-1] == (
        "4.4",
        "theme_day",
    )


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (replace(THEME_DAY, kinds=("likes",)), "“点赞数”不能计分"),
        (replace(THEME_DAY, kinds=("service",), hundredths=-200), "服务只能加分"),
        (replace(THEME_DAY, cap=None), "每一条都要有上限"),
        (replace(THEME_DAY, part="别处"), "请选择这一条属于哪个部分"),
    ],
)
def test_a_rule_that_may_not_be_is_refused_with_its_sentence(
    branch: Branch, rule: Rule, sentence: str
) -> None:
    draft = started(branch)
    with pytest.raises(Invalid, match=sentence):
        actions.put_rule(actor=branch.officer, version_id=draft.pk, rule=rule)


def test_parts_are_renamed_and_their_rules_go_along(branch: Branch) -> None:
    draft = started(branch, "hours")
    changed = actions.change_rulebook(
        actor=branch.officer,
        version_id=draft.pk,
        title="学习服务积分办法",
        period=Span.YEAR,
        parts=(Part("学习", 5000), Part("服务", 4000)),
        notes=("由组织委员解释。",),
    ).rules
    assert [(r.code, r.part) for r in changed.rules] == [("4.1", "学习"), ("5.1", "服务")]
    assert (changed.title, changed.notes) == ("学习服务积分办法", ("由组织委员解释。",))


@pytest.mark.parametrize(
    ("title", "parts", "field"),
    [
        ("每月排名办法", (Part("理论学习"), Part("志愿服务")), ""),
        (" ", (Part("理论学习"), Part("志愿服务")), "title"),
        ("办法", (Part("理论学习"), Part("理论学习")), "parts"),
        ("办法", (Part("志愿服务"),), "parts"),
        ("办法", (Part("理论学习", 0), Part("志愿服务")), "parts"),
    ],
)
def test_a_head_that_cannot_be_taken(
    branch: Branch, title: str, parts: tuple[Part, ...], field: str
) -> None:
    draft = started(branch, "hours")
    with pytest.raises(Invalid) as refused:
        actions.change_rulebook(
            actor=branch.officer, version_id=draft.pk, title=title, period=Span.YEAR, parts=parts
        )
    assert list(refused.value.errors) == [field]


def test_a_draft_is_thrown_away_with_its_book(branch: Branch) -> None:
    draft = started(branch)
    actions.drop_draft(actor=branch.officer, version_id=draft.pk)
    assert (Rulebook.objects.count(), RulebookVersion.objects.count()) == (0, 0)


# ---- adopting


def test_adopting_puts_the_book_into_force_and_tells_the_house(branch: Branch) -> None:
    version = adopted(branch, since=date(2026, 8, 1))
    version.refresh_from_db()
    assert (version.state, version.since, version.adopted_by_name) == (
        "adopted",
        date(2026, 8, 1),
        "许静仪",
    )
    assert queries.version_on(branch.organisation, day=TODAY) == version
    assert told()[-1] == ("points.RulebookAdopted", plain(asdict(RulebookAdopted.of(version))))


def test_the_officer_drafts_but_the_secretary_adopts(branch: Branch) -> None:
    draft = started(branch)
    with pytest.raises(Refused, match="经会议通过后，由书记或副书记办理"):
        actions.adopt_version(actor=branch.officer, version_id=draft.pk, ground=GROUND)


@pytest.mark.parametrize(
    ("scheme", "ground", "since", "errors"),
    [
        ("items", " ", TODAY, {"ground": "请写明依据的决议，例：11 月 20 日支部党员大会。"}),
        ("", GROUND, TODAY, {"": "还有 1 处要先改：还没有条款，先加一条。"}),
        ("items", GROUND, date(2026, 7, 31), {"since": "最早从 2026年8月1日 起施行。"}),
    ],
)
def test_what_keeps_a_book_from_being_adopted(
    branch: Branch, scheme: str, ground: str, since: date, errors: dict[str, str]
) -> None:
    draft = started(branch, scheme)
    with pytest.raises(Invalid) as refused:
        actions.adopt_version(
            actor=branch.secretary, version_id=draft.pk, ground=ground, since=since
        )
    assert refused.value.errors == errors


def test_the_next_version_ends_the_last_and_never_reaches_back(branch: Branch) -> None:
    first = adopted(branch, since=date(2026, 8, 1))
    second = actions.draft_version(actor=branch.officer, version_id=first.pk)
    with pytest.raises(Invalid, match="最早从 2026年11月25日 起施行"):
        actions.adopt_version(
            actor=branch.secretary, version_id=second.pk, ground=GROUND, since=date(2026, 11, 1)
        )
    actions.adopt_version(
        actor=branch.secretary, version_id=second.pk, ground=GROUND, since=date(2026, 12, 1)
    )
    held = queries.in_force(branch.organisation, since=date(2026, 8, 1), until=date(2027, 1, 1))
    assert [held.on(day) for day in (TODAY, date(2026, 12, 1))] == [first, second]
    assert second.number == 2
    first.refresh_from_db()
    assert told()[-2] == ("points.RulebookRetired", plain(asdict(RulebookRetired.of(first))))


def test_one_draft_at_a_time_and_what_was_adopted_is_closed(branch: Branch) -> None:
    first = adopted(branch)
    actions.draft_version(actor=branch.officer, version_id=first.pk)
    with pytest.raises(Conflict, match="已有一份草稿"):
        actions.draft_version(actor=branch.officer, version_id=first.pk)
    for change in (
        lambda: actions.put_rule(actor=branch.officer, version_id=first.pk, rule=THEME_DAY),
        lambda: actions.drop_rule(actor=branch.officer, version_id=first.pk, code="4.1"),
        lambda: actions.drop_draft(actor=branch.officer, version_id=first.pk),
        lambda: actions.adopt_version(actor=branch.secretary, version_id=first.pk, ground=GROUND),
    ):
        with pytest.raises(Conflict, match="已经通过"):
            change()


def test_a_book_is_ended_from_a_day_on(branch: Branch) -> None:
    version = adopted(branch)
    with pytest.raises(Invalid, match="不能停在过去"):
        actions.retire_version(actor=branch.secretary, version_id=version.pk, on=date(2026, 11, 1))
    actions.retire_version(actor=branch.secretary, version_id=version.pk, on=date(2026, 12, 1))
    days = [date(2026, 11, 30), date(2026, 12, 1)]
    assert [queries.version_on(branch.organisation, day=day) for day in days] == [version, None]
    with pytest.raises(Conflict, match="没有在施行"):
        actions.retire_version(actor=branch.secretary, version_id=version.pk)


# ---- who sees what


def test_members_see_what_was_adopted_and_not_the_drafts(branch: Branch) -> None:
    draft = started(branch)
    member = acting(branch.join("陆知夏"))
    with pytest.raises(RulebookVersion.DoesNotExist):
        queries.version_for_reading(draft.pk, seen_by=member)
    actions.adopt_version(actor=branch.secretary, version_id=draft.pk, ground=GROUND)
    assert queries.version_for_reading(draft.pk, seen_by=member) == draft
    stranger = branch.sibling().secretary
    with pytest.raises(RulebookVersion.DoesNotExist):
        queries.version_for_reading(draft.pk, seen_by=stranger)
