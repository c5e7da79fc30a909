"""What is backed up comes back equal; what is damaged or in the way is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from tests.ops.houses import laid, open_folder, small_disk, zhibu
from tests.proof import Proof

from zhibu.ops import archive as archived
from zhibu.ops import backup, database, rehearsal, roles, sealed
from zhibu.ops.cell import Cell
from zhibu.ops.postgres import Cluster
from zhibu.ops.trouble import Trouble

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def archive(home: Path) -> Path:
    """A backup of a cell with one administrator and two files."""
    cell = laid(home / "cell")
    made = zhibu("user", "add", "20260001", "欧阳明", "--data", str(cell))
    assert made.returncode == 0, made.stderr
    assert "/slip/" in made.stdout
    (cell / "files" / "ab").mkdir()
    (cell / "files" / "ab" / "1").write_bytes(b"scan")
    (cell / "files" / "empty").write_bytes(b"")
    done = zhibu("backup", str(home / "kept.tar"), "--plain", "--data", str(cell))
    assert done.returncode == 0, done.stderr
    return home / "kept.tar"


def contents(cell: Path) -> archived.Tables:
    cluster = Cluster(cell)
    cluster.start()
    try:
        with psycopg.connect(cluster.url(roles.BACKUP)) as link:
            return archived.digests(link)
    finally:
        cluster.stop()


def test_only_its_owner_can_read_it(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


def test_it_holds_the_dump_the_files_and_what_to_compare_with(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]  # is a file
    assert names == ["database.dump", "files/ab/1", "files/empty", "manifest.json"]
    assert manifest["tables"]["people_person"][0] == 1
    assert "secret" not in json.dumps(manifest)


def test_restored_into_an_empty_cell_it_is_equal(home: Path, archive: Path, proof: Proof) -> None:
    done = zhibu("restore", str(archive), "--data", str(home / "second"))
    assert done.returncode == 0, done.stderr
    there, before = contents(home / "second"), contents(home / "cell")
    assert there == before
    proof.figure("逐表核对的表", len(there))
    proof.figure("其中不同", sum(there[name] != before[name] for name in before))
    assert (home / "second" / "files" / "ab" / "1").read_bytes() == b"scan"
    assert zhibu("user", "reset", "20260001", "--data", str(home / "second")).returncode == 0


def test_commands_at_the_same_time_share_one_database(home: Path) -> None:
    cell = str(home / "shared")
    with ThreadPoolExecutor(4) as four:
        done = list(
            four.map(lambda n: zhibu("user", "add", f"100{n}", "甲某", "--data", cell), range(4))
        )
    assert [one.returncode for one in done] == [0] * 4, [one.stderr for one in done]
    assert contents(home / "shared")["people_person"][0] == 4


def test_a_cell_with_data_is_left_alone(home: Path, archive: Path) -> None:
    done = zhibu("restore", str(archive), "--data", str(home / "cell"))
    assert done.returncode == 2
    assert "没有动它" in done.stderr


def test_a_backup_is_never_overwritten(home: Path, archive: Path) -> None:
    before = archive.read_bytes()
    assert zhibu("backup", str(archive), "--data", str(home / "cell")).returncode == 2
    assert list(home.glob("*.half")) == []
    assert archive.read_bytes() == before


@pytest.mark.parametrize("how", [(), ("--plain",)])
def test_a_backup_onto_a_full_disk_is_one_sentence_and_leaves_nothing(
    home: Path, safe: Path, how: tuple[str, ...]
) -> None:
    with small_disk("64k") as place:
        done = zhibu("backup", str(place / "kept"), *how, "--data", str(home / "cell"))
        assert (done.returncode, list(place.iterdir())) == (2, [])
    assert "磁盘满了" in done.stderr
    assert list((home / "cell").glob("backup-*")) == []


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_damaged_archive_is_refused_and_the_cell_stays_empty(
    home: Path, archive: Path, at: float
) -> None:
    damaged = home / f"damaged-{at}.tar"
    content = bytearray(archive.read_bytes())
    with tarfile.open(archive) as tar:
        dump = tar.getmember("database.dump")
    content[dump.offset_data + int(dump.size * at)] ^= 1
    damaged.write_bytes(content)
    done = zhibu("restore", str(damaged), "--data", str(home / "third"))
    assert done.returncode == 2
    assert "不是完整的备份" in done.stderr
    assert not (home / "third" / "postgres").exists()


@pytest.mark.parametrize("name", ["/etc/passwd", "files/../../out", "other"])
def test_an_archive_with_foreign_names_is_refused(home: Path, name: str) -> None:
    foreign = home / "foreign.tar"
    with tarfile.open(foreign, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(Trouble) as refused:
        archived.verified(foreign)
    assert refused.value.code == "bad-backup"


# ---- sealed


@pytest.fixture(scope="module")
def safe(home: Path, archive: Path) -> Path:
    """A sealed backup of the same cell, to a key made for it."""
    made = zhibu("backup-key", str(home / "key"), "--data", str(home / "cell"))
    assert made.returncode == 0, made.stderr
    done = zhibu("backup", str(home / "kept.age"), "--data", str(home / "cell"))
    assert done.returncode == 0, done.stderr
    assert "已加密 · sealed" in done.stderr
    return home / "kept.age"


def test_nothing_of_it_can_be_read_without_the_key(home: Path, safe: Path) -> None:
    content = safe.read_bytes()
    assert content.startswith(sealed.MAGIC)
    assert b"database.dump" not in content
    assert "欧阳明".encode() not in content
    assert ((home / "key").stat().st_mode & 0o777, safe.stat().st_mode & 0o777) == (0o600, 0o600)
    assert not (home / "cell" / "secrets" / "backup_key").exists()
    assert list((home / "cell").glob("backup-*")) == []  # no open archive stays behind


def test_with_the_key_it_is_restored_equal(home: Path, safe: Path) -> None:
    words = ("--key", str(home / "key"), "--data", str(home / "opened"))
    done = zhibu("restore", str(safe), *words)
    assert done.returncode == 0, done.stderr
    assert contents(home / "opened") == contents(home / "cell")
    assert list((home / "opened").glob("**/opened.tar")) == []


@pytest.fixture
def refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Trouble]:
    """What a restore says that did nothing."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    cell = Cell(home / "nothing", "local")

    def restored(archive: Path, key: Path | None) -> Trouble:
        with pytest.raises(Trouble) as said:
            backup.restore(cell, archive, key=key)
        assert not (cell.home / "postgres").exists()
        assert [path.name for path in cell.home.iterdir() if path.name.startswith("tmp")] == []
        assert list(cell.files.iterdir()) == []
        return said.value

    return restored


