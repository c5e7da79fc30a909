"""Everything points hold about a person (积分里的个人信息), to be looked at and taken along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day, stamp
from zhibu.kit.language import listed
from zhibu.kit.offers import Held, HeldPart
from zhibu.points import queries
from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.domain.rules import place
from zhibu.points.models import Claim, Contribution, Credit, Participation, SetAside, TeamGoal
from zhibu.points.templatetags.points import signed

Records = tuple[tuple[Held, ...], ...]


def held_about(person_id: int) -> list[HeldPart]:
    """Taking part, each line, what was entered, claimed, set aside; no part that would be empty.
    Seven queries."""
    entered, claims, aside = queries.entries_about(person_id)
    about = [one for one in entered if one.person_id == person_id]
    given = [one for one in entered if one.giver_id == person_id]
    mine = _("本人自愿参加的积分。总数只有本人看得到，登记的内容由本支部核对人核对；随时可以退出。")
    ours = _("公开由谁办理。本组织成员和上级可以看到，长期保存。")
    parts = [
        HeldPart("points_part", _("参加积分"), mine, _parts(queries.participations_of(person_id))),
        HeldPart(
            "points_credits",
            _("积分分录"),
            mine,
            tuple(_credit(row) for row in queries.credits_of(person_id)),
            only_in_file=True,
        ),
        HeldPart("points_entered", _("登记的贡献"), mine, tuple(_entered(one) for one in about)),
        HeldPart("points_claims", _("我的补报"), mine, tuple(_claim(one) for one in claims)),
        HeldPart("points_aside", _("异议成立不计的"), mine, tuple(_aside(one) for one in aside)),
        HeldPart("points_given", _("我登记的贡献"), ours, tuple(_given(one) for one in given)),
        HeldPart(
            "points_goals", _("我定的集体目标"), ours, _goals(queries.goals_set_by(person_id))
        ),
        HeldPart("rulebooks", _("我办理通过的积分办法"), ours, _books(person_id)),
    ]
    return [part for part in parts if part.records]


def _parts(rows: list[Participation]) -> Records:
    return tuple(
        (
            Held("branch", _("党组织"), row.branch.name, row.branch.name),
            Held("joined_at", _("参加时间"), row.joined_at, stamp(row.joined_at)),
            Held("counts_from", _("从哪天的事起计"), row.counts_from, full_day(row.counts_from)),
            Held("left_at", _("退出时间"), row.left_at, stamp(row.left_at) if row.left_at else ""),
            Held(
                "board_until",
                _("上榜到"),
                row.board_until,
                full_day(row.board_until) if row.board_until else "",
            ),
            Held("agreed", _("自选条款"), listed(row.agreed), listed(map(place, row.agreed))),
        )
        for row in rows
    )


def _credit(row: Credit) -> tuple[Held, ...]:
    why = "".join(queries.said(text, values) for text, values in row.receipt.get("said", []))
    return (
        Held("id", _("编号"), row.id, str(row.id)),
        Held("on", _("事实日期"), row.on, full_day(row.on)),
        Held("title", _("来源"), row.receipt.get("title", ""), row.receipt.get("title", "")),
        Held("event", _("事实编号"), str(row.event), str(row.event)),
        Held("amount", _("分值（百分之一分）"), row.amount, signed(row.amount)),
        Held("rule", _("规则"), row.rule, f"《{row.version.title}》{place(row.rule)}"),
        Held("why", _("凭证"), why, why),
        Held("giver", _("记入人"), row.giver_name, row.giver_name),
        Held("at", _("记入时间"), row.at, stamp(row.at)),
        Held("reverses", _("冲销哪一笔"), row.reverses, str(row.reverses or "")),
        Held("reason", _("冲销原因"), row.reason, row.reason),
    )


def _did(one: Contribution | Claim) -> tuple[Held, ...]:
    return (
        Held("kind", _("种类"), one.kind, _(FACT_KINDS[one.kind].label)),
        Held("on", _("日期"), one.on, full_day(one.on)),
        Held("title", _("做了什么"), one.title, one.title),
        Held("minutes", _("分钟"), one.minutes, str(one.minutes)),
        Held("count", _("数量"), one.count, str(one.count)),
    )


def _entered(one: Contribution) -> tuple[Held, ...]:
    return (
        *_did(one),
        Held("evidence", _("依据"), one.evidence, one.evidence),
        Held("withdrawn", _("撤销原因"), one.withdrawn_reason, one.withdrawn_reason),
    )


def _given(one: Contribution) -> tuple[Held, ...]:
    """Without the name of whom it was entered for."""
    return (
        Held("title", _("做了什么"), one.title, one.title),
        Held("given_at", _("登记时间"), one.given_at, stamp(one.given_at)),
    )


def _claim(one: Claim) -> tuple[Held, ...]:
    return (*_did(one), Held("made_at", _("补报时间"), one.made_at, stamp(one.made_at)))


def _aside(one: SetAside) -> tuple[Held, ...]:
    return (
        Held("fact", _("种类"), one.fact, _(FACT_KINDS[one.fact].label)),
        Held("reason", _("理由"), one.reason, one.reason),
        Held("at", _("时间"), one.at, stamp(one.at)),
    )


def _goals(rows: list[TeamGoal]) -> Records:
    return tuple(
        (
            Held("amount", _("目标"), row.amount, signed(row.amount)),
            Held("set_at", _("设定时间"), row.set_at, stamp(row.set_at)),
        )
        for row in rows
    )


def _books(person_id: int) -> Records:
    return tuple(
        (
            Held("title", _("积分办法"), v.title, v.title),
            Held("organisation", _("党组织"), v.organisation.name, v.organisation.name),
            Held(
                "adopted_on",
                _("通过日期"),
                v.adopted_on,
                full_day(v.adopted_on) if v.adopted_on else "",
            ),
            Held("ground", _("依据的决议"), v.ground, v.ground),
        )
        for v in queries.versions_adopted_by(person_id)
    )
