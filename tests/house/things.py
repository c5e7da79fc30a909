"""What is kept in each place of the small world: notices, gatherings, meetings, scans, templates."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from tests.archive.uploads import png
from tests.cast import FOUNDED, HOUSE
from tests.house.world import (
    ENDS,
    FULL_MEMBERS,
    ME,
    NOW,
    STARTS,
    TODAY,
    Player,
    Spot,
    World,
    open_account,
)
from tests.insights.school import small_form

from zhibu.appeals.domain import code_digest
from zhibu.appeals.models import Appeal, Complaint
from zhibu.archive.domain.sample import sample_template
from zhibu.archive.models import PaperTemplate, Scan
from zhibu.archive.store import store
from zhibu.gatherings.actions import (
    open_gathering,
    print_code_sheet,
    publish_gathering,
    take_attendance,
)
from zhibu.gatherings.domain import Invite
from zhibu.gatherings.models import Attendee, EntryConflict, Gathering
from zhibu.insights.models import ReportForm, ReportMark
from zhibu.kit import clock
from zhibu.kit.sheets.faults import Fault
from zhibu.meetings import actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.entries import (
    ItemText,
    PlanEntry,
    PlannedItem,
    RecordEntry,
    SpeechEntry,
)
from zhibu.meetings.library import CARDS
from zhibu.meetings.models import (
    AgendaItem,
    DutyEntry,
    DutyWaiver,
    Meeting,
    ThemeProposal,
)
from zhibu.notices.domain import TRIES
from zhibu.notices.models import EmailAddress, Mail, Notice, Recipient
from zhibu.orgs.models import CalendarSpan, CapabilityGrant, FeatureRest, Post, Switch
from zhibu.people.accounts import account_of
from zhibu.people.models import (
    Appointment,
    CorrectionRequest,
    Extract,
    ImportBatch,
    ImportRow,
    Membership,
    Person,
    StatusSpan,
)
from zhibu.points.domain.rules import to_json
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.models import Contribution, Participation, RulebookVersion
from zhibu.points.models import Rulebook as KeptBook

HOSTED = ("own", "group", "other_group", "near", "far")
NOTIFIED = ("own", "group", "near", "far", "college", "root")
FILED = ("own", "near", "far", "college", "root")
CODE = "ABCD-EFGH-JKMN"  # of the one complaint nobody signed
APPEALED = ("own", "near", "far")
SAID = ("own", "near", "far", "college", "root")
# Who reads the list of those who came and did not (DC-05), and the list to tick.
ATTENDANCE = ("see_attendance", "take_attendance")
# Pages that say who was there; others name people of the branch to choose from.
IN_ROOMS = (
    "gatherings:", "notices:", "web:", "appeals:", "meetings:meeting", "meetings:version", "meetings:agreed",
)  # fmt: skip


def furnish(world: World) -> World:
    """Every room's objects in every place."""
    with clock.pinned(NOW):
        for key, spot in world.spots.items():
            spot.ids["organisation_id"] = spot.organisation.pk
            if spot.people:
                spot.ids["person_id"] = spot.plain.pk
            if key in NOTIFIED:
                spot.ids["notice_id"] = notice(world, spot).pk
            if key in FILED:
                address(world, spot)
        for spot in world.spots.values():
            _tree_things(world, spot)
        for key in HOSTED:
            _gatherings(world, world.spots[key])
            _meetings(world, world.spots[key])
        for key in FILED:
            _files(world, world.spots[key])
            _reports(world, world.spots[key])
        for key in FILED:
            _imports(world, world.spots[key])
        _mail_set_aside(world.spots["own"])
        for key in FILED:
            _extract(world, world.spots[key])
        for key in FILED:
            _rulebooks(world, world.spots[key])
        for key in ("own", "near", "far"):
            _themes(world, world.spots[key])
            _points(world, world.spots[key])
            _corrections(world, world.spots[key])
            _duties(world, world.spots[key])
        FeatureRest.objects.create(
            feature="meetings.feedback",
            reason="没有人用",
            announced_on=TODAY,
            rests_on=TODAY + timedelta(days=20),
        )
        for key in APPEALED:
            _appeals(world, world.spots[key])
        for key in SAID:
            _complaints(world, world.spots[key])
        for player in world.players.values():
            _own_things(world, player)
    return world


