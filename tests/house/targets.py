"""Where an address differs from what its names say: other objects, a query, an object of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from tests.cast import HOUSE
from tests.house.things import extract, invited, notice, take_part
from tests.house.world import AT_BRANCH, AT_COLLEGE, AT_ROOT, NOW, Player, Spot, World

from zhibu.gatherings.actions import make_feed
from zhibu.gatherings.models import Attendee, CalendarFeed
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import ThemeProposal
from zhibu.notices.letters import off_token, proof_token
from zhibu.notices.models import EmailAddress, NoticeDraft
from zhibu.people.accounts import issue_slip
from zhibu.people.actions import begin_code_generator, begin_sitting
from zhibu.people.extracts.store import store
from zhibu.people.models import CodeGenerator, Extract, Passkey, Sitting
from zhibu.people.queries import account_for, actor_for_person

Maker = Callable[[World, Player, Spot | None], str | None]
Own = Callable[[Player, Spot], bool]

# Which id of a place stands for which name in an address; ``=x`` is x itself. By name, or by name
# and action, or by name, method and action.
USES: dict[str, dict[str, str]] = {
    "gatherings:gathering open_gathering": {"gathering_id": "gathering_planned"},
    "gatherings:sign_up": {"gathering_id": "gathering_signing"},
    "gatherings:withdraw": {"gathering_id": "gathering_signing"},
    "meetings:meeting change_plan": {"meeting_id": "meeting_draft"},
    "meetings:meeting edit_record": {"meeting_id": "meeting_held"},
    "meetings:meeting see_record": {"meeting_id": "meeting_confirmed"},
    "meetings:meeting see_committee_record": {"meeting_id": "meeting_committee"},
    "meetings:change": {"meeting_id": "meeting_draft"},
    "meetings:publish": {"meeting_id": "meeting_draft"},
    "meetings:resume": {"meeting_id": "meeting_held"},
    "meetings:edit": {"meeting_id": "meeting_held"},
    "meetings:tally": {"meeting_id": "meeting_voted", "item_id": "item_voted"},
    "meetings:verdict": {"meeting_id": "meeting_voted", "item_id": "item_voted"},
    "meetings:review": {"meeting_id": "meeting_held"},
    "meetings:count": {"meeting_id": "meeting_held"},
    "meetings:agree": {"meeting_id": "meeting_held"},
    "meetings:confirm": {"meeting_id": "meeting_held"},
    "meetings:correct": {"meeting_id": "meeting_confirmed"},
    "meetings:versions": {"meeting_id": "meeting_confirmed"},
    "meetings:version": {"meeting_id": "meeting_confirmed", "number": "=1"},
    "meetings:versions see_committee_record": {"meeting_id": "meeting_committee"},
    "meetings:version see_committee_record": {"meeting_id": "meeting_committee", "number": "=1"},
    "meetings:feedback": {"meeting_id": "meeting_confirmed"},
    "meetings:month_handbook": {"year": "=2026", "month": "=11", "kind": "=docx"},
    "meetings:ledger": {"year": "=2026", "kind": "=xlsx"},
    "appeals:close": {"complaint_id": "complaint_answered"},
    "appeals:complaint see_platform_complaint": {"complaint_id": "complaint_platform"},
    "appeals:reply answer_platform_complaint": {"complaint_id": "complaint_platform"},
    "insights:export": {"kind": "=csv"},
    "insights:dossier": {"kind": "=docx"},
    "insights:records": {"key": "=meetings.theme_day"},
    "insights:form mark_cell": {"form_id": "form_draft"},
    "insights:mark": {"form_id": "form_draft"},
    "insights:unmark": {"form_id": "form_draft"},
    "insights:keep_form": {"form_id": "form_draft"},
    "insights:drop_form": {"form_id": "form_draft"},
    "people:import_take": {"batch_id": "batch_changed"},
    "people:take_out print_code_sheet": {
        "kind": "=gatherings.code_sheet",
        "organisation_id": "organisation_id",
        "subject": "gathering_planned",
    },
    "people:take_out see_audit": {"kind": "=people.audit", "organisation_id": "organisation_id"},
    "people:import_undo": {"batch_id": "batch_done"},
    "web:self_check_file": {"kind": "=xlsx"},
    "orgs:feature": {"key": "=meetings.themes"},
    "orgs:wake_feature": {"key": "=meetings.feedback"},
    "orgs:set_switch": {"organisation_id": "organisation_id", "key": "=points.team_goal"},
    "points:scheme": {"code": "=items"},
    "points:start_book": {"organisation_id": "organisation_id"},
    "points:book see_rulebook": {"version_id": "book_adopted"},
    "points:print_book see_rulebook": {"version_id": "book_adopted"},
    "points:book_paper see_rulebook": {"version_id": "book_adopted", "kind": "=docx"},
    "points:book_paper see_draft": {"version_id": "book_draft", "kind": "=xlsx"},
    "points:book_changes see_rulebook": {"version_id": "book_adopted"},
    "points:change_rule": {"version_id": "book_draft", "code": "=4.1"},
    "points:drop_rule": {"version_id": "book_draft", "code": "=4.1"},
    "points:retire_book": {"version_id": "book_adopted"},
    "points:next_version": {"version_id": "book_adopted"},
    "meetings:drop_agreed": {"agreed_id": "agreed_held"},
    "meetings:agreed_item": {"agreed_id": "agreed_confirmed"},
} | {
    f"meetings:paper {action}": {"meeting_id": meeting, "what": f"={what}", "kind": f"={kind}"}
    for action, meeting, what, kind in (
        ("print_minutes", "meeting_confirmed", "minutes", "docx"),
        ("print_group_minutes", "meeting_confirmed", "minutes", "docx"),
        ("print_handbook_page", "meeting_confirmed", "handbook", "docx"),
        ("print_attendance_sheet", "meeting_confirmed", "attendance", "xlsx"),
        ("print_blank_sheet", "meeting_published", "blank", "docx"),
        ("fill_template", "meeting_confirmed", "template", "docx"),
    )
}

# What an address carries after its question mark.
QUERY: dict[str, str] = {
    **dict.fromkeys(("meetings:list", "meetings:agreed", "meetings:themes", "meetings:set_theme", "meetings:propose", "meetings:add_card", "meetings:card", "meetings:rest"), "?b={organisation_id}"),
    "people:roster": "?org={organisation_id}",
    "people:print_roster": "?org={organisation_id}",
    "points:books": "?b={organisation_id}",
    "people:take_out": "?subject={gathering_planned}",
}  # fmt: skip

# The object is named in what is sent: a form that does not offer it answers 422, and nothing is done.
IN_BODY = {
    "meetings:confirm_drafts",
    "archive:upload_template",
    "insights:upload_form",
    "people:import",
    "orgs:import",
}

# Shut in an ordinary house, whoever asks: the demo's door, the university's own sign-in,
# the second step without the first.
CLOSED = {
    "web:be", "web:oidc_begin", "web:oidc_back", "web:oidc_left", "web:oidc_front",
    "web:cas_begin", "web:cas_back",
    "web:second", "web:passkey_sign_in",
}  # fmt: skip

# Places that have the names of an address but not what it is about.
GROUPS = ("group", "other_group")
BODIES_ABOVE = ("college", "root")
ELSEWHERE = ("group", "other_group", "near", "far", "college", "root")  # asked once is enough
NOT_HERE: dict[str, tuple[str, ...]] = {
    **{
        f"points:{page}": (*GROUPS, *BODIES_ABOVE)
        for page in ("branch", "entries", "register", "goal", "set_up")
    },
    **dict.fromkeys(
        (
            "notices:choose_mail",
            "notices:remove_email",
            "notices:prove",
            "gatherings:end_feed",
            "web:end_sitting",
            "web:codes",
            "web:remove_codes",
            "web:renew_recovery",
            "web:remove_passkey",
            "web:rename_passkey",
        ),
        ELSEWHERE,
    ),
    "points:books": GROUPS,
    "points:start_book": GROUPS,
    "meetings:list": (*GROUPS, *BODIES_ABOVE),
    "meetings:agreed": (*GROUPS, *BODIES_ABOVE),
    "meetings:themes": GROUPS,
    "meetings:set_theme": (*GROUPS, *BODIES_ABOVE),
    "meetings:propose": (*GROUPS, *BODIES_ABOVE),
    "meetings:add_card": GROUPS,
    "meetings:ledger": (*GROUPS, *BODIES_ABOVE),
    "meetings:checklist": GROUPS,
    "meetings:confirm_drafts": BODIES_ABOVE,
    "meetings:month_handbook": (*GROUPS, *BODIES_ABOVE),
    "meetings:duties": (*GROUPS, *BODIES_ABOVE),
    "meetings:waive_duty": GROUPS,
    "meetings:note_duty": (*GROUPS, *BODIES_ABOVE),
    "meetings:remind": GROUPS,
    "appeals:outcomes": GROUPS,
    "appeals:pass_on": ("root",),
    "meetings:plan": (*GROUPS, *BODIES_ABOVE),
    "meetings:plan_month": (*GROUPS, *BODIES_ABOVE),
    "meetings:late": (*GROUPS, *BODIES_ABOVE),
    **{
        f"insights:{page}": GROUPS
        for page in ("statistics", "export", "records", "goals", "dossier")
    },
    "meetings:paper print_minutes": GROUPS,
    "meetings:paper print_group_minutes": ("own", "near", "far"),
    **{f"orgs:{change}": GROUPS for change in ("merge", "split", "move", "dissolve", "season")},
    # Of the whole house: asked about once, at the branch.
    **dict.fromkeys(
        ("web:self_check_file", "orgs:feature", "orgs:wake_feature", "people:take_out see_audit"),
        ("near", "far", *GROUPS, *BODIES_ABOVE),
    ),
    "orgs:switches": GROUPS,
    "orgs:set_switch": (*GROUPS, *BODIES_ABOVE),
    "orgs:end_switch": (*GROUPS, *BODIES_ABOVE),
    "orgs:appoint record_committee_member": (*GROUPS, *BODIES_ABOVE),
    "orgs:appoint appoint_group_leader": ("own", "near", "far", *BODIES_ABOVE),
    "orgs:appoint appoint_officer": (*GROUPS, "own", "near", "far"),
}

# Where the house is stricter than the table: ``action post place`` (``*``: every post), and why.
OTHER_GROUP = (
    "another group's gathering concerns those who are invited; the record is for the branch"
)
SPARE: dict[str, str] = {
    "see_gathering * other_group": OTHER_GROUP,
    **{f"see_gathering {post} group": OTHER_GROUP for post in ("probationary", "activist")},
    "see_plan activist group": OTHER_GROUP,
    "see_plan activist other_group": OTHER_GROUP,
    **{
        f"see_roster {post} {group}": "the branch's roster names the groups"
        for post in ("member", "probationary", "group_leader")
        for group in GROUPS
    },
}

# The form itself offers no choice to who may only rehearse: 422 before the policy is asked.
FORM_FIRST: dict[str, str] = {"orgs:move": "there is no other superior a branch could choose"}

# What stands in a calendar: name, place and host of what is made known, of meetings as well.
CALENDAR_SHOWS = (
    "活动名称", "活动地点", "组织名称", *(f"{kind}{what}" for kind in Kind for what in ("地点", "主题")),
)  # fmt: skip
# Marks an address shows by its nature: ``name what``, and why.
SHOWN: dict[str, str] = {
    **{
        f"gatherings:feed {what}": "whoever holds the secret address reads what is on, and only that"
        for what in CALENDAR_SHOWS
    },
    "web:slip 姓名": "whoever holds the slip reads whose it is",
    "orgs:merge 组织名称": "a branch names the siblings it would be merged with",
    "orgs:dissolve 组织名称": "a branch names the siblings its people would go to",
}


# Where somebody without the right is led to a page of their own instead of being refused, and why.
LED_AWAY: dict[str, str] = {
    "meetings:list": "who sees no meetings, the organisers, gets the library"
}


# ---- what is one's own there


def _is_invited(player: Player, spot: Spot) -> bool:
    return player.person is not None and player.person in invited(spot)


def _anybody(player: Player, spot: Spot) -> bool:
    """What everybody who has signed in has of their own."""
    return player.person is not None


def _was_there(player: Player, spot: Spot) -> bool:
    """Everybody on the list came; activists were not asked to the class that is confirmed."""
    return player.post != "activist" and _is_invited(player, spot)


def _is_of_the_branch(player: Player, spot: Spot) -> bool:
    return spot.key == "own" and player.post in AT_BRANCH


def _is_the_members(player: Player, spot: Spot) -> bool:
    """What the member of the cast contested and said in branch A."""
    return spot.key == "own" and player.post == "member"


def _takes_out(player: Player, spot: Spot) -> bool:
    """A request of one's own, where one may take out the roster of that place."""
    return player.may("export_roster", spot)


