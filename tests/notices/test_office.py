"""The operator sees what could not be sent, in numbers, and sends it again or gives it up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.conf import LazySettings
from tests.browsing import signed_in, words
from tests.cast import Branch, person
from tests.notices.post import NOON, proved, round_at, sent

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Refused
from zhibu.notices import queries
from zhibu.notices.actions import drop_mails, retry_mails
from zhibu.notices.actions.post import kind_of
from zhibu.notices.models import Mail
from zhibu.orgs.models import Post
from zhibu.people.models import Person

GROUP = {"kind": "notice", "trouble": "server"}


@pytest.fixture
def keeper() -> Person:
    return person("运维员甲")


@pytest.fixture
def operator(branch: Branch, keeper: Person) -> Actor:
    return branch.appoint(keeper, Post.OPERATOR, at=branch.root)


@pytest.fixture
def aside(branch: Branch) -> Mail:
    """One mail of a notice that could not be sent, the server having been away."""
    proved(branch.officer_person)
    sent(branch, branch.officer_person)
    Mail.objects.update(state="set_aside", tries=5, trouble="server", due_at=NOON)
    return Mail.objects.get()


def post(client: Any, address: str, **values: str) -> Any:
    return client.post(address, values | {"idempotency_key": uuid.uuid4().hex}, follow=True)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (SMTPRecipientsRefused({"zhou@example.edu.cn": (550, b"no such user")}), "address"),
        (SMTPDataError(554, b"spam"), "content"),
        (SMTPSenderRefused(553, b"not you", "zhibu@example.edu.cn"), "sender"),
        (SMTPAuthenticationError(535, b"no"), "sign_in"),
        (SMTPServerDisconnected("gone"), "server"),
        (ConnectionRefusedError(), "server"),
    ],
)
def test_why_it_did_not_go_is_kept_in_kind_alone(trouble: OSError, kind: str) -> None:
    assert kind_of(trouble) == kind


def test_what_went_wrong_stands_on_the_mail(branch: Branch, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "tests.notices.post.Away"
    proved(branch.officer_person)
    sent(branch, branch.officer_person)
    round_at(NOON)
    assert Mail.objects.get().trouble == "server"


def test_sent_again_it_has_five_tries_and_arrives(aside: Mail, operator: Actor) -> None:
    with clock.pinned(NOON):
        assert retry_mails(actor=operator, **GROUP) == 1
    aside.refresh_from_db()
    assert (aside.state, aside.tries, aside.due_at, aside.trouble) == ("waiting", 0, NOON, "")
    assert [letter.to for letter in round_at(NOON)] == [[f"p{aside.person_id}@example.edu.cn"]]


def test_at_night_it_waits_for_the_morning(aside: Mail, operator: Actor) -> None:
    with clock.pinned(NOON + timedelta(hours=11)):
        retry_mails(actor=operator, **GROUP)
    aside.refresh_from_db()
    assert clock.local(aside.due_at).hour == 7


def test_given_up_it_is_never_sent_and_the_notice_stays(aside: Mail, operator: Actor) -> None:
    assert drop_mails(actor=operator, **GROUP) == 1
    aside.refresh_from_db()
    assert aside.state == "dropped"
    assert aside.notice is not None
    assert aside.notice.withdrawn_at is None
    assert round_at(NOON) == []


def test_only_those_of_that_kind_and_trouble(aside: Mail, operator: Actor) -> None:
    with pytest.raises(Conflict):
        retry_mails(actor=operator, kind="notice", trouble="address")
    with pytest.raises(Conflict):
        drop_mails(actor=operator, kind="reminder", trouble="server")


def test_nobody_but_the_operator(branch: Branch, aside: Mail) -> None:
    for act in (retry_mails, drop_mails):
        with pytest.raises(Refused):
            act(actor=branch.secretary, **GROUP)
    assert signed_in(branch.secretary_person).get("/n/mails").status_code == 403


def test_the_page_shows_numbers_and_nobody(aside: Mail, operator: Actor, keeper: Person) -> None:
    browser = signed_in(keeper)
    page = words(browser.get("/n/mails"))
    assert "连不上邮件服务器：通知 1 封" in page
    assert [text for text in ("周若棠", "example.edu") if text in page] == []
    assert "已重新排队 1 封" in words(post(browser, "/n/mails/retry", **GROUP))
    assert post(browser, "/n/mails/drop", **GROUP).status_code == 409
    assert "没有发不出的邮件" in words(browser.get("/n/mails"))


@pytest.mark.parametrize("mails", [1, 3])
def test_the_groups_cost_one_query(
    aside: Mail, mails: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(1, mails):
        aside.pk, aside.key = None, str(number)
        aside.save()
    with django_assert_num_queries(1):
        assert [one.count for one in queries.mails_set_aside()] == [mails]