def _own_things(world: World, player: Player) -> None:
    """What is about this person: the page, a notice."""
    if player.person is None:
        return
    root = world.spots["root"]
    player.mine = Spot(ME, root.organisation, plain=player.person)
    player.mine.ids = {
        "person_id": player.pk,
        "notice_id": notice(world, root, to=player.pk).pk,
    }


# ---- the tree


def _tree_things(world: World, spot: Spot) -> None:
    """A power, a line of the calendar, a switch, a post that ends."""
    grant = CapabilityGrant.objects.create(
        organisation=spot.organisation,
        capability=CapabilityGrant.Capability.APPROVE_PROBATIONARY,
        since=FOUNDED,
        until=TODAY + timedelta(days=30),
        ground="校党委会议",
    )
    span = CalendarSpan.objects.create(
        organisation=spot.organisation,
        kind=CalendarSpan.Kind.TERM,
        name="秋季学期",
        since=TODAY - timedelta(days=60),
        until=TODAY + timedelta(days=30),
        batch=uuid4(),
    )
    switch = Switch.objects.create(
        organisation=spot.organisation,
        key="points.team_goal",
        value=True,
        since=TODAY,
        until=TODAY + timedelta(days=30),
        ground=world.mark("开关的依据", spot, "see_switches"),
    )
    spot.ids |= {"grant_id": grant.pk, "span_id": span.pk, "switch_id": switch.pk}
    spot.ids["batch"] = str(span.batch)
    ends = (Post.PUBLICITY, Post.GROUP_LEADER)
    held = Appointment.objects.filter(organisation=spot.organisation, post__in=ends).first()
    if held is not None:
        spot.ids["appointment_id"] = held.pk


# ---- notices


def notice(world: World, spot: Spot, *, to: int = 0, by: int | None = None) -> Notice:
    """A notice of this body to one person; the plain one there unless told."""
    person = to or spot.plain.pk
    made = Notice.objects.create(
        organisation=spot.organisation,
        kind=Notice.Kind.GENERAL,
        title=world.mark("通知标题", spot, "see_delivery", owners=[person]),
        body=world.mark("通知正文", spot, "see_delivery", owners=[person]),
        sent_by=by,
        sent_by_name="院系组织管理员",
    )
    Recipient.objects.create(notice=made, person_id=person, unreached=True)
    return made


def address(world: World, spot: Spot) -> EmailAddress:
    """Where the plain one there wants notices as well; nobody else ever reads it."""
    mark = world.mark("邮箱", spot, owners=[spot.plain.pk])
    return EmailAddress.objects.create(
        person=spot.plain, email=f"{mark}@example.edu.cn", code="", verified_at=NOW
    )


def _mail_set_aside(spot: Spot) -> None:
    """One that could not be sent, for the operator."""
    Mail.objects.create(
        kind=Mail.Kind.NOTICE,
        key="set aside",
        person=spot.plain,
        notice_id=int(spot.ids["notice_id"]),
        state=Mail.State.SET_ASIDE,
        due_at=NOW,
        tries=TRIES,
        trouble=Mail.Trouble.SERVER,
    )


# ---- gatherings


def invited(spot: Spot) -> list[Person]:
    """Everybody of the branch, or of the group."""
    inside = {"group": spot.organisation} if spot.is_group else {"organisation": spot.organisation}
    return [row.person for row in Membership.objects.filter(**inside).select_related("person")]