MINE: dict[str, Own] = {
    **dict.fromkeys(
        (
            "points:join",
            "points:claim",
            "points:leave",
            "points:choose_rules",
            "points:enter_board",
            "points:leave_board",
        ),
        _is_of_the_branch,
    ),
    **dict.fromkeys(
        (
            "appeals:appeal",
            "appeals:withdraw",
            "appeals:complaint",
            "appeals:pass_on",
            "appeals:close",
        ),
        _is_the_members,
    ),
    "appeals:raise_appeal": _is_invited,
    "people:extract_withdraw": _takes_out,
    "people:extract_file": _takes_out,
    "notices:choose_mail": _anybody,
    "notices:remove_email": _anybody,
    "notices:prove": _anybody,
    "gatherings:end_feed": _anybody,
    **dict.fromkeys(
        (
            "web:end_sitting",
            "web:codes",
            "web:remove_codes",
            "web:renew_recovery",
            "web:remove_passkey",
            "web:rename_passkey",
        ),
        _anybody,
    ),
    "meetings:withdraw_proposal": _is_of_the_branch,
    "gatherings:sign_up": _is_invited,
    "gatherings:withdraw": _is_invited,
    "gatherings:leave": _is_invited,
    "gatherings:withdraw_leave": _is_invited,
    "gatherings:check_in": _is_invited,
    "meetings:feedback": _was_there,
}


