"""The audit chain against somebody with the owner's rights: whatever is done to it is found (篡改)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.cast import HOUSE, Branch
from tests.proof import Proof, many
from tests.trail.test_trail import tamper

from zhibu.kit import clock
from zhibu.ops.inside import chain, selfcheck
from zhibu.trail import heads, seals
from zhibu.trail.actions import note
from zhibu.trail.jobs import seal_notes
from zhibu.trail.models import AuditNote, AuditSeal, NoteSalt

TAMPERINGS = many(26, 130)
NOTES = 30
Tampering = Callable[[Random], None]


@pytest.fixture(autouse=True)
def _outside(settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings


@pytest.fixture
def sealed(branch: Branch) -> None:
    """A chain of some length, sealed in two rounds on two days, its heads kept outside."""
    for round_ in range(2):
        with clock.pinned(clock.now() + timedelta(days=round_)):
            for number in range(NOTES):
                note(
                    HOUSE, "orgs.term.opened", branch.organisation, number=number, day="2026-11-25"
                )
            seal_notes(0)


def some(rng: Random, *, but_last: bool = False) -> AuditSeal:
    """Any link; the note it seals is another's number in no case."""
    links = list(AuditSeal.objects.order_by("pk"))
    return rng.choice(links[:-1] if but_last else links)


def sql(statement: str, *values: str | int) -> None:
    tamper("SELECT 1")  # past the triggers
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# ---- what can be done


def alter_who(rng: Random) -> None:
    sql(
        "UPDATE trail_auditnote SET person_id = %s WHERE id = %s",
        rng.randrange(99),
        some(rng).note_id,
    )


def alter_name(rng: Random) -> None:
    sql("UPDATE trail_auditnote SET person_name = '别人' WHERE id = %s", some(rng).note_id)


def alter_way(rng: Random) -> None:
    sql("UPDATE trail_auditnote SET way = 'page' WHERE id = %s", some(rng).note_id)


def alter_action(rng: Random) -> None:
    sql("UPDATE trail_auditnote SET action = 'orgs.x' WHERE id = %s", some(rng).note_id)


def alter_subject(rng: Random) -> None:
    column = rng.choice(("subject_kind", "subject_id"))
    sql(f"UPDATE trail_auditnote SET {column} = {column} || '1' WHERE id = %s", some(rng).note_id)


def alter_moment(rng: Random) -> None:
    sql(
        "UPDATE trail_auditnote SET at = at + %s::interval WHERE id = %s",
        f"{rng.choice((-1, 1)) * rng.randint(1, 10**9)} microseconds",
        some(rng).note_id,
    )


def alter_facts(rng: Random) -> None:
    facts = json.dumps({"number": rng.randint(100, 999)})
    sql("UPDATE trail_auditnote SET facts = %s WHERE id = %s", facts, some(rng).note_id)


def delete_notes(rng: Random) -> None:
    first = some(rng).note_id
    sql("DELETE FROM trail_auditnote WHERE id >= %s AND id < %s", first, first + rng.randint(1, 5))


def delete_links(rng: Random) -> None:
    first = some(rng).pk
    sql("DELETE FROM trail_auditseal WHERE id >= %s AND id < %s", first, first + rng.randint(1, 5))


def delete_salt(rng: Random) -> None:
    sql("DELETE FROM trail_notesalt WHERE note_id = %s", some(rng).note_id)


def alter_salt(rng: Random) -> None:
    sql(
        "UPDATE trail_notesalt SET salt = %s WHERE note_id = %s",
        f"{rng.random()}",
        some(rng).note_id,
    )


def delete_all_of_one(rng: Random) -> None:
    """Note, salt and link together, as if it had never been."""
    number = some(rng).note_id
    for table in ("trail_notesalt", "trail_auditseal"):
        sql(f"DELETE FROM {table} WHERE note_id = %s", number)
    sql("DELETE FROM trail_auditnote WHERE id = %s", number)