def gathering(
    world: World, spot: Spot, people: list[Person], *, signs: bool = False, at: datetime = STARTS
) -> Gathering:
    """A gathering with these people on its list, not yet published."""
    with clock.pinned(NOW - timedelta(days=3)):
        return open_gathering(
            actor=HOUSE,
            organisation=spot.organisation,
            title=world.mark("活动名称", spot, "see_gathering", owners=[p.pk for p in people]),
            starts_at=at,
            ends_at=at + (ENDS - STARTS),
            place=world.mark("活动地点", spot, "see_gathering", owners=[p.pk for p in people]),
            attendees=[Invite(p.pk, with_vote=True) for p in people],
            takes_sign_up=signs,
        )


def published(made: Gathering) -> Gathering:
    with clock.pinned(NOW - timedelta(days=3)):
        return publish_gathering(actor=HOUSE, gathering_id=made.pk)


def _gatherings(world: World, spot: Spot) -> None:
    people = invited(spot)
    absent = _absent(world, spot)
    here = published(gathering(world, spot, [*people, absent]))
    _absence_is_marked(world, spot, absent)
    take_attendance(actor=HOUSE, gathering_id=here.pk, person_ids=[spot.plain.pk])
    row = Attendee.objects.get(gathering=here, person=absent)
    row.leave = Attendee.Leave.ASKED
    row.save(update_fields=["leave"])
    EntryConflict.objects.create(
        attendee=row,
        way="list",
        sentence=world.mark("登记冲突", spot, *ATTENDANCE, "enter_code_sheet"),
    )
    print_code_sheet(actor=HOUSE, gathering_id=here.pk)
    unlisted = world.somebody(
        spot.branch, kind="full", group=spot.organisation if spot.is_group else None
    )
    planned = gathering(world, spot, people, at=STARTS + timedelta(days=2))
    signing = published(gathering(world, spot, people, signs=True, at=STARTS + timedelta(days=1)))
    spot.ids |= {
        "gathering_id": here.pk,
        "gathering_planned": planned.pk,
        "gathering_signing": signing.pk,
        "absent_id": absent.pk,
        "unlisted_id": unlisted.pk,
    }


def _absent(world: World, spot: Spot) -> Person:
    """Somebody of the place who has asked for leave; whose absence few may know."""
    inside = spot.organisation if spot.is_group else None
    made = world.somebody(spot.branch, kind=StatusSpan.Kind.FULL, group=inside)
    spot.people.append(made)
    return made


def _absence_is_marked(world: World, spot: Spot, person: Person) -> None:
    world.keep(person.name, "缺席", spot, *ATTENDANCE, owners=[person.pk], rooms=IN_ROOMS)


# ---- meetings


def _meetings(world: World, spot: Spot) -> None:
    kinds = _group_sittings if spot.is_group else _branch_sittings
    kinds(world, spot)


def _group_sittings(world: World, spot: Spot) -> None:
    kind = Kind.GROUP_MEETING
    laid = _plan(world, spot, kind, days=30, readers=("change_plan",))
    out = _publish(_plan(world, spot, kind, days=0, readers=("see_plan",)))
    held = _hold(world, spot, _publish(_plan(world, spot, kind, days=-30, readers=("see_plan",))))
    done = _hold(
        world,
        spot,
        _publish(_plan(world, spot, kind, days=-60, readers=("see_plan",))),
        ("see_record", "edit_record"),
    )
    _confirm(done)
    _name(spot, draft=laid, published=out, held=held, confirmed=done)


def _branch_sittings(world: World, spot: Spot) -> None:
    laid = _plan(world, spot, Kind.THEME_DAY, days=20, readers=("change_plan",))
    out = _publish(_plan(world, spot, Kind.GENERAL_MEETING, days=0, readers=("see_plan",)))
    held = _publish(_plan(world, spot, Kind.THEME_DAY, days=-7, readers=("see_plan",)))
    _hold(world, spot, held)
    done = _publish(_plan(world, spot, Kind.PARTY_CLASS, days=-10, readers=("see_plan",)))
    _confirm(_hold(world, spot, done, ("see_record", "edit_record")))
    closed = ("see_committee_plan", "see_committee_record")
    inner = _publish(_plan(world, spot, Kind.BRANCH_COMMITTEE, days=-14, readers=closed))
    _confirm(_hold(world, spot, inner, closed))
    vote = PlannedItem(title="关于缴纳活动场地费的决议", matter=Matter.RESOLUTION)
    ballot = _plan(world, spot, Kind.GENERAL_MEETING, days=-21, readers=("see_plan",), more=(vote,))
    voted = _hold(world, spot, _publish(ballot))
    _name(spot, draft=laid, published=out, held=held, confirmed=done, committee=inner, voted=voted)
    spot.ids["item_voted"] = AgendaItem.objects.get(meeting=voted, order=2).pk


