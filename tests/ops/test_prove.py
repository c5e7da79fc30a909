"""The command of proofs: what counts as proved, what counts as caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhibu.ops import prove, seen
from zhibu.ops.faults import Fault, chosen, faults, is_caught, last_seen, planted
from zhibu.ops.proofs import PROOFS, by_name
from zhibu.ops.prove import Outcome, Verdict, asked_of_pytest, line_of, summed
from zhibu.ops.trouble import Trouble

BARE = ("-p", "no:django", "-p", "no:randomly")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Code so small that one test is all of it."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "sums.py").write_text("def add(a, b):\n    return a + b\n")
    (tmp_path / "test_sums.py").write_text(
        "from sums import add\n\n\ndef test_two_and_two():\n    assert add(2, 2) == 4\n"
    )
    return tmp_path


def fault(*, new: str) -> Fault:
    return Fault("sums", "减", "加成了减", "src/sums.py", "a + b", new, ("test_sums.py", *BARE))


def test_all_are_asked_for_or_one_by_its_name() -> None:
    assert by_name("") == PROOFS
    assert [proof.title for proof in by_name("audit")] == ["审计链"]
    with pytest.raises(Trouble) as refused:
        by_name("nothing")
    assert refused.value.code == "no-such-proof"


def test_sound_code_passes_and_its_tests_are_counted(code: Path) -> None:
    found = asked_of_pytest(("test_sums.py", *BARE), at=code, more={})
    assert (found.holds, found.tests, found.failed) == (True, 1, ())


def test_a_selection_without_a_test_proves_nothing() -> None:
    assert not Outcome(0, 0, (), (), "").holds


def test_a_planted_fault_is_caught_by_a_failed_test_and_taken_back(code: Path) -> None:
    sound = (code / "src" / "sums.py").read_text()
    found = planted(fault(new="a - b"), code)
    assert (found.caught, found.by) == (True, "test_two_and_two")
    assert (code / "src" / "sums.py").read_text() == sound


def test_code_that_cannot_be_imported_is_no_catch(code: Path) -> None:
    assert not planted(fault(new="a +"), code).caught


def test_a_fault_that_nobody_sees_is_no_catch(code: Path) -> None:
    assert not planted(fault(new="b + a"), code).caught
    assert not is_caught(Outcome(1, 1, (), (), "only an error of a fixture"))


def test_what_a_fault_changes_must_stand_once(code: Path) -> None:
    (code / "src" / "sums.py").write_text("# a + b\ndef add(a, b):\n    return a + b\n")
    with pytest.raises(ValueError, match="stands not once"):
        planted(fault(new="a - b"), code)


def test_figures_of_one_name_are_summed(tmp_path: Path) -> None:
    file = tmp_path / "figures"
    file.write_text('{"name": "提问", "value": 2}\n{"name": "提问", "value": 3}\n')
    assert (summed(file), summed(tmp_path / "none")) == ({"提问": 5}, {})


def test_a_verdict_is_one_line_and_names_what_was_red_or_left_out() -> None:
    one = Verdict("audit", "审计链", False, 7, 1.5, 3, {"篡改": 100}, ("a",), ("b: 不是 root",))
    assert line_of(one) == (
        "✗ audit 审计链：种子 7，3 项测试，篡改 100，1.5 s\n  ✗ a\n  – b: 不是 root"
    )


def test_one_that_does_not_hold_makes_the_command_end_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said: list[dict[str, str]] = []

    def red(_selection: object, *, at: Path, more: dict[str, str]) -> Outcome:
        said.append(more)
        return Outcome(1, 1, ("a",), (), "words")

    monkeypatch.setattr(prove, "asked_of_pytest", red)
    monkeypatch.setattr(prove, "make_ready", lambda *, quiet: None)
    monkeypatch.setattr(seen, "FILE", tmp_path / "seen.json")
    assert prove.run(check="audit", seed=7, as_json=False) == 1
    assert seen.read(seen.FILE) == seen.Seen({}, {})
    prove.run(check="audit", seed=7, as_json=False, keep=True)
    kept = seen.read(seen.FILE).proofs["audit"]
    assert (kept.holds, kept.seed, kept.tests) == (False, 7, 1)
    assert (said[0]["ZHIBU_SEED"], said[0]["ZHIBU_AT_LENGTH"]) == ("7", "1")
    assert "不成立" in capsys.readouterr().out


def test_faults_are_planted_by_their_own_name_or_by_their_proofs() -> None:
    assert [fault.name for fault in chosen("不核对链头")] == ["不核对链头"]
    assert {fault.proof for fault in chosen("audit")} == {"audit"}
    assert chosen("") == faults()


def test_what_was_seen_before_stays_beside_what_is_seen_now(tmp_path: Path) -> None:
    file = tmp_path / "seen.json"
    first, second = seen.Caught("2026-11-01", True, "test_a"), seen.Caught("2026-11-02", False, "")
    seen.write(file, faults={"a": first})
    seen.write(file, faults={"b": second})
    assert seen.read(file).faults == {"a": first, "b": second}
    assert [last_seen(one) for one in (first, second, None)] == [
        "2026-11-01 查出，`test_a`。", "2026-11-02 **没有查出**。", "还没有种过。",
    ]  # fmt: skip