# ---- objects made for the question


def _withdraw_notice(world: World, player: Player, spot: Spot | None) -> str | None:
    """A notice this person sent there."""
    if spot is None or not spot.people:
        return None
    sent = notice(world, spot, by=player.pk)
    return reverse("notices:withdraw", args=[sent.pk])


def _of_own_notice(name: str) -> Maker:
    """The same, for what else its sender does with it."""

    def made(world: World, player: Player, spot: Spot | None) -> str | None:
        if spot is None or not spot.people:
            return None
        sent = notice(world, spot, by=player.pk)
        sent.recipients.update(unreached=False)
        return reverse(name, args=[sent.pk])

    return made


def _drop_draft(world: World, player: Player, spot: Spot | None) -> str | None:
    """A draft of this person's own in the name of that body."""
    if spot is None:
        return None
    if player.person is not None:
        NoticeDraft.objects.create(organisation=spot.organisation, person=player.person)
    return reverse("notices:drop_draft", args=[spot.organisation.pk])


def _address_of(player: Player, *, code: str) -> EmailAddress | None:
    """This person's own address, proved when there is no code left."""
    if player.person is None:
        return None
    return EmailAddress.objects.create(
        person=player.person,
        email="own@example.edu.cn",
        code=code,
        asked_at=NOW,
        verified_at=None if code else NOW,
    )