def _name(spot: Spot, **meetings: Meeting) -> None:
    for state, meeting in meetings.items():
        spot.ids[f"meeting_{state}"] = meeting.pk
        spot.ids[f"gathering_of_{state}"] = meeting.gathering_id
        spot.ids[f"item_{state}"] = AgendaItem.objects.filter(meeting=meeting).earliest("order").pk
    spot.ids["meeting_id"] = spot.ids["meeting_published"]
    spot.ids["item_id"] = spot.ids["item_held"]


def _plan(
    world: World,
    spot: Spot,
    kind: Kind,
    *,
    days: int,
    readers: tuple[str, ...],
    more: tuple[PlannedItem, ...] = (),
) -> Meeting:
    starts = STARTS + timedelta(days=days)
    known = "see_plan" in readers
    who = [person.pk for person in invited(spot)] if known else []
    readers = (*readers, "see_gathering") if known else readers
    plan = PlanEntry(
        kinds=frozenset({kind}),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        place=world.mark(f"{kind}地点", spot, *readers, owners=who),
        items=(
            PlannedItem(
                title=world.mark(f"{kind}议题", spot, *readers, owners=who),
                required=True,
                manner=Manner.STUDY,
            ),
            *more,
        ),
        theme=world.mark(f"{kind}主题", spot, *readers, owners=who)
        if kind is Kind.THEME_DAY
        else "",
        group_id=spot.organisation.pk if spot.is_group else None,
        with_activists=known and days == 0,
        chair_id=spot.people[0].pk,
        recorder_id=spot.people[0].pk,
    )
    with clock.pinned(starts - timedelta(days=5)):
        return actions.plan_meeting(actor=HOUSE, organisation_id=spot.branch.pk, plan=plan)


def _publish(meeting: Meeting) -> Meeting:
    with clock.pinned(meeting.gathering.starts_at - timedelta(days=4)):
        return actions.publish_plan(actor=HOUSE, meeting_id=meeting.pk)


def _hold(
    world: World, spot: Spot, meeting: Meeting, readers: tuple[str, ...] = ("edit_record",)
) -> Meeting:
    """People come, the draft is written: its texts for these readers only."""
    starts = meeting.gathering.starts_at
    with clock.pinned(starts + timedelta(minutes=5)):
        take_attendance(actor=HOUSE, gathering_id=meeting.gathering_id, person_ids=None)
    with clock.pinned(starts + timedelta(minutes=84)):
        drafted = actions.draft_record(actor=HOUSE, meeting_id=meeting.pk)
        item = AgendaItem.objects.filter(meeting=meeting).earliest("order")
        said = SpeechEntry(spot.people[0].name, world.mark("发言要点", spot, *readers))
        text = ItemText(
            item.pk,
            reporter=item.reporter_name,
            report=world.mark("记录正文", spot, *readers),
            speeches=(said,),
        )
        actions.edit_record(actor=HOUSE, meeting_id=meeting.pk, entry=RecordEntry(items=(text,)))
        agreed = actions.agree_item(
            actor=HOUSE,
            meeting_id=meeting.pk,
            matter=world.mark("议定事项", spot, *readers),
            owner=spot.people[0].name,
        )
        spot.ids["agreed_held" if "see_record" not in readers else "agreed_confirmed"] = agreed.pk
    return drafted


