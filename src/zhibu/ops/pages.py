"""The page server (页面服务): granian, WSGI, two workers of two threads.

``python -m zhibu.ops.pages ADDRESS PORT``. WSGI and processes because Django under ASGI gave
half the pages a second on the same cores.
"""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces

PARENT = "ZHIBU_PAGES_PID"


def main(address: str, port: int) -> None:
    """Serve until told to stop; a worker that dies is replaced."""
    os.environ[PARENT] = str(os.getpid())
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


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
