"""The nginx configuration of docs/operation as Debian's nginx takes it, and real requests through it."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.ops.houses import free_port, open_folder, wait_until

from zhibu.ops.cell import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
HOST = "dj.example.edu.cn"
TOKEN = "a1b2c3d4e5f6"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt install nginx-light"),
]


class Echo(BaseHTTPRequestHandler):
    """Says who was asked for what, as the pages would see it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._say()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say()

    def _say(self) -> None:
        named = ("Host", "X-Forwarded-Proto", "X-Forwarded-For")
        told = {name: self.headers.get(name, "") for name in named} | {
            "port": self.port_of_server()
        }
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def port_of_server(self) -> int:
        address = self.server.server_address
        assert isinstance(address, tuple)
        return int(address[1])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's name
        """Nothing on the terminal."""


@dataclass(frozen=True)
class Proxy:
    """A running nginx with both servers behind it."""

    home: Path
    port: int
    pages: int
    live: int

    def ask(
        self, path: str, *, method: str = "GET", body: bytes = b"", **more: str
    ) -> tuple[int, bytes]:
        """Status and body of one request by its host's name."""
        with self._line() as line:
            link = http.client.HTTPConnection(HOST)
            link.sock = line
            headers = {name.replace("_", "-"): text for name, text in more.items()}
            link.request(method, path, body=body or None, headers=headers)
            answer = link.getresponse()
            found = answer.status, answer.read()
            link.close()
        return found

    def announced(self, path: str, length: int) -> int:
        """The status of a post of which only the length was told."""
        with self._line() as line:
            head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
            line.sendall(head.encode())
            return int(line.recv(100).split()[1])

    def _line(self) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        trusting = ssl._create_unverified_context()  # noqa: S323 - a certificate of this test
        return trusting.wrap_socket(plain, server_hostname=HOST)

    def told(self, path: str, **more: str) -> dict[str, object]:
        """What the server behind it was told."""
        _status, body = self.ask(path, method="GET", body=b"", **more)
        return dict(json.loads(body))


def certificate(home: Path) -> None:
    """A key and a certificate of this host for one day."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "1", "-subj", f"/CN={HOST}"),
            *("-keyout", str(home / "privkey.pem"), "-out", str(home / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
    )


def configuration(home: Path, *, tls: int, plain: int, pages: int, live: int) -> Path:
    """Ours, word for word, but for ports and folders, inside the frame Debian gives it."""
    ours = (ROOT / "docs" / "operation" / "nginx.conf").read_text()
    for before, after in (
        ("127.0.0.1:8000", f"127.0.0.1:{pages}"),
        ("127.0.0.1:8001", f"127.0.0.1:{live}"),
        ("listen 443", f"listen 127.0.0.1:{tls}"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("listen [::]:443 ssl http2;", ""),
        ("listen [::]:80 default_server;", ""),
        ("listen [::]:80;", ""),
        ("/etc/ssl/zhibu", str(home)),
        ("/var/log/nginx", str(home)),
    ):
        assert before in ours
        ours = ours.replace(before, after)
    kept = "".join(
        f"{what}_temp_path {home}/{what};\n"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = home / "nginx.conf"
    file.write_text(
        f"pid {home}/pid;\nerror_log {home}/error.log;\ndaemon off;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\n{kept}{ours}\n}}\n"
    )
    return file


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with open_folder() as home:
        certificate(home)
        servers = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _which in range(2)]
        for server in servers:
            Thread(target=server.serve_forever, daemon=True).start()
        pages, live = (server.server_address[1] for server in servers)
        tls = free_port()
        file = configuration(home, tls=tls, plain=tls + 1, pages=pages, live=live)
        tested = subprocess.run([str(NGINX), "-t", "-c", str(file)], capture_output=True, text=True)
        assert tested.returncode == 0, tested.stderr
        assert "warn" not in tested.stderr
        running = subprocess.Popen([str(NGINX), "-c", str(file)], stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: _listens(tls), seconds=10)
            yield Proxy(home, tls, pages, live)
        finally:
            running.terminate()
            running.wait(timeout=10)
            for server in servers:
                server.shutdown()
                server.server_close()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_page_comes_through_with_who_asks_and_by_what(proxy: Proxy) -> None:
    assert proxy.told("/sign-in") == {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "127.0.0.1",
        "port": proxy.pages,
    }


def test_what_a_browser_claims_of_itself_is_replaced(proxy: Proxy) -> None:
    told = proxy.told("/", X_Forwarded_For="10.9.9.9", X_Forwarded_Proto="http")
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "https")


def test_live_events_go_to_the_next_server(proxy: Proxy) -> None:
    assert proxy.told("/live/abc")["port"] == proxy.live


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_is_for_the_machine_is_not_there_from_outside(proxy: Proxy, path: str) -> None:
    assert proxy.ask(path)[0] == 404


def test_a_roster_of_100_mb_passes_and_more_does_not(proxy: Proxy) -> None:
    whole = 100 << 20
    assert proxy.ask("/p/import", method="POST", body=b"0" * whole)[0] == 200
    assert proxy.announced("/p/import", whole + 1) == 413


def test_plain_http_is_led_to_https_and_other_names_get_nothing(proxy: Proxy) -> None:
    link = http.client.HTTPConnection("127.0.0.1", proxy.port + 1, timeout=10)
    link.request("GET", "/m/?b=1", headers={"Host": HOST})
    answer = link.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/m/?b=1")
    link.close()
    other = http.client.HTTPConnection("127.0.0.1", proxy.port + 1, timeout=10)
    other.request("GET", "/", headers={"Host": "other.example.org"})
    with pytest.raises(http.client.RemoteDisconnected):
        other.getresponse()
    other.close()


def test_the_access_log_holds_no_query_and_no_token(proxy: Proxy) -> None:
    for path in (f"/slip/{TOKEN}", f"/g/feed/{TOKEN}.ics", f"/p/?find={TOKEN}", "/m/12"):
        proxy.ask(path)
    log = proxy.home / "zhibu.json"

    def paths() -> set[str]:
        return {json.loads(line)["path"] for line in log.read_text().splitlines()}

    # two workers of nginx write the lines, in whatever order, after the answer has gone
    wait_until(lambda: {"/slip/*", "/g/feed/*", "/p/", "/m/12"} <= paths(), seconds=10)
    assert TOKEN not in log.read_text()
