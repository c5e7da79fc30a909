"""The child's side of ``bounded`` (子进程): set the limits, run one generator, write what it yields."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import pickle
import resource
import signal
import sys
import traceback
from typing import IO, Any

from zhibu.kit.sheets.bounded import BROKEN, DONE, HEADER, ITEM, REFUSED
from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.refusal import FileRefused

_PR_SET_PDEATHSIG = 1


def _confine(limits: Limits) -> None:
    """Bound this process, and let it die with the one that started it."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _write(pipe: IO[bytes], kind: bytes, value: Any = None) -> None:
    body = pickle.dumps(value, protocol=5)
    pipe.write(HEADER.pack(kind, len(body)))
    pipe.write(body)
    pipe.flush()


def _where(broken: BaseException) -> str:
    """The kind of an error and the line it came from; never its words."""
    frames = traceback.extract_tb(broken.__traceback__)
    last = frames[-1] if frames else None
    place = f" {os.path.basename(last.filename)}:{last.lineno}" if last else ""
    return f"{type(broken).__name__}{place}"


def main() -> None:
    """Read one request from standard input, answer on what was standard output."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a chatty library must not write among the answers
    module, name, args, limits = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own parent
    _confine(limits)
    gc.disable()  # millions of cells, all of them kept: a collection only costs
    try:
        for value in getattr(importlib.import_module(module), name)(*args):
            _write(pipe, ITEM, value)
        _write(pipe, DONE)
    except FileRefused as refused:
        _write(pipe, REFUSED, (refused.code, refused.message, refused.params))
    except MemoryError:
        os._exit(70)
    except Exception as broken:  # noqa: BLE001 - one place where anything becomes an answer
        _write(pipe, BROKEN, _where(broken))


if __name__ == "__main__":
    main()
