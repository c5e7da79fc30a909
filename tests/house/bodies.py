"""What is sent to an address, where the page's own form does not say it (提交的内容)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.house.world import NOW, TODAY, Player, Spot, World
from tests.insights.school import small_form

from zhibu.archive.domain.sample import sample_template
from zhibu.gatherings.domain import live_code, step_of
from zhibu.gatherings.models import Gathering
from zhibu.meetings.body import digest_of
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import body_of
from zhibu.people.actions import seed_of

Body = Callable[[World, Player, Spot | None], dict[str, Any]]
NEXT_MONTH = "2026-12-01"
REASON = "按上级批复办理"


def says(**values: Any) -> Body:
    """The same whoever asks."""
    return lambda _world, _player, _spot: values


def of_place(**keys: str) -> Body:
    """Values that stand among the ids of the place."""
    return lambda _world, _player, spot: {
        name: spot.ids.get(key, 0) if spot else 0 for name, key in keys.items()
    }


def both(*bodies: Body) -> Body:
    def body(world: World, player: Player, spot: Spot | None) -> dict[str, Any]:
        return {k: v for one in bodies for k, v in one(world, player, spot).items()}

    return body


def _code(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    """The six digits on the screen of that place right now."""
    assert spot is not None
    here = Gathering.objects.get(pk=spot.ids["gathering_id"])
    return {"code": live_code(here.secret, step_of(NOW))}


def _first_code(_world: World, player: Player, _spot: Spot | None) -> dict[str, Any]:
    """What the authenticator just begun shows."""
    if player.person is None:
        return {"code": "000000"}
    return {"code": pyotp.TOTP(seed_of(person_id=player.pk).secret).at(NOW)}


def _template(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    assert spot is not None
    file = SimpleUploadedFile("模板.docx", sample_template())
    return {"organisation": spot.organisation.pk, "kind": "minutes", "file": file}


def _notice_of_days(_world: World, _player: Player, _spot: Spot | None) -> dict[str, Any]:
    text = '{"year": 2027, "papers": [], "days": []}'
    return {"file": SimpleUploadedFile("2027.json", text.encode())}


def _post(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    """The post a body's own may record: a committee member, a group's leader, a secretary."""
    assert spot is not None
    post = "secretary" if spot.key in {"college", "root"} else "discipline"
    number = spot.plain.staff_no
    return {
        "post": "group_leader" if spot.is_group else post,
        "person_id": spot.people[0].pk,
        "staff_no": number,
        "since": str(TODAY),
    }


def _merger(world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    other = "near" if spot and spot.key == "own" else "own"
    return {"others": [world.spots[other].organisation.pk], "way": "here", "reason": "over_size"}


def _division(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    people = [person.pk for person in spot.people[:3]] if spot else []
    return {"name": "分出的党支部", "people": people, "reason": "over_size"}


def _removal(world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    other = "college" if spot and spot.key == "far" else "other_college"
    return {"parent_id": world.spots[other].organisation.pk}


def _target(world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    other = "near" if spot and spot.key == "own" else "own"
    return {"target_id": world.spots[other].organisation.pk, "reason": "over_size"}


def _roster(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    text = "姓名,学号,人员类别\n陆知夏,9900112234,正式党员\n"
    return {
        "org": spot.organisation.pk if spot else 0,
        "file": SimpleUploadedFile("名册.csv", text.encode()),
    }


def _tree(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    text = "名称,类型,上级,代码,成立日期\n"
    return {
        "org": spot.organisation.pk if spot else 0,
        "file": SimpleUploadedFile("组织.csv", text.encode()),
    }


def _written(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    """A general notice to everybody of the place, or to the branches' secretaries below it."""
    assert spot is not None
    inside = spot.is_group or spot.organisation.is_branch
    return {"title": "交党费", "body": "", "reach": "everyone" if inside else "subtree"}