def _own_address(name: str) -> Maker:
    """Something done with one's own address."""

    def made(world: World, player: Player, spot: Spot | None) -> str | None:
        _address_of(player, code="")
        return reverse(name)

    return made


def _prove(world: World, player: Player, spot: Spot | None) -> str | None:
    """The link that came to one's own address."""
    given = _address_of(player, code="0123456789abcdef")
    return reverse("notices:prove", args=[proof_token(given) if given else "nobody"])


def _mail_off(world: World, player: Player, spot: Spot | None) -> str | None:
    """The link under a mail to somebody else: whoever holds it may stop them."""
    held = EmailAddress.objects.get(person=world.spots["own"].plain)
    return reverse("notices:mail_off", args=[off_token(held)])


def _feed(world: World, player: Player, spot: Spot | None) -> str | None:
    """A calendar's address of one of the branch: whoever holds it reads what is on."""
    person = world.spots["own"].plain
    actor = actor_for_person(person.pk, name=person.name)
    token = make_feed(actor=actor, scope=CalendarFeed.Scope.BRANCH)
    return reverse("gatherings:feed", args=[token])


def _end_feed(world: World, player: Player, spot: Spot | None) -> str | None:
    """One's own, made just before."""
    if player.person is not None:
        make_feed(actor=player.actor, scope=CalendarFeed.Scope.MINE)
    return reverse("gatherings:end_feed")


