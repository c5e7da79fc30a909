"""The one way out: only named hosts, only judged addresses, no redirects, bounded."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from zhibu.kit import outgoing
from zhibu.kit.outgoing import Unreachable, fetch

HERE = frozenset({"127.0.0.1", "localhost", "campus.example"})


class Other(BaseHTTPRequestHandler):
    """Another side with bad manners, by path."""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/plain")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        if self.path == "/much":
            self.wfile.write(b"x" * (outgoing.MOST_BYTES + 1))
        elif self.path == "/slow":
            for _ in range(20):
                time.sleep(0.05)
                self.wfile.write(b"x")
        else:
            self.wfile.write(b'{"a": 1}')

    def log_message(self, *_said: Any) -> None:
        """Nothing on the terminal of a test."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_named_host_is_asked(base: str) -> None:
    assert fetch(f"{base}/plain", hosts=HERE, private=True).json() == {"a": 1}


def test_a_host_not_named_is_not_asked(base: str) -> None:
    with pytest.raises(Unreachable, match="not named"):
        fetch(f"{base}/plain", hosts=frozenset({"id.example.edu.cn"}), private=True)


def test_a_private_address_is_asked_only_when_said(base: str) -> None:
    with pytest.raises(Unreachable, match="private"):
        fetch(f"{base}/plain", hosts=HERE, private=False)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254", "fe80::1"],
)
def test_some_addresses_are_never_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(kind, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(Unreachable, match="not allowed"):
        fetch("https://campus.example/", hosts=HERE, private=True)


def test_the_judged_address_is_the_one_connected_to(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its mind between judging and connecting gains nothing."""
    asked: list[str] = []
    true = socket.getaddrinfo

    def once(host: str, port: int, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return true("127.0.0.1" if host == "campus.example" else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    port = base.rpartition(":")[2]
    fetch(f"http://campus.example:{port}/plain", hosts=HERE, private=True)
    assert asked.count("campus.example") == 1


def test_redirects_are_not_followed(base: str) -> None:
    reply = fetch(f"{base}/away", hosts=HERE, private=True)
    assert reply.status == 302
    with pytest.raises(Unreachable):
        reply.json()


def test_too_much_and_too_slow_are_given_up(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="too much"):
        fetch(f"{base}/much", hosts=HERE, private=True)
    monkeypatch.setattr(outgoing, "SECONDS", 0.2)
    with pytest.raises(Unreachable):
        fetch(f"{base}/slow", hosts=HERE, private=True)


def test_plain_http_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(Unreachable, match="plain http"):
        fetch("http://campus.example/", hosts=HERE, private=False)
