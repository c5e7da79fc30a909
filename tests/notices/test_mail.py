"""Notices by mail: to those who want it, a title and a link, after commit, never at night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, opened, university
from tests.notices.post import NOON, Choosy, Watching, china, proved, round_at, sent

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid
from zhibu.notices import actions, jobs, policies, queries, takeaway
from zhibu.notices.actions import post
from zhibu.notices.letters import off_token, proof_token, read_off, read_proof
from zhibu.notices.models import EmailAddress, Mail, Recipient
from zhibu.web.settings import mail as mail_settings

HERE = "tests.notices.post"


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


# ---- what comes


def test_a_mail_is_a_title_and_a_link_to_those_who_want_it(branch: Branch) -> None:
    me, other = branch.join("陆知夏"), branch.join("沈知远")
    proved(me, email="lu@example.edu.cn")
    opened(other)
    notice = sent(branch, me, other)

    (letter,) = round_at(NOON)

    assert (letter.to, letter.subject) == (["lu@example.edu.cn"], "【一般通知】交党费")
    assert f"http://localhost:8000/n/{notice.pk}/" in letter.body
    assert "6222" not in letter.body
    assert "陆知夏" not in f"{letter.body}{letter.subject}"
    assert "许静仪" not in f"{letter.body}{letter.subject}"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert round_at(NOON) == []


def test_nothing_goes_out_at_night_whatever_was_sent(branch: Branch) -> None:
    proved(branch.officer_person)
    late = sent(branch, branch.officer_person, at=china(22, 0))

    assert Mail.objects.get(notice=late).due_at == china(7, day=26)
    for moment in (china(22), china(23, 59), china(3, day=26), china(6, 59, day=26)):
        assert round_at(moment) == []
    assert len(round_at(china(7, day=26))) == 1


def test_a_mail_overdue_at_night_still_waits(branch: Branch) -> None:
    """The worker was away in the evening: the round itself asks the clock."""
    proved(branch.officer_person)
    sent(branch, branch.officer_person, at=china(21, 58))

    assert round_at(china(22, 1)) == []
    assert len(round_at(china(7, day=26))) == 1


def test_what_waits_comes_together(branch: Branch) -> None:
    me = branch.officer_person
    proved(me, digest_hour=8)
    first = sent(branch, me, title="交党费", at=china(9))
    second = sent(branch, me, title="报名\n讲座", at=china(15))

    assert round_at(china(20)) == []
    (letter,) = round_at(china(8, day=26))
    assert letter.subject == "【支部】2 条通知"
    assert [line for line in letter.body.splitlines() if line.startswith("【")] == [
        "【一般通知】交党费",
        "【一般通知】报名 讲座",
    ]
    assert f"/n/{first.pk}/" in letter.body
    assert f"/n/{second.pk}/" in letter.body
    assert states() == ["sent", "sent"]


def test_what_is_answered_withdrawn_or_not_wanted_any_more_is_not_sent(branch: Branch) -> None:
    reads, asks, off, gone = (branch.join(n) for n in ("陆知夏", "沈知远", "温如许", "顾清和"))
    for somebody in (reads, asks, off, gone, branch.officer_person):
        proved(somebody)
    notice = sent(branch, reads, asks, off, gone, at=china(23))
    withdrawn = sent(branch, branch.officer_person, at=china(23))
    actions.acknowledge_notice(actor=acting(reads), notice_id=notice.pk)
    actions.say_not_clear(actor=acting(asks), notice_id=notice.pk)
    actions.choose_own_mail(actor=acting(off), kinds=["invitation"], digest_hour=None)
    account = gone.account
    account.is_active = False
    account.save()
    actions.withdraw_notice(actor=branch.secretary, notice_id=withdrawn.pk)

    assert round_at(china(7, day=26)) == []
    assert states() == ["dropped"] * 5


def test_kinds_are_chosen(branch: Branch) -> None:
    me = branch.officer_person
    proved(me, kinds=["change", "cancellation"])

    sent(branch, me)
    sent(branch, me, kind="cancellation", title="大会取消")

    assert [letter.subject for letter in round_at(NOON)] == ["【取消通知】大会取消"]


def test_a_reminder_goes_to_the_silent_and_an_addendum_to_those_who_asked(branch: Branch) -> None:
    silent, asks = branch.join("陆知夏"), branch.join("沈知远")
    for somebody in (silent, asks):
        proved(somebody)
    notice = sent(branch, silent, asks)
    round_at(NOON)
    actions.say_not_clear(actor=acting(asks), notice_id=notice.pk)
    with clock.pinned(NOON):
        actions.remind_silent(actor=branch.secretary, notice_id=notice.pk)
        actions.add_addendum(actor=branch.secretary, notice_id=notice.pk, body="交到 12 月。")

    came = {letter.to[0]: letter.subject for letter in round_at(NOON)}

    assert came == {
        f"p{silent.pk}@example.edu.cn": "【提醒】交党费",
        f"p{asks.pk}@example.edu.cn": "【补充说明】交党费",
    }


def test_a_changed_notice_comes_again_only_when_everybody_is_to_look_again(branch: Branch) -> None:
    me = branch.officer_person
    proved(me)
    notice = sent(branch, me)
    round_at(NOON)

    def change(title: str, again: bool) -> int:
        with clock.pinned(NOON + timedelta(minutes=len(title))):
            actions.edit_notice(
                actor=branch.secretary, notice_id=notice.pk, title=title, body="", again=again
            )
        return len(round_at(NOON + timedelta(hours=1)))

    assert (change("交 党费", False), change("交党费 12月", True)) == (0, 1)


def test_without_a_mail_server_nothing_is_laid(branch: Branch, settings: LazySettings) -> None:
    settings.MAIL_IS_ON = False
    proved(branch.officer_person)

    sent(branch, branch.officer_person)

    assert Mail.objects.count() == 0
    with pytest.raises(Conflict, match="还没有接通"):
        actions.set_own_email(actor=branch.officer, email="zhou@example.edu.cn")
    page = words(signed_in(branch.officer_person).get("/n/email"))
    assert "还没有接通发信" in page


# ---- when it does not go


def test_five_tries_then_it_is_set_aside(branch: Branch, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.Away"
    proved(branch.officer_person)
    row = Mail.objects.get(notice=sent(branch, branch.officer_person))
    seen = []
    moment = NOON
    for _turn in range(6):
        round_at(moment)
        row.refresh_from_db()
        seen.append((row.state, row.tries))
        moment = row.due_at

    assert seen == [
        ("waiting", 1), ("waiting", 2), ("waiting", 3), ("waiting", 4), ("set_aside", 5),
        ("set_aside", 5),
    ]  # fmt: skip


def test_a_server_away_is_not_asked_for_every_letter(
    branch: Branch, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.Away"
    people = [branch.officer_person, branch.join("陆知夏")]
    for somebody in people:
        proved(somebody)
    sent(branch, *people)

    round_at(NOON)

    assert sorted(Mail.objects.values_list("tries", flat=True)) == [0, 1]


def test_one_refused_address_does_not_stop_the_others(
    branch: Branch, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.Choosy"
    first, second = branch.officer_person, branch.join("陆知夏")
    Choosy.refused, Choosy.took[:] = proved(first).email, []
    taken = proved(second).email
    sent(branch, first, second)

    round_at(NOON)

    assert Choosy.took == [taken]
    assert states() == ["waiting", "sent"]


def test_a_sender_that_died_leaves_the_mail_to_the_next(branch: Branch) -> None:
    proved(branch.officer_person)
    sent(branch, branch.officer_person)
    with clock.pinned(NOON):
        assert post.take_in_hand()[1] is not None
        assert post.take_in_hand() == (False, None)

    assert round_at(NOON + timedelta(minutes=9)) == []
    (letter,) = round_at(NOON + timedelta(minutes=10))
    assert letter.extra_headers["Message-ID"] == f"<mail-{Mail.objects.get().pk}@localhost>"
    Mail.objects.update(state="sending", lease_until=NOON, tries=5)
    assert round_at(NOON + timedelta(hours=1)) == []
    assert states() == ["set_aside"]


def test_no_transaction_is_open_while_the_network_is_used(
    committed: None, settings: LazySettings
) -> None:
    branch = university()
    settings.EMAIL_BACKEND = f"{HERE}.Watching"
    Watching.was_open.clear()
    proved(branch.officer_person)
    sent(branch, branch.officer_person)

    with clock.pinned(NOON):
        jobs.send_mails()

    assert Watching.was_open == [False]
    assert states() == ["sent"]


def test_the_sweep_finds_what_a_lost_job_left_and_old_mails_are_forgotten(branch: Branch) -> None:
    proved(branch.officer_person)
    sent(branch, branch.officer_person)
    with clock.pinned(NOON):
        jobs.sweep_mails(0)
    assert len(mail.outbox) == 1
    Mail.objects.update(made_at=NOON - timedelta(days=31))
    with clock.pinned(NOON):
        jobs.forget_mails(0)
    assert Mail.objects.count() == 0


# ---- one's own address


def test_an_address_is_proved_by_its_link_and_only_by_its_owner(branch: Branch) -> None:
    me, other = branch.officer_person, branch.join("陆知夏")
    reader, stranger = signed_in(me), signed_in(other)
    with clock.pinned(NOON):
        answer = reader.post("/n/email", {"email": " zhou@example.edu.cn "} | key())
    assert answer["Location"] == "/n/email"
    (letter,) = round_at(NOON)
    assert letter.to == ["zhou@example.edu.cn"]
    path = next(line for line in letter.body.splitlines() if line.startswith("http")).removeprefix(
        "http://localhost:8000"
    )

    with clock.pinned(NOON):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, key()).status_code == 404
        assert "z***@example.edu.cn" in words(reader.get(path))
        assert EmailAddress.objects.get().verified_at is None  # looking proves nothing
        reader.post(path, key())
        assert reader.post(path, key()).status_code == 409
    held = EmailAddress.objects.get()
    assert (held.verified_at, held.code, str(held)) == (NOON, "", "z***@example.edu.cn")


def test_a_link_lasts_three_days_and_the_latest_asking_counts(branch: Branch) -> None:
    opened(branch.officer_person)
    with clock.pinned(NOON):
        first = proof_token(actions.set_own_email(actor=branch.officer, email="a@example.edu.cn"))
        second = proof_token(actions.set_own_email(actor=branch.officer, email="b@example.edu.cn"))

    for token, later in ((first, 0), (second, 73)):
        with clock.pinned(NOON + timedelta(hours=later)), pytest.raises(Conflict, match="失效"):
            actions.prove_own_email(actor=branch.officer, token=token)
    assert [letter.to for letter in round_at(NOON)] == [["b@example.edu.cn"]]
    with clock.pinned(NOON + timedelta(hours=71)):
        actions.prove_own_email(actor=branch.officer, token=second)


def test_a_link_nobody_of_ours_wrote_opens_nothing(branch: Branch) -> None:
    assert (read_proof("x"), read_off("x"), read_off(proof_token(EmailAddress()))) == (
        None, None, None,
    )  # fmt: skip
    with pytest.raises(EmailAddress.DoesNotExist):
        actions.prove_own_email(actor=branch.officer, token="x")  # noqa: S106
    with pytest.raises(EmailAddress.DoesNotExist):
        actions.stop_own_mail(actor=branch.officer, token="x")  # noqa: S106


def test_what_is_no_address_is_not_kept(branch: Branch) -> None:
    for given in ("", "zhou", "zhou@", "a b@example.edu.cn", "a@example.edu.cn\nBcc: b@x.cn"):
        with pytest.raises(Invalid):
            actions.set_own_email(actor=branch.officer, email=given)
    assert EmailAddress.objects.count() == 0


def test_an_address_can_be_chosen_for_and_removed(branch: Branch) -> None:
    me = branch.officer_person
    proved(me)
    client = signed_in(me)

    client.post("/n/email/choose", {"kinds": ["change"], "digest_hour": "7"} | key())
    held = EmailAddress.objects.get()
    assert (held.kinds, held.digest_hour) == (["change"], 7)
    answer = client.post("/n/email/choose", {"kinds": ["x"], "digest_hour": "23"} | key())
    assert answer.status_code == 422
    sent(branch, me, kind="change", at=NOON)
    client.post("/n/email/remove", key())
    assert (EmailAddress.objects.count(), states()) == (0, ["dropped"])
    assert round_at(china(7, day=26)) == []


def test_only_the_owner_touches_an_address(branch: Branch) -> None:
    """The gate is one's own row; the policy says it once more."""
    proved(branch.officer_person)

    for act in (
        lambda: actions.choose_own_mail(actor=branch.secretary, kinds=[], digest_hour=None),
        lambda: actions.remove_own_email(actor=branch.secretary),
    ):
        with pytest.raises(EmailAddress.DoesNotExist):
            act()
    other = branch.officer_person.pk
    for policy in (
        policies.set_own_email, policies.prove_own_email, policies.choose_own_mail,
        policies.remove_own_email,
    ):  # fmt: skip
        assert not policy(branch.secretary, other)
    with pytest.raises(Invalid):
        actions.choose_own_mail(actor=branch.officer, kinds=["x"], digest_hour=None)
    with pytest.raises(Invalid, match="7 点至 21 点"):
        actions.choose_own_mail(actor=branch.officer, kinds=[], digest_hour=23)


