"""What our pages are measured beside, served as our own are (同样地服务)."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces


def serve(application: str, address: str, port: int) -> None:
    """As ``zhibu.ops.pages`` serves: two workers of two threads. application: ``module:name``.

    The peer's own Python runs this too, so nothing of ours is imported here.
    """
    Granian(
        application,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=2,
        websockets=False,
        log_access=False,
    ).serve()