def _draft(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    """The draft of that place, as it reads now."""
    assert spot is not None
    meeting = Meeting.objects.get(pk=spot.ids["meeting_held"])
    return {"seen": f"{meeting.pk}:{digest_of(body_of(meeting))}"}


def _report(_world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    """A small form for the place."""
    if spot is None:
        return {}
    file = SimpleUploadedFile("月报表.xlsx", small_form())
    return {"organisation": spot.organisation.pk, "name": "季报表", "file": file}


def _calendar_file(_world: World, _player: Player, _spot: Spot | None) -> dict[str, Any]:
    text = "名称,开始,结束\n寒假,2027-01-18,2027-02-25\n"
    return {"file": SimpleUploadedFile("校历.csv", text.encode())}


def _branch_below(world: World, _player: Player, spot: Spot | None) -> dict[str, Any]:
    """A branch of the place, itself where it is one."""
    where = spot if spot and spot.organisation.is_branch else world.spots["own"]
    return {"branch": where.organisation.pk}


SAID = {"kind": "suggestion", "level": "platform", "naming": "signed", "text": "字再大一点"}
CHANGE = says(on=str(TODAY), ground=REASON)
BODIES: dict[str, Body] = {
    "points:join": says(takes_in_term="0"),
    "points:claim": says(
        kind="service", on=str(TODAY), title="旧书修补", minutes=60, reason="有签到表"
    ),
    "points:register": both(
        of_place(person="taking_part_id"),
        says(kind="service", on=str(TODAY), title="旧书修补", minutes=60, evidence="签到表"),
    ),
    "points:withdraw": says(reason=REASON),
    "points:goal": says(points=100),
    "points:add_rule": says(
        kinds="theme_day",
        hundredths="2",
        way="each",
        per=1,
        cap="8",
        cap_period="term",
        part="学习",
    ),
    "points:adopt_book": says(ground=REASON, since=str(TODAY)),
    "archive:upload_template": _template,
    "insights:upload_form": _report,
    "insights:mark": says(
        sheet="0", cell="B1", what="figure:people.party", whose="whole", when="span"
    ),
    "insights:unmark": says(sheet="0", cell="B1"),
    "appeals:raise_appeal": says(reason=REASON),
    "appeals:answer": says(upheld="0", answer=REASON),
    "appeals:reply": says(answer=REASON),
    "appeals:give": says(**SAID),
    "appeals:track": says(code="ABCDEFGHJKMN", wish="close"),
    "gatherings:check_in": _code,
    "gatherings:here": of_place(person="absent_id"),
    "gatherings:not_here": of_place(person="absent_id"),
    "gatherings:excuse": both(of_place(person="absent_id"), says(leave="excused")),
    "gatherings:add_observer": of_place(person="unlisted_id"),
    "gatherings:make_feed": says(scope="mine"),
    "gatherings:end_feed": says(scope="mine"),
    "gatherings:sheet": says(pasted="陆知夏 abcdefgh"),
    "notices:email": says(email="zhangsan@example.edu.cn"),
    "notices:choose_mail": says(kinds=["invitation"], digest_hour="8"),
    "notices:retry_mails": says(kind="notice", trouble="server"),
    "notices:drop_mails": says(kind="notice", trouble="server"),
    "notices:write": _written,
    "notices:draft": _written,
    "notices:add": says(body="地点改在图书馆"),
    "notices:edit": says(title="换一个说法", body="请看新的时间"),
    "notices:phoned": of_place(person="person_id"),
    "web:codes": _first_code,
    "web:rename_passkey": says(name="办公室电脑"),
    "web:language": says(language="zh-hans"),
    "meetings:cancel": says(reason=REASON),
    "meetings:late": says(reason=REASON),
    "meetings:tally": says(yes=5, no=0, abstain=0, written=0, ballot="show_of_hands"),
    "meetings:review": says(excellent=1, qualified=1),
    "meetings:count": says(reason=REASON),
    "meetings:agree": says(matter="整理党员活动室"),
    "meetings:correct": says(reason=REASON),
    "meetings:feedback": says(useful=4, near=4, again=4),
    "meetings:agreed_item": says(done="yes"),
    "meetings:set_theme": says(month=NEXT_MONTH, theme="学习新修订的细则"),
    "meetings:propose": says(title="走访校史馆"),
    "meetings:take": says(month="2026-12"),
    "meetings:add_card": says(
        title="读一份文件", purpose="弄清一条规定", suits="all", steps="20 讨论"
    ),
    "meetings:rest": says(reason=REASON),
    "meetings:confirm_drafts": _draft,
    "meetings:waive_duty": says(reason=REASON, whole="1"),
    "meetings:note_duty": says(pairing="members", on=str(TODAY), count=2),
    "meetings:remind": _branch_below,
    "meetings:checklist": says(since=NEXT_MONTH),
    "people:import": _roster,
    "orgs:import": _tree,
    "people:import_take": says(field="major", taken="0"),
    "people:export": says(),
    "people:extract_decide": says(approved="0", answer=REASON),
    "people:add": says(
        name="新同志", staff_no="9900112233", kind="full", since=str(TODAY), sex="0"
    ),
    "people:answer": says(accepted="1", value="哲学"),
    "people:ask": says(field="major", asked="哲学"),
    "people:status": says(kind="full", standing="normal", since=str(TODAY), ground=REASON),
    "people:vote": says(suspended="1", since=str(TODAY), ground="某〔2026〕1号"),
    "people:move": lambda world, _player, spot: {
        "organisation_id": world.spots["near" if spot and spot.key != "near" else "own"].ids[
            "organisation_id"
        ],
        "since": str(TODAY),
        "ground": REASON,
    },
    "orgs:appoint": _post,
    "orgs:end_post": says(on=str(TODAY)),
    "orgs:merge": both(CHANGE, _merger),
    "orgs:split": both(CHANGE, _division),
    "orgs:move": both(CHANGE, _removal),
    "orgs:dissolve": both(CHANGE, _target),
    "orgs:season": CHANGE,
    "orgs:days": _notice_of_days,
    "orgs:found": says(name="新设党支部", kind="branch", founded_on=str(TODAY)),
    "orgs:group": says(name="第九党小组", founded_on=str(TODAY)),
    "orgs:rename": says(name="更名后的党支部", on=str(TODAY)),
    "orgs:term": says(since=str(TODAY), until="2029-11-25"),
    "orgs:approval": says(since="2027-01-01", ground=REASON),
    "orgs:feature": says(reason=REASON),
    "orgs:set_switch": says(  # the other way round, once what is set now has ended
        ground=REASON,
        since=str(TODAY + timedelta(days=30)),
        until=str(TODAY + timedelta(days=40)),
    ),
    "orgs:calendar_import": _calendar_file,
    "orgs:calendar": says(kind="term", name="春季学期", since="2027-03-01", until="2027-07-01"),
}