def test_mail_is_stopped_by_its_link_without_signing_in(branch: Branch) -> None:
    from_mail = f"/n/email/off/{off_token(proved(branch.officer_person))}"
    client = signed_in(branch.officer_person)
    client.logout()

    assert "停止发邮件" in words(client.get(from_mail))
    assert EmailAddress.objects.get().kinds != []
    for _twice in range(2):  # by a mail program: no cookie, no key
        answer = client.post(from_mail, {"List-Unsubscribe": "One-Click"})
        assert "不再发到邮箱" in words(answer)
    assert EmailAddress.objects.get().kinds == []
    assert client.get("/n/email/off/x").status_code == 404


def test_the_page_says_what_was_sent_and_what_waits(branch: Branch) -> None:
    me = branch.officer_person
    proved(me)
    sent(branch, me, title="先发的")
    round_at(NOON)
    sent(branch, me, title="夜里的", at=china(23))

    page = words(signed_in(me).get("/n/email"))
    assert "夜里的" in page
    assert "11月26日 周四 07:00 后发出" in page
    assert "先发的" in page


def test_address_and_mails_go_along(branch: Branch) -> None:
    me = branch.officer_person
    held = proved(me, digest_hour=9)
    sent(branch, me)

    parts = {part.key: part for part in takeaway.held_about(me.pk)}

    assert [h.value for h in parts["email_address"].records[0]] == [
        held.email, held.asked_at, NOON, "会议通知、变更通知、取消通知、一般通知", 9,
    ]  # fmt: skip
    assert [h.value for h in parts["mails"].records[0]] == [
        "notice", "交党费", "waiting", NOON, china(9, day=26), 0,
    ]  # fmt: skip


