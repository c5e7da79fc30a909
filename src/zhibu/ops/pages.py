"""The page server (页面服务): granian, WSGI, two workers of two threads.

``python -m zhibu.ops.pages ADDRESS PORT``. WSGI and processes because Django under ASGI gave
half the pages a second on the same cores. The code is read once, here, and the workers are forked
from it: they come up, or come back, in the time of a fork and share its memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from importlib import import_module

from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces

PARENT = "ZHIBU_PAGES_PID"


def main(address: str, port: int) -> None:
    """Serve until told to stop; a worker that dies is replaced."""
    os.environ[PARENT] = str(os.getpid())
    multiprocessing.set_start_method("fork")
    read_the_code()
    Granian(
        "zhibu.ops.page_worker:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=2,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=10,
        websockets=False,
        log_access=False,
    ).serve()


def read_the_code() -> None:
    """Settings, models, every view; no connection is opened and no thread begun before a fork.

    Nothing read is garbage: the collector waits, and is then told to leave it alone, so that the
    pages of memory stay shared.
    """
    gc.disable()
    import_module("zhibu.web.wsgi")
    get_resolver().check()
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
