"""Rulebooks through their pages: a fourth scheme typed by hand, what may not be is refused there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from tests.browsing import key, signed_in
from tests.cast import Branch
from zhibu.kit import clock
from zhibu.points import actions, queries
from zhibu.points.domain.rules import Band, Part, Rule, Rulebook, Span
from zhibu.points.models import RulebookVersion

RULE = {"way": "each", "per": "1", "cap_period": "term", "bands": "", "note": ""}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.pinned(datetime(2026, 11, 25, 12, tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture
def secretary(branch: Branch) -> Client:
    return signed_in(branch.secretary_person)


def got(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"points:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()
    return words(answer)


def words(answer: Any) -> str:  # Any: what Client answers
    return " ".join(strip_tags(answer.content.decode().replace("<", " <")).split())


def posted(
    client: Client, name: str, *args: object, **values: Any
) -> Any:  # Any: what Client answers has more than HttpResponse
    return client.post(reverse(f"points:{name}", args=args), {**key(), **values})


def draft(branch: Branch, scheme: str = "items") -> RulebookVersion:
    return actions.start_rulebook(
        actor=branch.secretary, organisation_id=branch.organisation.pk, scheme=scheme
    )


def adopted(branch: Branch) -> RulebookVersion:
    return actions.adopt_version(
        actor=branch.secretary, version_id=draft(branch).pk, ground="支部党员大会"
    )


# ---- a fourth scheme, typed


def test_a_fourth_scheme_is_typed_through_the_pages_without_code(
    branch: Branch, secretary: Client
) -> None:
    """An outline of 2015: party school by result, honours by level, service by the hour."""
    assert posted(secretary, "start_book", branch.organisation.pk, scheme="").status_code == 302
    version = RulebookVersion.objects.get()

    head = {"title": "学生党员量化记录办法", "period": "term", "parts": "学习 20\n荣誉 15\n服务 30"}
    assert (
        posted(secretary, "edit_book", version.pk, **head, notes="由支委会解释。").status_code
        == 302
    )
    for rule in (
        {"kinds": ["study_done"], "hundredths": "3", "cap": "15", "part": "学习"},
        {"kinds": ["party_class"], "hundredths": "1.5", "cap": "6", "part": "学习"},
        {"kinds": ["award"], "bands": "1 6\n2 8\n3 10\n4 15", "cap": "15", "part": "荣誉"},
        {"kinds": ["service", "public_benefit"], "hundredths": "2", "way": "sum_minutes",
         "per": "60", "cap": "30", "part": "服务"},
    ):  # fmt: skip
        answer = posted(secretary, "add_rule", version.pk, **(RULE | rule))
        assert answer.status_code == 302, words(answer)
    adoption = posted(
        secretary, "adopt_book", version.pk, ground="11 月 20 日支部党员大会", since="2026-08-01"
    )
    assert adoption.status_code == 302, words(adoption)

    held = queries.version_on(branch.organisation, day=date(2026, 11, 25))
    assert held is not None
    assert held.rules == Rulebook(
        "学生党员量化记录办法",
        Span.TERM,
        (Part("学习", 2000), Part("荣誉", 1500), Part("服务", 3000)),
        (
            Rule("4.1", ("study_done",), 300, cap=1500, part="学习"),
            Rule("4.2", ("party_class",), 150, cap=600, part="学习"),
            Rule(
                "5.1",
                ("award",),
                bands=(Band(1, 600), Band(2, 800), Band(3, 1000), Band(4, 1500)),
                cap=1500,
                part="荣誉",
            ),
            Rule(
                "6.1",
                ("service", "public_benefit"),
                200,
                measure=held.rules.rules[3].measure,
                per=60,
                over=held.rules.rules[3].over,
                cap=3000,
                part="服务",
            ),
        ),
        ("由支委会解释。",),
    )
    text = got(secretary, "book", version.pk)
    assert (
        "第六条 服务，每学期最多 30 分： （一）志愿服务、公益活动、服务地方或社会实践，"
        "累计每满 60 分钟计 2 分，每学期最多 30 分。"
    ) in text


# ---- refused on the page


@pytest.mark.parametrize(
    ("typed", "sentence", "clause"),
    [
        (
            {"kinds": ["service"], "hundredths": "-2", "cap": "10", "part": "服务"},
            "志愿服务自愿，不因没有参加或参加得少扣分；服务只能加分。",
            "志愿服务条例 第二十五条",
        ),
        (
            {"kinds": ["no_service"], "hundredths": "-2", "cap": "10", "part": "服务"},
            "“没有参加志愿服务”不能计分。",
            "志愿服务条例 第二十五条",
        ),
        (
            {"kinds": ["likes"], "hundredths": "0.1", "cap": "5", "part": "学习"},
            "“点赞数”不能计分。点赞、评论、转发、投票、浏览不作为考核的依据，也不计分。",
            "应用办法",
        ),
        (
            {"kinds": ["theme_day"], "hundredths": "2", "cap": "", "part": "学习"},
            "每一条都要有上限，不然就成了比次数。",
            "减负规定",
        ),
    ],
)
def test_what_may_not_be_is_refused_with_its_sentence_and_clause(
    branch: Branch, secretary: Client, typed: dict[str, Any], sentence: str, clause: str
) -> None:
    version = draft(branch)
    answer = posted(secretary, "add_rule", version.pk, **(RULE | typed))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert clause in words(answer)
    version.refresh_from_db()
    assert version.rules == draft(branch).rules


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"hundredths": "两分"}, "“两分”不是分数，例：2 或 0.5。"),
        ({"hundredths": "0.005"}, "分数最多两位小数。"),
        ({"bands": "四 10"}, "“四 10”看不懂，例：4 10（达到 4，计 10 分）。"),
    ],
)
def test_what_cannot_be_read_is_asked_again(
    branch: Branch, secretary: Client, typed: dict[str, str], sentence: str
) -> None:
    values = RULE | {"kinds": ["service"], "cap": "10", "part": "服务"} | typed
    answer = posted(secretary, "add_rule", draft(branch).pk, **values)
    assert (answer.status_code, sentence in words(answer)) == (422, True)


def test_the_rule_is_read_back_before_it_is_kept(branch: Branch, secretary: Client) -> None:
    said = got(
        secretary, "said_rule", draft(branch).pk,
        **RULE, kinds="likes", hundredths="1", cap="5", part="学习",
    )  # fmt: skip
    assert said == (
        "点赞数，每次计 1 分，每学期最多 5 分。 要改 “点赞数”不能计分。"
        "点赞、评论、转发、投票、浏览不作为考核的依据，也不计分。 应用办法"
    )


# ---- reading


def test_a_member_reads_the_book_and_changes_nothing(branch: Branch) -> None:
    version = adopted(branch)
    member = signed_in(branch.join("陆知夏"))
    text = got(member, "book", version.pk)
    assert "参加自愿，随时可以退出，不参加没有任何影响。" in text
    assert "另起一版修改" not in text
    assert "支部积分办法（逐项计分）" in got(member, "books")
    assert "第五条" in got(member, "print_book", version.pk)
    assert posted(member, "next_version", version.pk).status_code == 403
    assert member.get(reverse("points:sandbox", args=[version.pk])).status_code == 403


def test_a_scheme_names_each_omission_and_its_clause(branch: Branch, secretary: Client) -> None:
    text = got(secretary, "scheme", "parts", b=str(branch.organisation.pk))
    assert "政治合格、执行纪律合格、品德合格、发挥作用合格四项基础分" in text
    assert "教管条例 第十八条" in text
    assert secretary.get(reverse("points:scheme", args=["none"])).status_code == 404


def test_the_draft_shows_what_is_found_beside_the_clause(branch: Branch, secretary: Client) -> None:
    version = draft(branch, "parts")
    text = got(secretary, "book", version.pk)
    assert "想一想 这一条一般只有支委能得，其他党员得不到。" in text
    assert "通过并施行" in text


@pytest.mark.parametrize("drafts", [1, 3])
def test_the_list_costs_the_same_whatever_its_size(
    branch: Branch,
    secretary: Client,
    drafts: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _one in range(drafts):
        draft(branch)
    actor = branch.secretary
    with django_assert_num_queries(1):
        shelf = queries.shelf_of(branch.organisation, seen_by=actor, today=clock.today())
        assert len([d.title for d in shelf.drafts]) == drafts


# ---- the rest of a book's life


def test_trying_a_book_shows_counts_and_the_cheapest_way(branch: Branch, secretary: Client) -> None:
    text = got(secretary, "sandbox", draft(branch).pk)
    assert "要得到最高的 49 分，最少要 22 小时 0 分钟：" in text
    assert "年老体弱的党员最多 21 分，是普通党员的 26%。" in text
    blank = draft(branch, "")
    assert "还没有条款，先加一条。" in got(secretary, "sandbox", blank.pk)


def test_a_rule_is_changed_and_dropped(branch: Branch, secretary: Client) -> None:
    version = draft(branch)
    page = secretary.get(reverse("points:change_rule", args=[version.pk, "5.3"]))
    assert 'value="theme_day" checked' in " ".join(page.content.decode().split()).replace(
        ' id="id_kinds_4"', ""
    )
    changed = posted(
        secretary, "change_rule", version.pk, "5.3",
        **RULE, kinds=["theme_day"], hundredths="3", cap="12", part="组织生活",
    )  # fmt: skip
    assert changed.status_code == 302
    assert posted(secretary, "drop_rule", version.pk, "5.1").status_code == 302
    version.refresh_from_db()
    assert [(r.code, r.hundredths) for r in version.rules.rules if r.part == "组织生活"] == [
        ("5.1", 200),
        ("5.2", 300),
    ]
    assert posted(secretary, "drop_rule", version.pk, "5.9").status_code == 409
    assert secretary.get(reverse("points:change_rule", args=[version.pk, "5.9"])).status_code == 409


def test_a_book_is_ended_and_followed(branch: Branch, secretary: Client) -> None:
    version = adopted(branch)
    assert posted(secretary, "next_version", version.pk).status_code == 302
    assert posted(secretary, "retire_book", version.pk).status_code == 302
    second = RulebookVersion.objects.get(number=2)
    assert secretary.get(reverse("points:adopt_book", args=[version.pk])).status_code == 409
    assert secretary.get(reverse("points:edit_book", args=[version.pk])).status_code == 409
    assert (
        posted(secretary, "adopt_book", second.pk, ground="", since="2026-11-25").status_code == 422
    )
    assert posted(secretary, "drop_draft", second.pk).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.until) == ("retired", date(2026, 11, 26))