def _confirm(meeting: Meeting) -> None:
    with clock.pinned(meeting.gathering.starts_at + timedelta(hours=2)):
        actions.confirm_record(actor=HOUSE, meeting_id=meeting.pk)


# ---- themes


def _themes(world: World, spot: Spot) -> None:
    actions.set_month_theme(
        actor=HOUSE,
        organisation_id=spot.organisation.pk,
        month=TODAY,
        theme=world.mark("月主题", spot, "see_library"),
    )
    proposal = ThemeProposal.objects.create(
        organisation=spot.organisation,
        title=world.mark("主题建议", spot, "see_library", "propose_theme"),
        why=world.mark("建议说明", spot, "see_library", "propose_theme"),
        proposed_by=spot.plain,
    )
    card = replace(
        CARDS[0],
        title=world.mark("主题卡", spot, "see_library"),
        purpose=world.mark("主题卡用意", spot, "see_library"),
    )
    made = actions.add_card(actor=HOUSE, organisation_id=spot.organisation.pk, card=card)
    spot.ids |= {"proposal_id": proposal.pk, "code": made.code}


# ---- points


def take_part(person: Person, spot: Spot) -> None:
    """Somebody takes part in the points of a branch."""
    Participation.objects.get_or_create(
        person=person,
        branch=spot.organisation,
        left_at=None,
        defaults={"counts_from": TODAY - timedelta(days=60)},
    )


def _points(world: World, spot: Spot) -> None:
    """Points, their board and a book are on; somebody takes part and something was entered for them."""
    for key in ("points.enabled", "points.board"):
        Switch.objects.create(
            organisation=spot.organisation,
            key=key,
            value=True,
            ground="支部党员大会决议",
            decided_by_name="许静仪",
            since=TODAY - timedelta(days=60),
            until=TODAY + timedelta(days=60),
        )
    one = spot.people[4]
    take_part(one, spot)
    words = ("see_contributions", "register_contribution")
    entered = Contribution.objects.create(
        branch=spot.organisation,
        person=one,
        kind="service",
        on=TODAY,
        title=world.mark("贡献", spot, *words, owners=[one.pk]),
        evidence=world.mark("贡献的依据", spot, *words, owners=[one.pk]),
        giver=spot.people[5],
    )
    spot.ids |= {"contribution_id": entered.pk, "taking_part_id": one.pk}


def _rulebooks(world: World, spot: Spot) -> None:
    """A book in force and the draft of another."""
    ids = {}
    for name, action in (("book_draft", "see_draft"), ("book_adopted", "see_rulebook")):
        book = KeptBook.objects.create(organisation=spot.organisation)
        title = f"{world.mark('积分办法', spot, action)}积分办法"
        in_force = {
            "state": "adopted",
            "ground": "支部党员大会决议",
            "adopted_on": TODAY,
            "adopted_by_name": "许静仪",
            "since": TODAY - timedelta(days=60),
        }
        ids[name] = RulebookVersion.objects.create(
            book=book,
            organisation=spot.organisation,
            number=1,
            body=to_json(replace(SCHEMES["items"].book, title=title)),
            **(in_force if name == "book_adopted" else {}),
        ).pk
    spot.ids |= ids | {"version_id": ids["book_draft"]}


def _duties(world: World, spot: Spot) -> None:
    """What does not apply, and talks that were held."""
    waiver = DutyWaiver.objects.create(
        organisation=spot.organisation,
        key="party_class",
        since=date(2026, 10, 1),
        until=date(2027, 1, 1),
        reason=world.mark("不适用理由", spot, "see_month_counts", "waive_duty"),
        made_by_name="书记",
    )
    talks = DutyEntry.objects.create(
        organisation=spot.organisation, key="heart_talk", pairing="members", on=date(2026, 11, 2)
    )
    spot.ids |= {"waiver_id": waiver.pk, "entry_id": talks.pk}


# ---- files


