"""What is backed up comes back equal; what is damaged or in the way is refused."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from tests.ops.houses import open_folder, zhibu

from zhibu.ops import backup, roles
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
    cell = home / "cell"
    made = zhibu("user", "add", "20260001", "欧阳明", "--data", str(cell))
    assert made.returncode == 0, made.stderr
    assert "/slip/" in made.stdout
    (cell / "files" / "ab").mkdir()
    (cell / "files" / "ab" / "1").write_bytes(b"scan")
    (cell / "files" / "empty").write_bytes(b"")
    done = zhibu("backup", str(home / "kept.tar"), "--data", str(cell))
    assert done.returncode == 0, done.stderr
    return home / "kept.tar"


def contents(cell: Path) -> backup.Tables:
    cluster = Cluster(cell)
    cluster.start()
    try:
        with psycopg.connect(cluster.url(roles.BACKUP)) as link:
            return backup.digests(link)
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


def test_restored_into_an_empty_cell_it_is_equal(home: Path, archive: Path) -> None:
    done = zhibu("restore", str(archive), "--data", str(home / "second"))
    assert done.returncode == 0, done.stderr
    assert contents(home / "second") == contents(home / "cell")
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
    assert archive.read_bytes() == before


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
        backup._verified(foreign)
    assert refused.value.code == "bad-backup"