def _own_extract(name: str, *, ready: bool = False) -> Maker:
    """A request of this person's own for that place, with its file where it is to be taken."""

    def made(world: World, player: Player, spot: Spot | None) -> str | None:
        if spot is None or "extract_id" not in spot.ids:
            return None
        if player.person is None or not _takes_out(player, spot):
            return reverse(name, args=[spot.ids["extract_id"]])
        asked = extract(world, spot, by=player.person)
        if ready:
            asked.state, asked.stored = Extract.State.READY, store.keep(b"rows")
            asked.file_name, asked.expires_at = "名册.xlsx", NOW + timedelta(hours=1)
            asked.decided_by, asked.decided_at = spot.plain, NOW
            asked.save()
        return reverse(name, args=[asked.pk])

    return made


def _sitting(world: World, player: Player, spot: Spot | None) -> str | None:
    """One's own session on another device; who has none tries somebody else's."""
    session = SessionStore()
    session.create()
    whose = player.person or world.spots["own"].plain
    sitting = begin_sitting(
        account_for(whose.pk),
        session_key=session.session_key or "",
        way=Sitting.Way.PASSWORD,
        device="windows edge",
    )
    return reverse("web:end_sitting", args=[sitting.pk])


def _authenticator(name: str, *, proved: bool) -> Maker:
    """One's own authenticator, in use or just begun."""

    def made(world: World, player: Player, spot: Spot | None) -> str | None:
        if player.person is not None:
            begin_code_generator(actor=player.actor)
            if proved:
                CodeGenerator.objects.filter(account__person=player.person).update(proved_at=NOW)
        return reverse(name)

    return made


def _passkey(name: str) -> Maker:
    """One's own passkey; who has none tries somebody else's."""

    def made(world: World, player: Player, spot: Spot | None) -> str | None:
        whose = player.person or world.spots["own"].plain
        kept = Passkey.objects.create(
            account=account_for(whose.pk), credential="c", public_key=b"k", name="手机"
        )
        return reverse(name, args=[kept.pk])

    return made


def _slip(world: World, player: Player, spot: Spot | None) -> str | None:
    """A slip just made."""
    made = issue_slip(actor=HOUSE, person_id=world.spots["own"].plain.pk)
    return reverse("web:slip", args=[made.token])


def _withdraw_proposal(world: World, player: Player, spot: Spot | None) -> str | None:
    """In branch A an idea of one's own, elsewhere somebody else's."""
    if spot is None or "proposal_id" not in spot.ids:
        return None
    number = spot.ids["proposal_id"]
    if player.person is not None and _is_of_the_branch(player, spot):
        idea = ThemeProposal(
            organisation=spot.organisation, title="走访", proposed_by=player.person
        )
        idea.save()
        number = idea.pk
    return reverse("meetings:withdraw_proposal", args=[number])