def _reports(world: World, spot: Spot) -> None:
    """A school's form in use, and one that is being marked, each with one cell."""
    body = small_form()
    for key, state, reads in (
        ("form_id", "kept", "use_report_form"),
        ("form_draft", "draft", "mark_cell"),
    ):
        form = ReportForm.objects.create(
            organisation=spot.organisation,
            name=world.mark("报表名", spot, reads),
            version=1,
            state=state,
            file_name="月报表.xlsx",
            body=body,
            size=len(body),
            kept_at=NOW if state == "kept" else None,
        )
        ReportMark.objects.create(
            form=form, sheet=0, row=1, column=2, holds="figure", metric="people.party"
        )
        spot.ids[key] = form.pk


def _files(world: World, spot: Spot) -> None:
    body = sample_template()
    template = PaperTemplate.objects.create(
        organisation=spot.organisation,
        kind="minutes",
        name=world.mark("模板名", spot, "use_template") + ".docx",
        stored=store.keep(body),
        sha256=hashlib.sha256(spot.key.encode()).hexdigest(),
        size=len(body),
        tags=3,
        since=TODAY - timedelta(days=30),
    )
    spot.ids["template_id"] = template.pk
    if not spot.organisation.is_branch:
        return
    picture = png() + world.mark("扫描件", spot, "see_scan").encode()
    scan = Scan.objects.create(
        organisation=spot.organisation,
        subject_kind="meetings.meeting",
        subject_id=str(spot.ids["meeting_held"]),
        slot=1,
        name=world.mark("扫描件名", spot, "see_scan") + ".png",
        stored=store.keep(picture),
        sha256=hashlib.sha256(picture).hexdigest(),
        size=len(picture),
        media_type="image/png",
    )
    spot.ids["scan_id"] = scan.pk


# ---- rosters handed in


def _imports(world: World, spot: Spot) -> None:
    """A roster to be looked through, one with a change in it, one that was written."""
    state = ImportBatch.State
    ready = _batch(world, spot, state=state.READY)
    ImportRow.objects.create(
        batch=ready,
        row=2,
        outcome=ImportRow.Outcome.REFUSED,
        name=world.mark("导入姓名", spot, "see_import"),
        faults=[_fault(world, spot)],
    )
    changed = _batch(world, spot, state=state.READY)
    change = {"field": "major", "before": "哲学", "after": "历史", "taken": True}
    row = ImportRow.objects.create(
        batch=changed,
        row=2,
        outcome=ImportRow.Outcome.CHANGED,
        name=spot.plain.name,
        staff_no=spot.plain.staff_no,
        person_id=spot.plain.pk,
        changes=[change],
    )
    done = _batch(world, spot, state=state.DONE, confirmed_at=NOW)
    spot.ids |= {
        "batch_id": ready.pk,
        "batch_changed": changed.pk,
        "row_id": row.pk,
        "batch_done": done.pk,
    }


def _batch(world: World, spot: Spot, **fields: object) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=ImportBatch.Kind.ROSTER,
        organisation=spot.organisation,
        file_name=world.mark("导入文件", spot, "see_import") + ".xlsx",
        digest="0" * 64,
        summary={"refused": 1, "imported": 0, "changed": 0, "unchanged": 0, "missing": 0},
        made_by_name="院系组织管理员",
        **fields,
    )


def _fault(world: World, spot: Spot) -> dict[str, object]:
    value = world.mark("导入内容", spot, "see_import")
    return asdict(
        Fault("名册", 2, "出生日期", "date-unknown", "看不出是哪一天。", value=value, at=4)
    )


# ---- persons' own requests


def _corrections(world: World, spot: Spot) -> None:
    of = spot.plain
    request = CorrectionRequest.objects.create(
        person=of,
        field="major",
        held="材料学",
        asked=world.mark("更正内容", spot, "answer_correction", owners=[of.pk]),
        reason=world.mark("更正理由", spot, "answer_correction", owners=[of.pk]),
        due_on=TODAY + timedelta(days=5),
    )
    spot.ids["request_id"] = request.pk
    open_account(of)


