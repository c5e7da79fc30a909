"""Changes of the tree: what they do, what they refuse, and that nobody is lost on the way."""

from __future__ import annotations

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.orgs.domain.graduation import accepted, leaving_cohort, regrouped, reshuffle
from zhibu.orgs.domain.kinds import Kind, Reason
from zhibu.orgs.domain.reshape import NEW, Part, dissolve, found, merge, move, split
from zhibu.orgs.domain.tree import (
    AssignGroup,
    Body,
    Count,
    Depart,
    DissolveBody,
    EndPosts,
    MovePeople,
    Person,
    Plan,
    Ref,
    Tree,
    carried_out,
    effect_sentence,
    tree_of,
)

SCHOOL, COLLEGE, OTHER = 1, 2, 3
FIRST, SECOND, THIRD, TASK = 10, 11, 12, 13
GROUP_A, GROUP_B = 20, 21

BODIES = (
    Body(SCHOOL, "澜州大学党委", Kind.SCHOOL_COMMITTEE, None),
    Body(COLLEGE, "材料学院党委", Kind.COLLEGE_COMMITTEE, SCHOOL),
    Body(OTHER, "法学院党委", Kind.COLLEGE_COMMITTEE, SCHOOL),
    Body(FIRST, "本科第一党支部", Kind.BRANCH, COLLEGE),
    Body(SECOND, "本科第二党支部", Kind.BRANCH, COLLEGE),
    Body(THIRD, "研究生党支部", Kind.BRANCH, OTHER),
    Body(TASK, "实习临时党支部", Kind.TEMPORARY_BRANCH, COLLEGE),
    Body(GROUP_A, "第一党小组", Kind.GROUP, FIRST),
    Body(GROUP_B, "第二党小组", Kind.GROUP, FIRST),
)
PEOPLE = (
    Person(1, FIRST, full=True, group=GROUP_A, cohort="2026", posts=("secretary",)),
    Person(2, FIRST, full=True, group=GROUP_A, cohort="2027"),
    Person(3, FIRST, full=True, group=GROUP_A, cohort="2027"),
    Person(4, FIRST, full=True, group=GROUP_B, cohort="2026"),
    Person(5, FIRST, probationary=True, group=GROUP_B, cohort="2027"),
    Person(6, FIRST, probationary=True, group=GROUP_B, cohort="2027"),
    Person(11, SECOND, full=True, cohort="2027", posts=("secretary",)),
    Person(12, SECOND, full=True, cohort="2027"),
    Person(13, SECOND, full=True, cohort="2028"),
    Person(14, SECOND, full=True, cohort="2028"),
    Person(15, SECOND, cohort="2028"),
    Person(21, THIRD, full=True),
)
TREE = tree_of(BODIES, PEOPLE)


def codes(plan: Plan) -> list[str]:
    return [remark.code for remark in plan.refusals]


def warned(plan: Plan) -> list[str]:
    return [remark.code for remark in plan.warnings]


def everybody(tree: Tree) -> set[int]:
    """Ids of all, after checking that each stands in a body of the tree and a group of that body."""
    for person in tree.people.values():
        assert person.body in tree.bodies
        if person.group is not None:
            assert tree.bodies[person.group].parent == person.body
    return set(tree.people)


def test_a_founded_branch_is_warned_about_its_members_and_not_refused() -> None:
    plan = found(TREE, name="教工党支部", kind=Kind.BRANCH, parent=COLLEGE)
    assert plan.may_be_done
    assert warned(plan) == ["members_below_3"]
    assert (
        str(effect_sentence(plan.effects[0], TREE)) == "成立党支部“教工党支部”，隶属材料学院党委。"
    )