def swap_notes(rng: Random) -> None:
    """Two notes exchange their numbers."""
    one, other = rng.sample(list(AuditSeal.objects.values_list("note_id", flat=True)), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE trail_auditnote SET id = %s WHERE id = %s", new, old)


def swap_links(rng: Random) -> None:
    one, other = rng.sample(list(AuditSeal.objects.values_list("pk", flat=True)), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE trail_auditseal SET id = %s WHERE id = %s", new, old)


def renumber_note(rng: Random) -> None:
    sql("UPDATE trail_auditnote SET id = id + 100000 WHERE id = %s", some(rng).note_id)


def renumber_last_link(_rng: Random) -> None:
    sql("UPDATE trail_auditseal SET id = id + 7 WHERE id = (SELECT max(id) FROM trail_auditseal)")


def point_link_elsewhere(rng: Random) -> None:
    sql("UPDATE trail_auditseal SET note_id = 100000 WHERE id = %s", some(rng).pk)


def alter_commitment(rng: Random) -> None:
    sql("UPDATE trail_auditseal SET commitment = %s WHERE id = %s", "b" * 64, some(rng).pk)


def alter_head(rng: Random) -> None:
    sql("UPDATE trail_auditseal SET head = %s WHERE id = %s", "a" * 64, some(rng).pk)


def insert_note(rng: Random) -> None:
    """Something that never happened, dated back."""
    copied = AuditNote.objects.get(pk=some(rng).note_id)
    copied.pk, copied.at = None, clock.now() - timedelta(days=rng.randint(1, 400))
    copied.save()


def insert_link(rng: Random) -> None:
    """A note and its link put in among the others, the number made free."""
    at = some(rng, but_last=True)
    sql("UPDATE trail_auditseal SET id = id + 100000 WHERE id > %s", at.pk)
    insert_note(rng)
    made = AuditNote.objects.latest("pk")
    salt = NoteSalt.objects.create(note=made, salt="0" * 32).salt
    said = seals.commitment(made, salt)
    AuditSeal.objects.create(
        pk=at.pk + 1, note_id=made.pk, commitment=said, head=seals.link(at.head, said)
    )


def cut_off(rng: Random) -> None:
    """The last notes with all that seals them."""
    first = some(rng).note_id
    for table in ("trail_notesalt", "trail_auditseal"):
        sql(f"DELETE FROM {table} WHERE note_id >= %s", first)
    sql("DELETE FROM trail_auditnote WHERE id >= %s", first)


def empty(_rng: Random) -> None:
    for table in ("trail_auditseal", "trail_notesalt", "trail_auditnote"):
        sql(f"DELETE FROM {table}")


def rewrite(rng: Random) -> None:
    """One note altered and the whole chain made again from there: whole in itself."""
    at = some(rng)
    sql("UPDATE trail_auditnote SET person_name = '别人' WHERE id = %s", at.note_id)
    head = (
        AuditSeal.objects.filter(pk__lt=at.pk)
        .order_by("-pk")
        .values_list("head", flat=True)
        .first()
    )
    _chained_again(AuditSeal.objects.filter(pk__gte=at.pk), head or seals.GENESIS)
    assert seals.check_chain().faults == []


def _chained_again(links: object, head: str) -> None:
    for link in links.order_by("pk"):  # type: ignore[attr-defined]  # a queryset
        said = seals.commitment(
            AuditNote.objects.get(pk=link.note_id), NoteSalt.objects.get(pk=link.note_id).salt
        )
        head = seals.link(head, said)
        sql(
            "UPDATE trail_auditseal SET commitment = %s, head = %s WHERE id = %s",
            said,
            head,
            link.pk,
        )


def rewrite_with_the_file(rng: Random) -> None:
    """The same, and the head kept outside altered to fit: its proof cannot be made without the key."""
    rewrite(rng)
    last = AuditSeal.objects.latest("pk")
    for file in heads.folder().glob("*.json"):
        kept = json.loads(file.read_text())
        file.write_text(json.dumps(kept | {"number": last.pk, "head": last.head}))


def spoil_the_file(rng: Random) -> None:
    file = rng.choice(sorted(heads.folder().glob("*.json")))
    file.write_bytes(file.read_bytes()[: rng.randint(0, 60)])


TAMPERED: tuple[Tampering, ...] = (
    alter_who, alter_name, alter_way, alter_action, alter_subject, alter_moment, alter_facts,
    alter_salt, alter_commitment, alter_head, delete_notes, delete_links, delete_salt,
    delete_all_of_one, swap_notes, swap_links, renumber_note, renumber_last_link,
    point_link_elsewhere, insert_note, insert_link, cut_off, empty, rewrite, rewrite_with_the_file,
    spoil_the_file,
)  # fmt: skip


def test_whatever_is_done_to_the_chain_is_found(sealed: None, proof: Proof) -> None:
    assert seals.check_chain(heads.kept()).faults == []
    rng, kept = proof.random("tampering"), {f: f.read_bytes() for f in heads.folder().iterdir()}
    unseen = []
    for turn in range(TAMPERINGS):
        act = TAMPERED[turn % len(TAMPERED)]
        with transaction.atomic():
            act(rng)
            if not seals.check_chain(heads.kept()).faults:
                unseen.append(f"{turn} {act.__name__}")
            transaction.set_rollback(True)
        for file, content in kept.items():
            file.write_bytes(content)
    proof.figure("篡改", TAMPERINGS)
    proof.figure("手法", len(TAMPERED))
    proof.figure("没有发现", len(unseen))
    assert unseen == []
    assert seals.check_chain(heads.kept()).faults == []


# ---- the head kept outside


def test_each_day_keeps_its_last_head(sealed: None) -> None:
    today, tomorrow = heads.kept()
    last = AuditSeal.objects.latest("pk")
    assert isinstance(today, heads.Head)
    assert tomorrow == heads.Head(
        (clock.today() + timedelta(days=1)).isoformat(), last.pk, last.head
    )
    assert (today.number < last.pk, heads.stands(today), heads.stands(tomorrow)) == (
        True,
        True,
        True,
    )
    assert {file.suffix for file in heads.folder().iterdir()} == {".json"}


def test_of_an_empty_chain_no_head_is_kept(db: None) -> None:
    assert (heads.keep(), list(heads.kept())) == (None, [])


def test_a_head_written_with_another_key_is_not_ours_unless_the_key_was_renewed(
    sealed: None, settings: object
) -> None:
    old = settings.SECRET_KEY  # type: ignore[attr-defined]  # pytest-django's settings
    settings.SECRET_KEY = "another-key-" + "1" * 50  # type: ignore[attr-defined]
    assert [heads.stands(one) for one in heads.kept()] == [False, False]
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert [heads.stands(one) for one in heads.kept()] == [True, True]


# ---- the commands


def test_the_command_says_whole_or_names_what_is_not(
    sealed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    count = AuditSeal.objects.count()
    assert chain.main([]) == 0
    said = capsys.readouterr().out
    assert f"{count} 条已封存，0 条等待；与库外存底的 2 个链头核对" in said
    assert said.splitlines()[-1] == "✓ 完整 · whole"
    sql("UPDATE trail_auditnote SET person_name = '别人'")
    assert chain.main([]) == 1
    assert f"另有 {count - chain.SHOWN} 处" in capsys.readouterr().out
    assert chain.main(["--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["faults"]) == count


def test_the_table_of_checks_tells_of_a_chain_cut_off(
    sealed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    def well() -> bool:
        selfcheck.main([])
        found = {what: ok for what, ok, _words in json.loads(capsys.readouterr().out)}
        return bool(found["审计链 · audit chain"])

    assert well()
    empty(Random(1))
    assert not well()


def test_heads_proved_anew_outlive_the_earlier_key(
    sealed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (heads.folder() / "2026-01-01.json").write_text('{"number": 1, "head": "a", "proof": "b"}')
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another" * 10)
    assert heads.sign_anew() == 2
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    assert [isinstance(one, heads.Head) for one in heads.kept()] == [False, True, True]
