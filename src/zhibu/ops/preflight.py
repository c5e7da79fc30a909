"""What is looked at before anything starts (启动前检查). Each check raises Trouble or is silent."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from zhibu.kit import identity
from zhibu.ops.cell import Cell, reaches
from zhibu.ops.leash import unprivileged
from zhibu.ops.trouble import Trouble

LEAST_FREE = 500 * 1024 * 1024  # bytes: PostgreSQL's own files, its log and one day of work
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 10
_TRUE = {"1", "true", "yes", "on"}


def folder(cell: Cell, *, embedded: bool) -> None:
    """The cell's folder: reachable for the database's user, writable, with room on the disk."""
    home = cell.home
    if embedded:
        account = unprivileged(keep=home / "postgres")
        if not reaches(account, home):
            raise Trouble(
                "unreachable",
                zh=f"数据库以用户 {account.name} 运行，它进不了 {home}。请用 --data 换一个位置（如 /var/lib/zhibu），或以普通用户启动。",
                en=f"The database runs as the user {account.name}, who cannot reach {home}. Choose another place with --data (such as /var/lib/zhibu), or start as an ordinary user.",
            )
    cell.prepare()
    writable(home)
    room(home)


def writable(home: Path) -> None:
    """A file can be written and removed there."""
    probe = home / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as refused:
        if refused.errno == 28:  # no space left
            raise _full(home, 0) from refused
        raise Trouble(
            "no-write",
            zh=f"不能写入数据文件夹 {home}：{refused.strerror}。请改正它的权限，或用 --data 换一个。",
            en=f"The data folder {home} cannot be written: {refused.strerror}. Correct its rights or choose another with --data.",
        ) from refused


def room(home: Path) -> None:
    """Enough free bytes on the disk of this folder."""
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        raise _full(home, free)


def _full(home: Path, free: int) -> Trouble:
    mega, needed = free // 1024**2, LEAST_FREE // 1024**2
    return Trouble(
        "disk-full",
        zh=f"{home} 所在的磁盘只剩 {mega} MB，至少需要 {needed} MB。请先腾出空间；没有任何改动。",
        en=f"Only {mega} MB are free on the disk of {home}; {needed} MB are needed. Make room first; nothing was changed.",
    )


def no_room(place: str | Path | None) -> Trouble:
    """The disk became full while a command was writing; what it had begun is taken away."""
    where = f"（{place}）" if place else ""
    return Trouble(
        "disk-full",
        zh=f"磁盘满了{where}，没有写完，写了一半的已经删掉。请腾出空间再来一次；已存的数据没有动。",
        en="The disk is full; what was half written is gone. Make room and run it again; what is kept was not touched.",
    )


def ports(address: str, *wanted: int) -> None:
    """Every port can be listened on."""
    for port in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except PermissionError:
                raise Trouble(
                    "port-taken",
                    zh=f"没有权限使用端口 {port}。请用 --port 选 1024 以上的端口。",
                    en=f"Port {port} is not allowed for this user. Choose one above 1024 with --port.",
                ) from None
            except (OSError, OverflowError):
                raise Trouble(
                    "port-taken",
                    zh=f"端口 {port} 已被占用（页面用 --port 指定的端口，现场动态用下一个）。请停掉占用它的程序，或用 --port 另选。",
                    en=f"Port {port} is taken (pages use the port of --port, live events the next one). Stop the program that holds it, or choose another with --port.",
                ) from None


def secrecy(cell: Cell) -> None:
    """In production: no debugging, a strong key, named hosts."""
    if cell.mode != "production":
        return
    for name in ("DEBUG", "ZHIBU_DEBUG", "DJANGO_DEBUG"):
        if os.environ.get(name, "").strip().lower() in _TRUE:
            raise Trouble(
                "debug-on",
                zh=f"正式运行不允许打开调试（{name}）。请去掉这个环境变量。",
                en=f"Production refuses debugging ({name}). Remove this variable from the environment.",
            )
    hosts = [h.strip() for h in os.environ.get("ZHIBU_HOSTS", "").split(",") if h.strip()]
    if not hosts:
        raise Trouble(
            "hosts-missing",
            zh="正式运行要写明网站域名：ZHIBU_HOSTS=dj.example.edu.cn ./zhibu serve（前面由代理提供 https）。只在会场的局域网使用，请运行 ./zhibu serve --local。",
            en="Production needs the site's host names: ZHIBU_HOSTS=dj.example.edu.cn ./zhibu serve (a proxy in front gives https). For a hall's own network run ./zhibu serve --local.",
        )
    if any(h in {"*", "."} or h.startswith("*") for h in hosts):
        raise Trouble(
            "hosts-open",
            zh="ZHIBU_HOSTS 不能是 *。请逐个写明域名。",
            en="ZHIBU_HOSTS must not be *. Name each host.",
        )
    key = cell.secret_key()
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or "insecure" in key:
        raise Trouble(
            "weak-secret",
            zh=f"ZHIBU_SECRET_KEY 太弱：至少 {SHORTEST_KEY} 个字符、{FEWEST_CHARACTERS} 种以上。去掉这个变量，程序会自己生成一个。",
            en=f"ZHIBU_SECRET_KEY is weak: at least {SHORTEST_KEY} characters of {FEWEST_CHARACTERS} kinds. Unset it and one is made for you.",
        )


def ways_in(cell: Cell) -> identity.Identity:
    """How people sign in (统一身份认证、第二道验证), as the environment says it."""
    try:
        return identity.read(os.environ, mode=cell.mode)
    except identity.Misconfigured as wrong:
        raise Trouble("identity-settings", zh=wrong.zh, en=wrong.en) from wrong