def test_a_name_is_free_only_once_under_a_parent() -> None:
    plan = found(TREE, name="本科第一党支部", kind=Kind.BRANCH, parent=COLLEGE)
    assert codes(plan) == ["name-taken"]
    assert codes(found(TREE, name=" ", kind=Kind.BRANCH, parent=COLLEGE)) == ["name-missing"]
    assert codes(found(TREE, name="新", kind=Kind.BRANCH, parent=None)) == ["parent-missing"]
    assert codes(found(TREE, name="新", kind=Kind.BRANCH, parent=99)) == ["parent-missing"]
    assert codes(found(TREE, name="新", kind=Kind.BRANCH, parent=SECOND)) == ["parent-kind"]


def test_a_branch_moves_to_another_college_and_not_under_itself() -> None:
    plan = move(TREE, body=FIRST, parent=OTHER)
    later = carried_out(TREE, plan.effects)
    assert later.bodies[FIRST].parent == OTHER
    assert everybody(later) == everybody(TREE)
    assert codes(move(TREE, body=COLLEGE, parent=FIRST)) == ["under-itself"]
    assert codes(move(TREE, body=FIRST, parent=COLLEGE)) == ["already-there"]
    assert codes(move(TREE, body=FIRST, parent=SECOND)) == ["parent-kind"]
    assert codes(move(TREE, body=FIRST, parent=77)) == ["no-such-body"]


def test_dissolving_asks_where_the_people_go() -> None:
    assert codes(dissolve(TREE, body=FIRST, reason=Reason.UNIT_REORGANISED)) == ["has-people"]
    assert codes(dissolve(TREE, body=COLLEGE, reason=Reason.UNIT_REORGANISED)) == ["has-bodies"]
    for target, code in ((FIRST, "same-body"), (TASK, "temporary"), (COLLEGE, "not-a-branch")):
        plan = dissolve(TREE, body=FIRST, reason=Reason.GRADUATION, target=target)
        assert codes(plan) == [code]
    plan = dissolve(TREE, body=FIRST, reason=Reason.GRADUATION, target=SECOND)
    later = carried_out(TREE, plan.effects)
    assert everybody(later) == everybody(TREE)
    assert (later.count(SECOND), FIRST in later.bodies, GROUP_A in later.bodies) == (
        Count(8, 2, 1),
        False,
        False,
    )
    assert plan.after == ((SECOND, Count(8, 2, 1)),)
    assert warned(plan) == ["committee_missing"]


def test_an_empty_branch_and_a_group_need_no_target() -> None:
    assert dissolve(TREE, body=TASK, reason=Reason.UNIT_REORGANISED).effects == (
        DissolveBody(TASK, Reason.UNIT_REORGANISED),
    )
    plan = dissolve(TREE, body=GROUP_B, reason=Reason.MEMBERS_BELOW_3)
    assert plan.effects[0] == AssignGroup((4, 5, 6), None)
    assert everybody(carried_out(TREE, plan.effects)) == everybody(TREE)


def test_two_branches_merge_into_a_new_one_and_posts_end() -> None:
    plan = merge(TREE, sources=(FIRST, SECOND), name="本科党支部", reason=Reason.MEMBERS_BELOW_3)
    later = carried_out(TREE, plan.effects)
    assert everybody(later) == everybody(TREE)
    assert later.count(NEW) == Count(8, 2, 1)
    ended = [e.people for e in plan.effects if isinstance(e, EndPosts)]
    assert ended == [(1,), (11,)]
    said = [str(effect_sentence(e, TREE, names={NEW: "本科党支部"})) for e in plan.effects]
    assert said[0] == "成立党支部“本科党支部”，隶属材料学院党委。"
    assert "6 人由“本科第一党支部”转入“本科党支部”。" in said
    assert "“本科第二党支部”并入“本科党支部”。" in said
    assert said[-1] == "撤销“本科第二党支部”（正式党员不足 3 人）。"


def test_people_merged_into_a_branch_with_groups_are_still_to_be_placed() -> None:
    plan = merge(TREE, sources=(SECOND,), target=FIRST, reason=Reason.MEMBERS_BELOW_3)
    (remark,) = (remark for remark in plan.warnings if remark.code == "ungrouped")
    assert str(remark.sentence) == "“本科第一党支部”有 4 名党员还没有编入党小组。"