def test_without_a_key_with_another_or_with_none_at_all_nothing_is_done(
    home: Path, safe: Path, refused: Callable[..., Trouble]
) -> None:
    sealed.make_key(Cell(home / "nothing", "local"), home / "other")
    (home / "no-key").write_text("不是密钥")
    keys = [None, home / "other", home / "no-key", home / "absent"]
    assert [refused(safe, key).code for key in keys] == ["no-key", "wrong-key", "bad-key", "no-key"]
    assert refused(home / "absent.age", home / "key").code == "no-file"


@pytest.mark.parametrize("cut", [30, 150, 60_000, -1])
def test_a_cut_file_is_one_sentence_and_nothing_done(
    home: Path, safe: Path, refused: Callable[..., Trouble], cut: int
) -> None:
    part = home / "cut.age"
    part.write_bytes(safe.read_bytes()[:cut])
    said = refused(part, home / "key")
    assert said.zh == f"{part} 不完整，或被改动过。没有做任何事，请换另一份备份。"


@pytest.mark.parametrize("at", [0.2, 0.5, 0.999])
def test_an_altered_byte_is_found_before_anything_is_used(
    home: Path, safe: Path, refused: Callable[..., Trouble], at: float
) -> None:
    content = bytearray(safe.read_bytes())
    content[int(len(content) * at)] ^= 1
    altered = home / "altered.age"
    altered.write_bytes(content)
    assert refused(altered, home / "key").code == "bad-backup"


# ---- second proofs after a restore

SETS_UP = """
import django; django.setup()
import pyotp
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.people import actions
from zhibu.people.models import Account
account = Account.objects.get(number="20260001")
actor = Actor(person_id=account.person_id, name="欧阳明")
actions.begin_code_generator(actor=actor)
secret = actions.seed_of(person_id=account.person_id).secret
actions.prove_code_generator(actor=actor, code=pyotp.TOTP(secret).at(clock.now()))
print(secret)
"""
TAKES = """
import sys, django; django.setup()
import pyotp
from datetime import timedelta
from zhibu.kit import clock
from zhibu.people import actions
from zhibu.people.models import Account
later = clock.now() + timedelta(minutes=5)
with clock.pinned(later):
    code = pyotp.TOTP(sys.argv[1]).at(later)
    print(actions.take_code(Account.objects.get(number="20260001"), code, "10.0.0.1"))
"""


def told(home: Path, script: str, *words: str) -> str:
    """What a script prints that runs as the pages of this cell do."""
    cell, cluster = Cell(home, "local"), Cluster(home)
    cluster.start()
    try:
        addresses = database.addresses_of(cluster)
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            env=cell.environment(addresses), capture_output=True, text=True, check=True,
        )  # fmt: skip
    finally:
        cluster.stop()
    return done.stdout.strip()


