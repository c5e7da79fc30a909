"""The acts behind the commands: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zhibu.ops import run, supervisor
from zhibu.ops.inside import accounts, prepare, selfcheck, sheets
from zhibu.ops.trouble import Trouble
from zhibu.people.models import Account, Passkey
from zhibu.people.queries import members_of

TREE = """名称,类别,上级,代码,成立日期
中共示例大学委员会,学校党委,,U,2001-09-01
计算机学院党委,院系党委,中共示例大学委员会,C1,2001-09-01
计算机学院研究生第一党支部,党支部,计算机学院党委,B11,2010-09-01
"""
ROSTER = """姓名,学号,人员类别,入党日期,转正日期
欧阳明,20240001,正式党员,2019-06-01,2020-06-01
李文,20240002,预备党员,2026-05-01,
王三,20240003,正式党员,2019-13-01,
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "tree.csv").write_text(TREE)
    (tmp_path / "roster.csv").write_text(ROSTER)
    return tmp_path


@pytest.fixture
def house(files: Path) -> Path:
    """A house with the tree in it."""
    assert sheets.main(["organisations", str(files / "tree.csv")]) == 0
    return files


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_roster_prints_one_json_object_for_programs(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys)
    file = str(house / "roster.csv")
    assert sheets.main(["roster", "--json", "--branch", "B11", "--", file]) == 0
    told = json.loads(said(capsys))
    refused = told.pop("refused")
    assert told == {
        "file": file,
        "accepted": True,
        "code": "",
        "message": "",
        "people": 3,
        "imported": 2,
        "changed": 0,
        "unchanged": 0,
        "missing": 0,
        "warnings": [],
    }
    assert [(cell["row"], cell["code"]) for cell in refused] == [(4, "date-impossible")]
    assert len(members_of(under="")) == 2


def test_a_dry_run_says_so_and_writes_nothing(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheets.main(["roster", "--dry-run", "--branch", "B11", str(house / "roster.csv")]) == 0
    told = said(capsys)
    assert "没有写入" in told
    assert "新增 2" in told
    assert "退回 1 行" in told
    assert members_of(under="") == []


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        (["absent.csv", "--branch", "B11"], 1, "file-missing"),
        (["roster.csv", "--branch", "NONE"], 2, "branch-code-unknown"),
    ],
)
def test_a_refusal_has_a_code_a_sentence_and_an_exit_code(
    house: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    exit_code: int,
    code: str,
) -> None:
    said(capsys)
    assert sheets.main(["roster", str(house / words[0]), *words[1:]]) == exit_code
    told = said(capsys)
    assert told.startswith("✗ ")
    assert code in told


def test_the_roster_comes_out_in_the_order_asked_for(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets.main(["roster", "--branch", "B11", str(house / "roster.csv")])
    out = house / "out.xlsx"
    assert sheets.main(["export", "--columns", "学号，姓名", "--", str(out)]) == 0
    page = openpyxl.load_workbook(out).active
    assert page is not None
    rows = [tuple(row) for row in page.iter_rows(values_only=True)]
    assert rows == [("学号/工号", "姓名"), ("20240002", "李文"), ("20240001", "欧阳明")]
    assert out.stat().st_mode & 0o777 == 0o600


def test_an_export_never_overwrites(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = house / "kept.xlsx"
    kept.write_bytes(b"mine")
    assert sheets.main(["export", str(kept)]) == 1
    assert kept.read_bytes() == b"mine"
    assert sheets.main(["export", "--columns", "血型", str(house / "new.xlsx")]) == 2
    assert "没有这些栏目" in said(capsys)


def test_the_first_administrator_gets_a_link_and_later_a_new_one(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["add", "10001", "赵红", "--university", "中共示例大学委员会", "--base", "http://x:1"]
    assert accounts.main(add) == 0
    first = said(capsys).splitlines()[-1].strip()
    assert accounts.main(["reset", "10001", "--base", "http://x:1"]) == 0
    second = said(capsys).splitlines()[-1].strip()
    assert first.startswith("http://x:1/slip/")
    assert second.startswith("http://x:1/slip/")
    assert first != second


def test_a_lost_device_is_forgotten_only_when_asked(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.main(["add", "10001", "赵红", "--university", "某大学党委"])
    held = Passkey.objects.create(
        account=Account.objects.get(), credential="c", public_key=b"k", name="手机"
    )
    assert accounts.main(["reset", "10001"]) == 0
    assert Passkey.objects.get() == held
    assert accounts.main(["reset", "10001", "--second"]) == 0
    assert not Passkey.objects.exists()
    assert "登录条" in said(capsys)


def test_a_taken_number_and_an_unknown_one_are_said(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.main(["add", "10001", "赵红", "--university", "某大学党委"])
    said(capsys)
    assert accounts.main(["add", "10001", "钱明", "--university", "某大学党委"]) == 1
    assert "已在册" in said(capsys)
    assert accounts.main(["reset", "99999"]) == 1
    assert "Nobody here has the number 99999" in said(capsys)


def test_preparing_says_when_the_house_is_empty(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare.main([]) == 0
    assert said(capsys).split() == [prepare.EMPTY]
    accounts.main(["add", "10001", "赵红", "--university", "某大学党委"])
    said(capsys)
    prepare.main([])
    assert said(capsys) == ""


def test_only_tables_that_are_behind_are_migrated(
    db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_how: asked.append(name))
    prepare.main([])
    assert asked == []
    last = max(n for app, n in MigrationLoader(connection).disk_migrations if app == "people")
    MigrationRecorder(connection).record_unapplied("people", last)
    prepare.main([])
    assert asked == ["migrate"]


def test_tables_of_a_newer_release_are_left_alone(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    MigrationRecorder(connection).record_applied("people", "9999_of_tomorrow")
    assert prepare.main([]) == prepare.NEWER == run.NEWER
    assert capsys.readouterr().err == "people.9999_of_tomorrow\n"


def test_an_act_that_finds_newer_tables_says_so_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = tmp_path / "act"
    act.write_text("#!/bin/sh\necho people.9999_of_tomorrow >&2\nexit 9\n")
    act.chmod(0o755)
    monkeypatch.setattr(supervisor, "python", lambda *_words: [str(act)])
    with pytest.raises(Trouble) as said:
        run.inside({}, "prepare")
    assert said.value.code == "newer-schema"
    assert "数据表是更新的版本建的（people.9999_of_tomorrow）" in said.value.zh


def test_the_house_examines_itself(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert selfcheck.main([]) == 0
    found = {what: well for what, well, _words in json.loads(said(capsys))}
    assert found["数据表 · tables"]
    assert found["未送达的事实 · waiting facts"]
    assert not found["只追加的表 · append-only"]  # a test runs as the owner, who may do all
