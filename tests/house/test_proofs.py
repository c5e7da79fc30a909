"""The proofs about themselves: each has been red on a planted fault that can still be planted."""

from __future__ import annotations

from collections import Counter

import pytest

from zhibu.ops.cell import ROOT
from zhibu.ops.faults import PAGE, Fault, faults, findings, page
from zhibu.ops.proofs import PROOFS, Proof

ALL = faults()


def test_every_proof_has_a_planted_fault_and_every_fault_its_proof() -> None:
    assert {fault.proof for fault in ALL} == {proof.name for proof in PROOFS}


def test_no_two_have_one_name() -> None:
    names = Counter([*(proof.name for proof in PROOFS), *(fault.name for fault in ALL)])
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
def test_what_a_fault_changes_stands_once_in_its_file(fault: Fault) -> None:
    text = (ROOT / fault.file).read_text()
    assert (text.count(fault.old), fault.old == fault.new) == (1, False)


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_a_proof_names_tests_that_stand_there(proof: Proof) -> None:
    chosen = [*proof.tests, *(w for fault in ALL for w in fault.tests if fault.proof == proof.name)]
    missing = [word for word in chosen if not stands(word)]
    assert missing == []


def stands(word: str) -> bool:
    """Whether a file, or a test in a file, is there."""
    file, _colons, test = word.partition("::")
    path = ROOT / file
    return path.exists() and (not test or f"def {test.partition('[')[0]}(" in path.read_text())


def test_the_page_is_as_the_command_writes_it() -> None:
    assert PAGE.read_text() == page()


def test_what_was_found_names_its_proof_and_its_fixed_case() -> None:
    names = {proof.name for proof in PROOFS}
    assert [f.says for f in findings() if f.proof not in names or not stands(f.test)] == []
