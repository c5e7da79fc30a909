"""From a command to a running house (启动): in order, each step told, nothing started in vain."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from psycopg.conninfo import conninfo_to_dict

from zhibu.ops import database, frontend, keyring, leash, preflight, supervisor, words
from zhibu.ops.cell import Addresses, Cell
from zhibu.ops.postgres import STEP, Cluster
from zhibu.ops.steps import Steps
from zhibu.ops.supervisor import Stopped, Supervisor, family
from zhibu.ops.trouble import Trouble

PATIENCE = 60.0  # seconds for the first page: a slow disk loads Django slowly
PLACE = ("host", "hostaddr", "port", "dbname")  # which database an address names
NEWER = 9  # exit code of `inside prepare`: the tables are of a newer release
EMPTY = "empty"  # what `inside prepare` says of a house without organisations
DEMO = "demo"  # the size of the everyday demo
BULK = "university"  # the size that is laid by COPY
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only with --local


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command asked for. size: of the invented house, when one is to be laid."""

    cell: Cell
    port: int
    browser: bool
    seed: bool = False
    size: str = DEMO

    @property
    def address(self) -> str:
        return EVERYWHERE if self.cell.mode == "local" else LOOPBACK


def house(wish: Wish) -> int:
    """Start everything and stay until asked to stop. Raises Trouble before anything starts."""
    cell, embedded = wish.cell, database.is_embedded()
    preflight.folder(cell, embedded=embedded)
    preflight.secrecy(cell)
    preflight.ways_in(cell)
    preflight.ports(wish.address, wish.port, wish.port + 1)
    lock = cell.hold()
    if lock is None:
        raise database.in_use(cell)
    cluster = Cluster(cell.home) if embedded else None
    if cluster is None:
        database.examine(database.addresses_named(), mode=cell.mode)
    with Steps(5 if wish.seed else 4) as steps:
        keeper = Supervisor([], cluster, steps.line)
        keeper.listen()
        supervisor.allow_many_files()
        try:
            _start(wish, keeper, steps)
        except BaseException as reason:
            asked = keeper.stopping
            keeper.stop()
            if asked and isinstance(reason, Stopped | Trouble):
                return 0
            raise
    greet(wish, steps)
    keeper.watch()
    steps.line("正在停止 · stopping")
    keeper.stop()
    steps.line("已停止 · stopped")
    os.close(lock)
    return 0


def _start(wish: Wish, keeper: Supervisor, steps: Steps) -> None:
    cell = wish.cell
    with steps.step("前端", "front end"):
        frontend.make_ready(install=frontend.install)
        words.make_ready()
    with steps.step("数据库", "database"):
        if keeper.cluster is not None:
            keeper.cluster.start(tick=keeper.check)
            addresses = database.addresses_of(keeper.cluster)
        else:
            addresses = database.addresses_named()
    with steps.step("数据表", "tables"):
        said = inside(cell.environment(addresses, owner=True), "prepare", tick=keeper.check)
        if cell.older_keys():
            inside(cell.environment(addresses), "keys", "reseal", tick=keeper.check)
            keyring.drop_expired(cell)
    keeper.check()
    hosts, live_url = reachable_at(wish)
    environment = cell.environment(
        addresses,
        hosts=hosts,
        live_url=live_url,
        url="" if cell.mode == "production" else url_of(wish),
    )
    if wish.seed:
        with steps.step("演示数据", "invented people"):
            empty = EMPTY in said.split()
            _seed(cell, environment, is_empty=empty, size=wish.size, tick=keeper.check)
    keeper.check()
    with steps.step("页面", "pages"):
        pages, *others = family(environment, logs=cell.logs, address=wish.address, port=wish.port)
        keeper.begin(pages)
        _wait_for_a_page(wish, keeper)
        keeper.begin(*others)