@pytest.fixture(scope="module")
def guarded(home: Path) -> tuple[Path, str]:
    """A cell whose administrator has an authenticator, its key changed since; and that secret."""
    cell = laid(home / "guarded")
    assert zhibu("user", "add", "20260001", "欧阳明", "--data", str(cell)).returncode == 0
    secret = told(cell, SETS_UP)
    assert zhibu("keys", "rotate", "--data", str(cell)).returncode == 0
    assert zhibu("backup-key", str(home / "guarded.key"), "--data", str(cell)).returncode == 0
    return cell, secret


def test_a_code_of_an_authenticator_opens_after_a_restore(
    home: Path, guarded: tuple[Path, str]
) -> None:
    cell, secret = guarded
    words = ("--key", str(home / "guarded.key"), "--data")
    made = zhibu("backup", str(home / "guarded.age"), "--rehearse", *words, str(cell))
    assert made.returncode == 0, made.stderr
    assert "手机验证器：1 个都打得开" in made.stderr
    back = zhibu("restore", str(home / "guarded.age"), *words, str(home / "again"))
    assert back.returncode == 0, back.stderr
    assert "手机验证器：1 个都打得开" in back.stderr
    assert told(home / "again", TAKES, secret) == "True"


def test_a_backup_without_keys_says_what_to_do(home: Path, guarded: tuple[Path, str]) -> None:
    cell, secret = guarded
    made = zhibu("backup", str(home / "guarded.tar"), "--plain", "--data", str(cell))
    assert made.returncode == 0, made.stderr
    back = zhibu("restore", str(home / "guarded.tar"), "--data", str(home / "keyless"))
    assert back.returncode == 0, back.stderr
    assert "手机验证器：0 个可用，1 个打不开（这份备份里没有密钥）" in back.stderr
    assert told(home / "keyless", TAKES, secret) == "False"


def test_what_was_taken_away_since_the_backup_is_gone_after_its_restore(
    home: Path, guarded: tuple[Path, str]
) -> None:
    cell, secret = guarded
    words = ("--key", str(home / "guarded.key"), "--data")
    (home / "since").mkdir()
    first, second = home / "since" / "first.age", home / "since" / "second.age"
    assert zhibu("backup", str(first), "--data", str(cell)).returncode == 0
    assert zhibu("user", "reset", "20260001", "--second", "--data", str(cell)).returncode == 0
    assert zhibu("backup", str(second), "--data", str(cell)).returncode == 0
    assert sealed.is_sealed(home / "since" / "zhibu-erasures.age")

    back = zhibu("restore", str(first), *words, str(home / "older"))

    assert back.returncode == 0, back.stderr
    assert "备份之后的 1 条重做了，其中 1 条的内容又回来过" in back.stderr
    assert told(home / "older", TAKES, secret) == "False"


def test_a_rehearsal_restores_compares_prints_and_leaves_no_trace(home: Path, safe: Path) -> None:
    cell = str(home / "cell")
    done = zhibu("backup", str(safe), "--rehearse", "--key", str(home / "key"), "--data", cell)
    assert done.returncode == 0, done.stderr
    rows = sum(count for count, _digest in contents(home / "cell").values())
    assert "行数和摘要逐一相同" in done.stderr
    assert f" {rows} 行、2 个文件" in done.stderr
    assert list((home / "cell").glob("rehearsal-*")) == []
    history = rehearsal.History.of(Cell(home / "cell", "local"))
    assert history.days_since_rehearsal() == pytest.approx(0, abs=0.01)


def test_a_rehearsal_finds_a_restore_that_differs(
    home: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loses_a_row(link: psycopg.Connection) -> archived.Tables:
        return honest(link) | {"people_person": (0, "0")}

    honest = archived.digests
    monkeypatch.setattr(backup, "digests", loses_a_row)
    with pytest.raises(Trouble) as found:
        backup.rehearse(Cell(home / "cell", "local"), archive, key=None)
    assert found.value.code == "restore-differs"
    assert list((home / "cell").glob("rehearsal-*")) == []


def test_the_first_backup_makes_a_key_and_says_where_it_lies(home: Path) -> None:
    cell = laid(home / "fresh")
    done = zhibu("backup", str(home / "first.age"), "--data", str(cell))
    assert done.returncode == 0, done.stderr
    assert f"密钥还在这台机器上：请把 {cell}/secrets/backup_key 抄成两份" in done.stderr


def test_a_recipient_that_is_none_is_refused(home: Path, archive: Path) -> None:
    with pytest.raises(Trouble) as said:
        sealed.recipients_of(Cell(home / "cell", "local"), ["age1nobody"])
    assert said.value.code == "bad-recipient"
