"""What was taken away after a backup goes again when that backup is restored; and is known from then on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.cast import HOUSE, Branch, acting, opened

from zhibu.archive.models import Scan
from zhibu.archive.store import store
from zhibu.notices.models import EmailAddress
from zhibu.ops import erasures as beside_backups
from zhibu.ops.cell import Cell
from zhibu.ops.inside import erasures
from zhibu.ops.inside.erasures import Entry, own, replay
from zhibu.ops.trouble import Trouble
from zhibu.people import accounts, actions
from zhibu.people.models import Account, CodeGenerator, Passkey, Person, Slip
from zhibu.trail.models import AuditNote
from zhibu.web.assembly import ERASURES

LATER = "2026-11-20T10:00:00+00:00"


@pytest.fixture
def member(branch: Branch) -> Person:
    somebody = branch.join("陆知夏")
    opened(somebody)
    return somebody


def entry(action: str, subject: object, number: int = 900_001, **said: Any) -> Entry:
    """One of a list written after the backup from which this house came."""
    return Entry(number, LATER, action, str(subject), said)


def passkey_of(member: Person) -> Passkey:
    return actions.add_passkey(
        actor=acting(member), credential="c", public_key=b"k", counter=0, name="手机"
    )


def test_an_account_shut_since_is_shut_again_and_its_slips_are_void(
    branch: Branch, member: Person
) -> None:
    accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    before = Account.objects.get(person=member).generation
    listed = [entry("people.account.disabled", member.pk)]
    assert replay(listed) == {"listed": 1, "missing": 1, "done": 1}
    account = Account.objects.get(person=member)
    assert (account.is_active, account.generation) == (False, before + 1)
    assert not Slip.objects.filter(account=account, used_at=None).exists()


def test_the_later_of_shutting_and_opening_counts(branch: Branch, member: Person) -> None:
    shut = entry("people.account.disabled", member.pk)
    opened_again = entry("people.account.enabled", member.pk, 900_002)
    replay([shut, opened_again])
    assert Account.objects.get(person=member).is_active


def test_second_proofs_taken_away_since_are_gone_again(branch: Branch, member: Person) -> None:
    account = Account.objects.get(person=member)
    kept = passkey_of(member)
    actions.begin_code_generator(actor=acting(member))
    replay([entry("people.passkey.removed", account.pk, passkey=kept.pk + 1)])
    assert Passkey.objects.count() == 1
    replay([entry("people.passkey.removed", account.pk, 900_002, passkey=kept.pk)])
    replay([entry("people.code_generator.removed", account.pk, 900_003)])
    assert (Passkey.objects.count(), CodeGenerator.objects.count()) == (0, 0)
    passkey_of(member)
    replay([entry("people.second_factor.reset", member.pk, 900_004)])
    assert Passkey.objects.count() == 0


def test_slips_and_sessions_ended_since_are_ended_again(branch: Branch, member: Person) -> None:
    accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    before = Account.objects.get(person=member).generation
    replay([entry("people.slip.revoked", member.pk), entry("people.sessions.ended", member.pk, 2)])
    assert Account.objects.get(person=member).generation == before + 1
    assert not Slip.objects.filter(account__person=member, used_at=None).exists()


def test_an_address_of_mail_removed_since_is_gone_again(branch: Branch, member: Person) -> None:
    address = EmailAddress.objects.create(person=member, email="a@example.edu.cn")
    assert replay([entry("notices.email.removed", address.pk)])["done"] == 1
    assert not EmailAddress.objects.exists()


def test_a_scan_removed_since_is_gone_again_unless_its_record_was_confirmed(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(settings, "FILES", tmp_path)
    scan = Scan.objects.create(
        subject_kind="meetings.meeting", subject_id="1", slot=1, name="a.pdf",
        stored=store.keep(b"scan"), size=4, organisation=branch.organisation,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert replay([entry("archive.scan.removed", scan.pk)])["done"] == 1
    assert not Scan.objects.exists()
    assert not store.place(scan.stored).exists()


def test_what_this_house_knows_of_is_not_done_again(branch: Branch, member: Person) -> None:
    accounts.disable_account(actor=HOUSE, person_id=member.pk)
    known = list(own())
    accounts.enable_account(actor=HOUSE, person_id=member.pk)
    assert replay(known) == {"listed": 1, "missing": 0, "done": 0}
    assert Account.objects.get(person=member).is_active
    assert not AuditNote.objects.filter(action=erasures.REPLAYED).exists()


def test_what_was_done_again_stands_on_the_next_list_and_is_done_once(
    branch: Branch, member: Person
) -> None:
    shut = entry("people.account.disabled", member.pk)
    replay([shut])
    assert list(own()) == [shut]
    accounts.enable_account(actor=HOUSE, person_id=member.pk)
    assert replay([shut])["missing"] == 0
    assert Account.objects.get(person=member).is_active


def test_a_list_names_nobody_and_comes_in_as_it_went_out(
    branch: Branch, member: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.disable_account(actor=HOUSE, person_id=member.pk)
    assert erasures.main(["list"]) == 0
    text = capsys.readouterr().out
    assert member.name not in text
    assert [Entry(**json.loads(line)) for line in text.splitlines()] == list(own())
    other = entry("people.account.enabled", member.pk)
    (tmp_path / "list").write_text(text + json.dumps(asdict(other)) + "\n")
    assert erasures.main(["replay", str(tmp_path / "list")]) == 0
    assert json.loads(capsys.readouterr().out) == {"listed": 2, "missing": 1, "done": 1}


def test_every_word_of_the_list_is_left_by_the_code() -> None:
    source = Path(__file__).parents[2] / "src" / "zhibu"
    code = "\n".join(
        file.read_text() for file in source.rglob("actions/*.py") if file.name != "erasures.py"
    )
    code += (source / "archive/actions.py").read_text() + (
        source / "people/accounts.py"
    ).read_text()
    assert [one.action for one in ERASURES if f'note(actor, "{one.action}"' not in code] == []


def test_the_newest_list_beside_a_backup_is_taken(tmp_path: Path) -> None:
    archive = tmp_path / "zhibu-backup-1.age"
    assert beside_backups.beside(archive, None) is None
    newest = tmp_path / "zhibu-erasures.age"
    newest.write_text("{}")
    assert beside_backups.beside(archive, None) == newest
    assert beside_backups.opened(Cell(tmp_path, "local"), newest, tmp_path, None) == newest
    with pytest.raises(Trouble):
        beside_backups.beside(archive, tmp_path / "absent")