def _seed(
    cell: Cell,
    environment: Mapping[str, str],
    *,
    is_empty: bool,
    size: str = DEMO,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Fill an empty house, or go on with one that was not filled to the end.

    The demo lets anybody in, so a house of real people is refused.
    """
    mark, begun = cell.home / "demo", cell.home / "demo.begun"
    place = {k: v for k, v in conninfo_to_dict(environment["DATABASE_URL"]).items() if k in PLACE}
    whose = json.dumps(place, sort_keys=True, default=str)
    known = mark.exists() and mark.read_text() == whose
    if is_empty or (known and begun.exists()):
        mark.write_text(whose)
        begun.touch()
        inside(environment, "seed", *(() if size == DEMO else ("--size", size)), tick=tick)
        if size == BULK:  # nothing is told of what is copied in, so it is counted here
            inside(environment, "figures", "rebuild", tick=tick)
        begun.unlink()
    elif not known:
        raise Trouble(
            "not-a-demo",
            zh=f"{cell.home} 的数据库里不是演示数据。演示可以不用密码进入，所以不在这里运行。请用 --data 指定一个空文件夹。",
            en=f"The database of {cell.home} was not made by the demo. The demo lets anybody in without a password, so it does not run here. Name an empty folder with --data.",
        )


def inside(
    environment: Mapping[str, str], *words: str, tick: Callable[[], None] = lambda: None
) -> str:
    """Run one act that needs Django and return its words; they are shown when it fails.

    tick: called while it runs; what it raises ends the act, whose transaction is rolled back.
    """
    act = subprocess.Popen(
        supervisor.python("-m", "zhibu.ops.inside", *words),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches us alone
        preexec_fn=leash.with_parent(signal.SIGKILL),
    )
    with act:
        try:
            said, wrong = _finished(act, tick)
        except BaseException:
            act.kill()
            raise
    if act.returncode == NEWER:
        raise Trouble(
            "newer-schema",
            zh=f"数据表是更新的版本建的（{wrong.strip()}），这个版本不认识，没有启动，数据没有动。请换回新版本，或把升级前的备份恢复到新文件夹。",
            en=f"The tables are of a newer release ({wrong.strip()}) than this code; nothing was started or changed. Return to the newer release, or restore the backup made before the upgrade into a new folder.",
        )
    if act.returncode != 0:
        sys.stderr.write(wrong[-4000:])
        raise Trouble(
            "act-failed",
            zh=f"步骤 {words[0]} 没有完成，原因见上；已有的数据没有动。",
            en=f"The step {words[0]} did not finish, for the reason above; existing data was left alone.",
        )
    return said


def _finished(act: subprocess.Popen[str], tick: Callable[[], None]) -> tuple[str, str]:
    while True:
        tick()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return act.communicate(timeout=supervisor.LOOK)


def _wait_for_a_page(wish: Wish, keeper: Supervisor) -> None:
    until = time.monotonic() + PATIENCE
    while not page_answers(wish.port):
        keeper.check()
        keeper.look()
        if time.monotonic() > until:
            log = wish.cell.logs / "pages.log"
            sys.stderr.write(supervisor.tail_of(log, 12) + "\n")
            raise Trouble(
                "pages-silent",
                zh=f"页面在 {PATIENCE:.0f} 秒内没有应答，日志在 {log}。",
                en=f"No page answered within {PATIENCE:.0f} s; the log is {log}.",
            )
        time.sleep(STEP)


def page_answers(port: int) -> bool:
    """Whether the page server says that it is alive."""
    link = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def reachable_at(wish: Wish) -> tuple[str, str]:
    """The host names to answer to, and the origin of live events."""
    named = os.environ.get("ZHIBU_HOSTS", "")
    if wish.cell.mode == "production":
        return named, os.environ.get("ZHIBU_LIVE_URL", "/live")
    own = [*own_addresses(), "localhost", LOOPBACK, "[::1]"]
    host = own[0] if wish.cell.mode == "local" else LOOPBACK
    hosts = ",".join(dict.fromkeys([*filter(None, named.split(",")), *own]))
    return hosts, os.environ.get("ZHIBU_LIVE_URL", f"http://{host}:{wish.port + 1}/live")


def own_addresses() -> list[str]:
    """This machine's names in the hall's network, the likeliest first."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # nothing is sent: the kernel names our own side
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        said = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout
        found += [word for word in said.split() if ":" not in word]
    name = socket.gethostname()
    return list(dict.fromkeys([*found, LOOPBACK, name, name.lower()]))


def url_of(wish: Wish) -> str:
    """Where a browser on this machine, or in the hall, finds the house."""
    host = own_addresses()[0] if wish.cell.mode == "local" else LOOPBACK
    return f"http://{host}:{wish.port}/"


def greet(wish: Wish, steps: Steps) -> None:
    """Say where the house is, and how long it took."""
    url = url_of(wish)
    steps.line(f"支部已就绪 · Zhibu is ready  {steps.seconds:.1f} s")
    steps.line(f"    {url}")
    steps.line(f"    数据 · data  {wish.cell.home}")
    if wish.cell.mode == "local":
        steps.line(
            "    会场局域网，未加密；只在可信的网络里使用。 A hall's network, not encrypted."
        )
        if steps.console.is_terminal:
            segno.make(url, error="m").terminal(compact=True)
    if wish.cell.mode == "production":
        steps.line(
            "    请由 https 代理转发到这里，/live 转到下一个端口。 Put an https proxy in front."
        )
    if wish.cell.mode != "demo" and os.geteuid() == 0:
        steps.line(
            "    以 root 运行；正式使用请建一个普通用户。 Running as root; make an ordinary user for real work."
        )
    steps.line("    按 Ctrl-C 停止 · Ctrl-C stops it")
    if wish.browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(url)


def with_database(
    cell: Cell,
    act: str,
    words: Sequence[str],
    *,
    steps: Callable[[Addresses, Cluster | None], None] | None = None,
) -> int:
    """Run one act against the cell's database, starting it for that time when it is not running.

    The act speaks to the terminal itself. Returns its exit code.
    """
    preflight.folder(cell, embedded=database.is_embedded())
    with database.at_hand(cell) as (addresses, cluster):
        if steps is not None:
            steps(addresses, cluster)
        inside(cell.environment(addresses, owner=True), "prepare")
        environment = cell.environment(addresses)
        return subprocess.run(
            supervisor.python("-m", "zhibu.ops.inside", act, *words),
            env=environment,
            cwd=Path.cwd(),
            preexec_fn=leash.with_parent(signal.SIGKILL),
        ).returncode