def test_the_name_of_a_merged_branch_is_free_again() -> None:
    plan = merge(
        TREE, sources=(FIRST, SECOND), name="本科第一党支部", reason=Reason.MEMBERS_BELOW_3
    )
    assert plan.may_be_done


def test_mergers_that_cannot_be_are_refused() -> None:
    reason = Reason.UNIT_REORGANISED
    assert codes(merge(TREE, sources=(FIRST,), name="甲", reason=reason)) == ["too-few"]
    assert codes(merge(TREE, sources=(FIRST,), target=FIRST, reason=reason)) == ["too-few"]
    assert codes(merge(TREE, sources=(TASK,), target=FIRST, reason=reason)) == ["temporary"]
    assert codes(merge(TREE, sources=(COLLEGE, FIRST), name="甲", reason=reason)) == [
        "not-a-branch"
    ]
    assert codes(merge(TREE, sources=(88, FIRST), name="甲", reason=reason)) == ["no-such-body"]
    assert codes(merge(TREE, sources=(FIRST, SECOND), name="", reason=reason)) == ["name-missing"]


def test_a_split_keeps_who_was_not_named_and_ends_their_posts_who_go() -> None:
    plan = split(TREE, source=FIRST, parts=(Part("本科第三党支部", (1, 2, 3)),))
    later = carried_out(TREE, plan.effects)
    assert everybody(later) == everybody(TREE)
    assert (later.count("new1"), later.count(FIRST)) == (Count(3), Count(1, 2))
    assert "members_below_3" in warned(plan)
    assert [e.people for e in plan.effects if isinstance(e, EndPosts)] == [(1,)]


def test_a_branch_split_to_the_last_person_is_dissolved() -> None:
    everyone = tuple(person.id for person in TREE.of(FIRST))
    plan = split(TREE, source=FIRST, parts=(Part("本科第三党支部", everyone),))
    assert FIRST not in carried_out(TREE, plan.effects).bodies


def test_a_part_without_three_full_members_cannot_be_set_up() -> None:
    parts = (Part("甲党支部", (1, 2)), Part("甲党支部", (2, 99)))
    assert codes(split(TREE, source=FIRST, parts=parts)) == [
        "strangers",
        "doubles",
        "same-name",
        "members_below_3",
        "members_below_3",
    ]
    assert codes(split(TREE, source=FIRST, parts=())) == ["no-parts"]


def test_the_season_takes_a_cohort_out_and_joins_what_is_left() -> None:
    leaving = leaving_cohort(TREE, within=COLLEGE, cohorts=["2026"])
    plan = reshuffle(TREE, within=COLLEGE, leaving=leaving)
    later = carried_out(TREE, plan.effects)
    assert leaving == {1, 4}
    assert everybody(later) == everybody(TREE) - leaving
    assert [e.people for e in plan.effects if isinstance(e, Depart)] == [(1, 4)]
    assert set(warned(plan)) == {"members_below_3", "secretary_leaves"}
    assert [(p.source, p.target) for p in plan.proposals] == [(FIRST, SECOND)]
    assert str(plan.proposals[0].sentence) == (
        "“本科第一党支部”并入“本科第二党支部”，合并后正式党员 6 人，预备党员 2 人。"
    )


def test_proposals_are_done_only_when_chosen() -> None:
    leaving = leaving_cohort(TREE, within=COLLEGE, cohorts=["2026"])
    first = reshuffle(TREE, within=COLLEGE, leaving=leaving)
    second = reshuffle(TREE, within=COLLEGE, leaving=leaving, merges=accepted(first))
    assert not any(isinstance(e, MovePeople) for e in first.effects)
    assert FIRST not in carried_out(TREE, second.effects).bodies
    assert carried_out(TREE, second.effects).count(SECOND) == Count(6, 2, 1)


