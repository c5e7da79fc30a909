"""Work on a stranger's file in a child process with limits (受限子进程).

The reader of workbooks can be made to ask for more memory than there is, which ends its process
and no ``except`` helps. So it runs in a child with a limit on memory, processor time and files;
a child that dies becomes a sentence. Results come back in pieces, so the caller works alongside.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import pickle
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from zhibu.kit.sheets.limits import ROSTER, Limits
from zhibu.kit.sheets.model import Workbook
from zhibu.kit.sheets.reading import read_here
from zhibu.kit.sheets.refusal import FileRefused

logger = logging.getLogger("zhibu.kit.sheets")
HEADER = struct.Struct("<cI")
ITEM, REFUSED, DONE, BROKEN = b"i", b"r", b"d", b"b"
_ALLOWED = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("builtins", "range"),
    ("collections", "Counter"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
}


class ChildDied(Exception):
    """The child ended without an answer: killed by a limit, or by the library it ran."""


class _Unpickler(pickle.Unpickler):
    """Builds plain values and the house's own frozen dataclasses, nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - pickle's own signature
        if (module, name) in _ALLOWED or module.startswith("zhibu."):
            found = getattr(importlib.import_module(module), name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def stream(task: Callable[..., Iterator[Any]], *args: object, limits: Limits) -> Iterator[Any]:
    """Run a generator of some module in a child and yield what it yields.

    task: a module-level generator function; args: plain values. Raises FileRefused (also raised
    inside), ChildDied. Closing the iterator early ends the child.
    """
    deadline = time.monotonic() + limits.seconds
    child = _start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        request = (task.__module__, task.__qualname__, args, limits)
        with child.stdin:
            child.stdin.write(pickle.dumps(request))
        yield from _answers(child.stdout, deadline, limits)
    except BrokenPipeError as gone:
        raise ChildDied from gone
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _start() -> subprocess.Popen[bytes]:
    environment = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PATH": os.environ.get("PATH", os.defpath),
        "TZ": "UTC",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "zhibu.kit.sheets.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its words may hold what the file holds
        env=environment,
        close_fds=True,
    )


def _answers(pipe: IO[bytes], deadline: float, limits: Limits) -> Iterator[Any]:
    while True:
        kind, size = HEADER.unpack(_exactly(pipe, HEADER.size, deadline, limits))
        body = _exactly(pipe, size, deadline, limits)
        if kind == DONE:
            return
        value = _Unpickler(io.BytesIO(body)).load()
        if kind == REFUSED:
            code, message, params = value
            raise FileRefused(code, message, **params)
        if kind == BROKEN:
            logger.error("sheets.child.broken", extra={"where": value})
            raise ChildDied(value)
        yield value


def _exactly(pipe: IO[bytes], size: int, deadline: float, limits: Limits) -> bytes:
    """This many bytes, waiting no longer than the deadline."""
    pieces: list[bytes] = []
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while size:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                raise FileRefused("reading-too-slow", seconds=limits.seconds)
            piece = os.read(pipe.fileno(), min(size, 1 << 20))
            if not piece:
                raise ChildDied
            pieces.append(piece)
            size -= len(piece)
    return b"".join(pieces)


def _whole(path: str, limits: Limits, *, careful: bool) -> Iterator[Workbook]:
    yield read_here(Path(path), limits=limits, careful=careful)


def _fast(path: str, limits: Limits) -> Iterator[Workbook]:
    return _whole(path, limits, careful=False)


def _careful(path: str, limits: Limits) -> Iterator[Workbook]:
    return _whole(path, limits, careful=True)


def read_workbook(path: Path, *, limits: Limits = ROSTER) -> Workbook:
    """Read a workbook somebody handed in (读取表格), in a child with limits.

    Raises FileRefused and nothing else, whatever the file holds.
    """
    for task in (_fast, _careful):
        try:
            return next(stream(task, str(path), limits, limits=limits))  # type: ignore[no-any-return]
        except ChildDied:
            continue
    raise FileRefused("reading-failed")