# ---- what is taken out by two people


ASKERS = {"college": Post.COLLEGE_ORGANISER, "root": Post.UNIVERSITY_ORGANISER}


def extract(world: World, spot: Spot, *, by: Person) -> Extract:
    """A request of somebody's for the roster of that place."""
    return Extract.objects.create(
        kind="people.roster",
        organisation=spot.organisation,
        form="xlsx",
        columns=["name"],
        title="党员名册",
        persons=51,
        purpose=world.mark("导出事由", spot, "see_extract", owners=[by.pk]),
        asked_by=by,
        generation=account_of(by).generation,
    )


def _extract(world: World, spot: Spot) -> None:
    """Asked for by another officer of the place, who is nobody of the cast."""
    asker = world.officer(ASKERS.get(spot.key, Post.ORGANISATION), spot.organisation)
    spot.ids["extract_id"] = extract(world, spot, by=asker).pk


# ---- what is contested, and what people say


def appellant(world: World, spot: Spot) -> Person:
    """In branch A the member of the cast, elsewhere somebody without a post."""
    if spot.key != "own":
        return spot.people[FULL_MEMBERS - 1]
    member = world.players["member"].person
    assert member is not None
    return member


def appeal(world: World, spot: Spot, number: int, **fields: object) -> Appeal:
    """One appeal of this branch, about something of nobody's room."""
    who = appellant(world, spot)
    taken = "taken_by" in fields
    readers = ("see_appeal",) if taken else ("see_committee_record",)
    made = Appeal(
        kind="house.thing",
        subject_id=number,
        title=world.mark("异议对象", spot, *readers, owners=[who.pk]),
        facts=world.mark("异议情况", spot, *readers, owners=[who.pk]),
        reason=world.mark("异议理由", spot, *readers, owners=[who.pk]),
        organisation=spot.organisation,
        appellant=who,
        due_on=TODAY - timedelta(days=1),
        rises_on=TODAY,
        **fields,
    )
    made.save()
    return made


def _appeals(world: World, spot: Spot) -> None:
    """One that waits past its day, one that the body above has taken over."""
    late = appeal(world, spot, 1)
    taken = appeal(world, spot, 2, taken_by=0, taken_by_name="上级", taken_at=NOW)
    row = Attendee.objects.get(gathering_id=spot.ids["gathering_id"], person=appellant(world, spot))
    spot.ids |= {"appeal_id": late.pk, "appeal_taken": taken.pk, "attendee_id": row.pk}


def _complaints(world: World, spot: Spot) -> None:
    """What waits and what was answered at this body's own level; at the top about the platform too."""
    level = {"college": "college", "root": "university"}.get(spot.key, "branch")
    spot.ids["complaint_id"] = complaint(world, spot, level).pk
    spot.ids["complaint_answered"] = complaint(world, spot, level, answered=True).pk
    if spot.key == "root":
        spot.ids["complaint_platform"] = complaint(world, spot, "platform").pk
        unsigned = complaint(world, spot, "university", answered=True)
        unsigned.naming, unsigned.giver, unsigned.code_digest = "none", None, code_digest(CODE)
        unsigned.save()


def complaint(world: World, spot: Spot, level: str, *, answered: bool = False) -> Complaint:
    """One complaint of somebody there, under their name."""
    who = appellant(world, spot) if spot.key in APPEALED else spot.plain
    reads = "see_platform_complaint" if level == "platform" else "see_complaint"
    said = {
        "state": "answered",
        "answered_by": 0,
        "answered_on": TODAY,
        "answer": world.mark("意见答复", spot, reads, owners=[who.pk]),
    }
    made = Complaint(
        kind="complaint",
        level=level,
        organisation=spot.organisation,
        naming="signed",
        giver=who,
        text=world.mark("意见内容", spot, reads, owners=[who.pk]),
        given_on=TODAY - timedelta(days=9),
        due_on=TODAY - timedelta(days=2),
        **(said if answered else {}),
    )
    made.save()
    return made