def test_merging_in_a_chain_or_out_of_scope_is_refused() -> None:
    chains: tuple[dict[Ref, Ref], ...] = (
        {FIRST: SECOND, SECOND: FIRST},
        {FIRST: FIRST},
        {FIRST: THIRD},
    )
    for merges in chains:
        plan = reshuffle(TREE, within=COLLEGE, leaving=frozenset(), merges=merges)
        assert codes(plan) == ["merge-chain"]
    assert codes(reshuffle(TREE, within=55, leaving=frozenset())) == ["no-such-body"]


def test_a_weak_group_joins_the_smallest_that_stands() -> None:
    bodies = (*BODIES, Body(22, "第三党小组", Kind.GROUP, FIRST))
    more = (*PEOPLE, Person(7, FIRST, full=True, group=22), Person(8, FIRST, full=True, group=22))
    assert regrouped(tree_of(bodies, more), FIRST) == (
        AssignGroup((7, 8), GROUP_A),
        DissolveBody(22, Reason.GRADUATION),
    )


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A college with up to six branches, groups and people with the odd post."""
    branches = draw(st.integers(1, 6))
    bodies = [
        Body(SCHOOL, "学校党委", Kind.SCHOOL_COMMITTEE, None),
        Body(COLLEGE, "学院党委", Kind.COLLEGE_COMMITTEE, SCHOOL),
    ]
    bodies += [Body(100 + n, f"第{n}党支部", Kind.BRANCH, COLLEGE) for n in range(branches)]
    groups = {100 + n: draw(st.integers(0, 3)) for n in range(branches)}
    for branch, many in groups.items():
        bodies += [Body(branch * 10 + g, f"第{g}党小组", Kind.GROUP, branch) for g in range(many)]
    people = []
    for one in range(draw(st.integers(0, 25))):
        branch = 100 + draw(st.integers(0, branches - 1))
        group = branch * 10 + draw(st.integers(0, groups[branch] - 1)) if groups[branch] else None
        full = draw(st.booleans())
        people.append(
            Person(
                one,
                branch,
                full=full,
                probationary=not full and draw(st.booleans()),
                group=group,
                cohort=draw(st.sampled_from(["2026", "2027", ""])),
                posts=("secretary",) if draw(st.integers(0, 9)) == 0 else (),
            )
        )
    return tree_of(bodies, people)


@settings(max_examples=200)
@given(trees(), st.booleans())
def test_no_season_loses_or_doubles_anybody(tree: Tree, take_all: bool) -> None:
    leaving = leaving_cohort(tree, within=COLLEGE, cohorts=["2026"])
    plan = reshuffle(tree, within=COLLEGE, leaving=leaving)
    if take_all:
        plan = reshuffle(tree, within=COLLEGE, leaving=leaving, merges=accepted(plan))
    assert plan.may_be_done
    later = carried_out(tree, plan.effects)
    assert everybody(later) == everybody(tree) - leaving
    departed = list(chain.from_iterable(e.people for e in plan.effects if isinstance(e, Depart)))
    assert sorted(departed) == sorted(leaving)
    for ref, count in plan.after:
        assert later.count(ref) == count
    for effect in plan.effects:
        assert str(effect_sentence(effect, tree)).endswith("。")


@settings(max_examples=150)
@given(trees(), st.data())
def test_no_merger_loses_or_doubles_anybody(tree: Tree, data: st.DataObject) -> None:
    branches = [body.id for body in tree.bodies.values() if body.kind is Kind.BRANCH]
    sources = data.draw(st.lists(st.sampled_from(branches), min_size=1, unique=True))
    target = data.draw(st.none() | st.sampled_from(branches))
    plan = merge(
        tree, sources=sources, target=target, name="合并党支部", reason=Reason.MEMBERS_BELOW_3
    )
    later = carried_out(tree, plan.effects)
    assert everybody(later) == everybody(tree)
    if plan.may_be_done:
        assert not set(sources) - {target} & set(later.bodies)