def _taking_part(name: str) -> Maker:
    """Of who is asking, a part in the points of that very branch."""

    def make(world: World, player: Player, spot: Spot | None) -> str | None:
        if spot is None or "organisation_id" not in spot.ids:
            return None
        if player.person is not None and _is_of_the_branch(player, spot):
            take_part(player.person, spot)
        return reverse(name, args=[spot.ids["organisation_id"]])

    return make


def _contested_attendance(world: World, player: Player, spot: Spot | None) -> str | None:
    """One's own row of that place's gathering; where one has none, somebody else's."""
    if spot is None or "gathering_id" not in spot.ids:
        return None
    who = player.pk if _is_invited(player, spot) else spot.plain.pk
    row = Attendee.objects.get(gathering_id=spot.ids["gathering_id"], person_id=who)
    return reverse("appeals:raise_appeal", args=["gatherings.attendance", row.pk])


def _contested_record(world: World, player: Player, spot: Spot | None) -> str | None:
    """The confirmed record of that place."""
    if spot is None or "meeting_confirmed" not in spot.ids:
        return None
    return reverse("appeals:raise_appeal", args=["meetings.record", spot.ids["meeting_confirmed"]])


def _appeal(name: str) -> Maker:
    """The one that waits; for those above the branch the one they have taken over."""

    def made(world: World, player: Player, spot: Spot | None) -> str | None:
        if spot is None or "appeal_id" not in spot.ids:
            return None
        above = player.post in {*AT_COLLEGE, *AT_ROOT}
        return reverse(name, args=[spot.ids["appeal_taken" if above else "appeal_id"]])

    return made


def _clause(world: World, player: Player, spot: Spot | None) -> str | None:
    return reverse("web:clause", args=["branch_work", "11"])


def _term(world: World, player: Player, spot: Spot | None) -> str | None:
    return reverse("web:term", args=["theme_day"])


def _guide(world: World, player: Player, spot: Spot | None) -> str | None:
    return reverse("web:guide", args=["member"])


TARGETS: dict[str, Maker] = {
    **{
        name: _taking_part(name)
        for name in (
            "points:claim",
            "points:leave",
            "points:choose_rules",
            "points:enter_board",
            "points:leave_board",
        )
    },
    "notices:withdraw": _withdraw_notice,
    "notices:edit": _of_own_notice("notices:edit"),
    "notices:remind": _of_own_notice("notices:remind"),
    "notices:add": _of_own_notice("notices:add"),
    "notices:drop_draft": _drop_draft,
    "gatherings:feed": _feed,
    "gatherings:end_feed": _end_feed,
    "notices:choose_mail": _own_address("notices:choose_mail"),
    "notices:remove_email": _own_address("notices:remove_email"),
    "notices:prove": _prove,
    "notices:mail_off": _mail_off,
    "meetings:withdraw_proposal": _withdraw_proposal,
    "appeals:raise_appeal raise_appeal": _contested_attendance,
    "appeals:raise_appeal see_record": _contested_record,
    "appeals:appeal": _appeal("appeals:appeal"),
    "appeals:answer": _appeal("appeals:answer"),
    "people:extract_withdraw": _own_extract("people:extract_withdraw"),
    "people:extract_file": _own_extract("people:extract_file", ready=True),
    "web:end_sitting": _sitting,
    "web:codes": _authenticator("web:codes", proved=False),
    "web:remove_codes": _authenticator("web:remove_codes", proved=True),
    "web:renew_recovery": _authenticator("web:renew_recovery", proved=True),
    "web:remove_passkey": _passkey("web:remove_passkey"),
    "web:rename_passkey": _passkey("web:rename_passkey"),
    "web:slip": _slip,
    "web:clause": _clause,
    "web:term": _term,
    "web:guide": _guide,
}
