"""What the house is built from (依赖): locked to the byte, what it says it is, free to use, not known bad."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from tests.ops.test_requirements import asked, plain
from tests.proof import AT_LENGTH, Proof

from zhibu.ops.cell import ROOT

RULES = tomllib.loads((ROOT / "tests" / "dependencies.toml").read_text())
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
    "requirements-bench.txt",
)
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
NPM = ROOT / "frontend" / "package-lock.json"


@dataclass(frozen=True, slots=True)
class Locked:
    """One entry of a lock file. hashes: how many of its files are known."""

    name: str
    version: str
    hashes: int


def locked(text: str) -> list[Locked]:
    """The entries of a lock file. Raises ValueError on a line that is none."""
    found: list[Locked] = []
    for part in text.replace("\\\n", " ").splitlines():
        line = part.strip()
        if not line or line.startswith("#"):
            continue
        entry = ENTRY.match(line)
        if entry is None:
            raise ValueError(f"not locked: {line[:60]}")
        found.append(Locked(plain(entry[1]), entry[2], len(HASH.findall(line))))
    return found


def all_locked() -> dict[str, list[Locked]]:
    return {name: locked((ROOT / name).read_text()) for name in LOCKS}


def ours() -> Iterator[tuple[Distribution, str]]:
    """What is installed and locked, with its name."""
    known = {entry.name for entries in all_locked().values() for entry in entries}
    for found in distributions():
        if (name := plain(found.metadata["Name"])) in known:
            yield found, name


def faults_of(entries: list[Locked]) -> list[str]:
    """Entries without a known file, and names that stand twice."""
    twice = [n for n, times in Counter(entry.name for entry in entries).items() if times > 1]
    return [entry.name for entry in entries if not entry.hashes] + twice


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_one_version_of_each_and_its_files(name: str, proof: Proof) -> None:
    entries = locked((ROOT / name).read_text())
    proof.figure("锁定的 Python 包", len(entries))
    assert faults_of(entries) == []
    assert asked(name.replace(".txt", ".in")) - {entry.name for entry in entries} == set()


def test_what_is_installed_is_what_is_locked() -> None:
    versions = {e.name: {e.version} for entries in all_locked().values() for e in entries}
    for entries in all_locked().values():
        for entry in entries:
            versions[entry.name].add(entry.version)
    assert [name for name, several in versions.items() if len(several) > 1] == []
    assert [n for found, n in ours() if found.version not in versions[n]] == []


def licences_of(found: Distribution) -> set[str]:
    """The words of its licence, each alternative and each part of it."""
    about = found.metadata.json
    said = str(about.get("license_expression", "")) or "; ".join(
        word.rpartition(" :: ")[2]
        for word in about.get("classifier", ())
        if word.startswith("License :: ")
    )
    said = said or str(about.get("license", "")).split("\n")[0]
    return {word.strip(" ()") if "(" not in word.strip(" (") else word for word in parts(said)}


def parts(said: str) -> list[str]:
    return [word for word in re.split(r" OR | AND |; ", said) if word and word != "OSI Approved"]


def test_every_licence_fits(proof: Proof) -> None:
    fits = set(RULES["licences"])
    said = {name: licences_of(found) for found, name in ours() if name not in RULES["read_by_hand"]}
    proof.figure("核过的许可证", len(said))
    assert {name: words for name, words in said.items() if not words or words - fits} == {}


def packages() -> dict[str, dict[str, str]]:
    """The packages of the front end, by their place."""
    kept = json.loads(NPM.read_text())["packages"]
    return {name: one for name, one in kept.items() if name}


def test_the_front_end_is_locked_to_the_byte_and_free_to_use(proof: Proof) -> None:
    proof.figure("锁定的前端包", len(packages()))
    fits = set(RULES["licences"])
    assert [n for n, one in packages().items() if not one["integrity"].startswith("sha512-")] == []
    assert [n for n, one in packages().items() if set(parts(one["license"])) - fits] == []
    asked_for = json.loads(NPM.with_name("package.json").read_text())
    every = asked_for["dependencies"] | asked_for["devDependencies"]
    assert [name for name, version in every.items() if not version[0].isdigit()] == []


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


def too_old(entries: list[Locked]) -> list[str]:
    least = RULES["least"]
    return [
        f"{entry.name} {entry.version}"
        for entry in entries
        if entry.name in least and number(entry.version) < number(least[entry.name])
    ]


def test_nothing_is_older_than_its_last_flaw_that_we_know() -> None:
    assert [line for entries in all_locked().values() for line in too_old(entries)] == []


# ---- the rules, red on what they are for


def test_a_lock_without_hashes_with_a_double_or_with_an_address_is_found() -> None:
    bare, hashed = "a==1.0\n", f"a==1.0 \\\n    --hash=sha256:{'0' * 64}\n"
    assert faults_of(locked(bare)) == ["a"]
    assert faults_of(locked(hashed + hashed)) == ["a"]
    assert faults_of(locked(hashed)) == []
    for line in (
        "a>=1.0",
        "--index-url https://example.org/simple",
        "a @ git+https://example.org/a",
    ):
        with pytest.raises(ValueError, match="not locked"):
            locked(line)


def test_an_old_version_is_found() -> None:
    assert too_old([Locked("jinja2", "3.1.5", 1)]) == ["jinja2 3.1.5"]
    assert too_old([Locked("jinja2", "3.1.6", 1), Locked("unknown", "0.1", 1)]) == []


# ---- asked of those who collect flaws: only at length, only where they answer

if AT_LENGTH:
    AUDITS = (
        ("npm audit --package-lock-only --json", ROOT / "frontend"),
        ("pip-audit --requirement requirements.txt --disable-pip --format json", ROOT),
    )

    @pytest.mark.parametrize(("command", "at"), AUDITS)
    def test_no_known_flaw_is_open(command: str, at: Path) -> None:
        """Not run, and said so, where nobody answers: never silently green."""
        try:
            done = subprocess.run(
                command.split(), cwd=at, capture_output=True, text=True, timeout=120
            )
            found = json.loads(done.stdout)
        except (OSError, ValueError, subprocess.TimeoutExpired) as silent:
            pytest.skip(f"{command.split()[0]}：没有回答（{type(silent).__name__}）")
        if "vulnerabilities" not in found and "dependencies" not in found:
            pytest.skip(f"{command.split()[0]}：没有回答（{found.get('statusCode', '没有结果')}）")
        flaws = found.get("vulnerabilities") or [d for d in found["dependencies"] if d.get("vulns")]
        assert not flaws