# ---- what the database keeps


def test_a_mail_is_made_once_has_something_to_say_and_at_most_five_tries(branch: Branch) -> None:
    me = branch.officer_person
    notice = sent(branch, me)
    good = {"person": me, "notice": notice, "kind": "notice", "due_at": NOON}
    Mail.objects.create(key="1", **good)

    for name, fields in (
        ("notices_a_mail_is_made_once", {"key": "1"}),
        ("notices_a_mail_is_about_something", {"key": "2", "notice": None}),
        ("notices_a_mail_in_hand_has_a_lease", {"key": "3", "state": "sending"}),
        ("notices_a_mail_has_five_tries", {"key": "4", "tries": 6}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Mail.objects.create(**(good | fields))
    assert queries.mails_by_state() == {"waiting": 1}
    assert str(Mail.objects.get()) == "notice 1"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("notices_digest_in_waking_hours", {"digest_hour": 22}),
        ("notices_proved_iff_code_used", {"code": "0123456789abcdef"}),
    ],
)
def test_an_address_the_database_refuses(
    branch: Branch, name: str, fields: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        proved(branch.officer_person, **fields)


@pytest.mark.parametrize("count", [1, 3])
def test_a_notice_costs_the_same_whoever_reads_by_mail(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [branch.officer_person, *(branch.join(n) for n in ("陆知夏", "沈知远")[: count - 1])]
    for somebody in people:
        proved(somebody)
    notice = sent(branch, *people)
    Mail.objects.all().delete()

    with django_assert_num_queries(3):  # who wants it, the rows, the job
        laid = actions.mail.lay_mails(notice, [p.pk for p in people], kind="notice")

    assert laid == count
    assert Recipient.objects.filter(notice=notice).count() == count


# ---- where mail goes is said by the environment


@pytest.mark.parametrize(
    ("url", "backend", "more"),
    [
        ("", "dummy", {"FILE_PATH": ""}),
        ("console:", "console", {"FILE_PATH": ""}),
        ("file:///var/mails", "filebased", {"FILE_PATH": "/var/mails"}),
        (
            "smtp://zhibu:p%40ss@mail.example.edu.cn",
            "smtp",
            {
                "HOST": "mail.example.edu.cn", "PORT": 587, "HOST_USER": "zhibu",
                "HOST_PASSWORD": "p@ss", "USE_SSL": False, "USE_TLS": True,
            },
        ),
        (
            "smtps://mail.example.edu.cn",
            "smtp",
            {
                "HOST": "mail.example.edu.cn", "PORT": 465, "HOST_USER": "", "HOST_PASSWORD": "",
                "USE_SSL": True, "USE_TLS": False,
            },
        ),
    ],
)  # fmt: skip
def test_one_address_says_how_mail_leaves(url: str, backend: str, more: dict[str, object]) -> None:
    assert mail_settings(url) == {
        "BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        **more,
    }


def test_an_address_nobody_knows_stops_the_start() -> None:
    with pytest.raises(ValueError, match="EMAIL_URL"):
        mail_settings("http://mail.example.edu.cn")
