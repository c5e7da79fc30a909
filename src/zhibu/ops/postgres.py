"""The embedded PostgreSQL of one cell (内置数据库): initdb, start, readiness, roles, stop.

Uses nothing of the wheel but its programs. The server listens on a Unix socket only, asks every
role for its password, runs as an unprivileged user, and stops by itself when its parent dies.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from zhibu.ops import binaries, leash, roles
from zhibu.ops.binaries import Binaries
from zhibu.ops.cell import make_folder, write_secret
from zhibu.ops.leash import Account
from zhibu.ops.trouble import Trouble

PATIENCE = 30.0  # seconds: a start right after a crash can meet the old shared memory
STEP = 0.05
LONGEST_SOCKET = 90  # bytes of folder; the kernel takes 107 with the file's name

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Nothing personal in the logs: no statement, no parameter, no key of a refused row.
    "log_min_messages": "error",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
# Only for throwaway clusters of the test suite: a crash of the machine may lose them.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(slots=True)
class Cluster:
    """One embedded PostgreSQL: ``home`` is the cell's folder, the database lies in it.

    throwaway: for tests; no flushing to disk, and the owner may make databases.
    """

    home: Path
    throwaway: bool = False
    account: Account = field(init=False)
    programs: Binaries = field(init=False)
    _server: subprocess.Popen[bytes] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.home = self.home.absolute()
        self.account = leash.unprivileged(keep=self.data)
        self.programs = binaries.find(account=self.account, spare=self.home / "programs")

    # -- where things lie

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "postgres.log"

    @property
    def socket(self) -> Path:
        """The socket's folder; a short one under /tmp when the cell's own path is too long."""
        own = self.home / "socket"
        if len(os.fsencode(own)) <= LONGEST_SOCKET:
            return own
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"zhibu-{os.geteuid()}-{mark}"  # noqa: S108 - 0700, owner checked

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    # -- passwords and addresses

    def passwords(self) -> roles.Passwords:
        """Those of this cell, made at the first call."""
        kept = self.home / "secrets" / "database.json"
        if not kept.exists() and self.data.exists():
            raise Trouble(
                "passwords-missing",
                zh=f"数据库已经存在，但缺少密码文件 {kept}。请从备份恢复该文件。",
                en=f"The database exists but its password file {kept} is missing. Restore the file from a backup.",
            )
        if not kept.exists():
            write_secret(kept, json.dumps(asdict(roles.Passwords.fresh()), indent=1))
        return roles.Passwords(**json.loads(kept.read_text()))

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """``postgresql://role:password@/database?host=/folder`` for one role."""
        known = self.passwords()
        word = {
            roles.ADMIN: known.admin,
            roles.OWNER: known.owner,
            roles.APP: known.app,
            roles.READ_ONLY: known.read_only,
            roles.BACKUP: known.backup,
        }[role]
        return (
            f"postgresql://{role}:{quote(word)}@/{database}?host={quote(str(self.socket), safe='')}"
        )

    # -- life

    def start(self, *, tick: Callable[[], None] = lambda: None) -> None:
        """Make the database if there is none, start it and wait until a query answers.

        tick: called while waiting. Raises Trouble when it does not answer within 30 s.
        """
        make_folder(self.home)
        self.passwords()
        self._own_folder(self.socket, 0o700)
        self._own_folder(self.log.parent, 0o700, ours=True)
        if not self.data.exists():
            self._make()
        self._refuse_other_major()
        until = time.monotonic() + PATIENCE
        while True:
            self._spawn()
            if self._answers(until, tick):
                break
            if time.monotonic() > until:
                raise self._never_came()
            self._drop_stale_lock()
            time.sleep(STEP * 4)
        with self.admin() as connection:
            roles.make_roles(connection, self.passwords(), for_tests=self.throwaway)

    def admin(self) -> psycopg.Connection:
        return psycopg.connect(self.url(roles.ADMIN, "postgres"), autocommit=True)

    def answers(self) -> bool:
        """Whether a query gets an answer now."""
        try:
            with psycopg.connect(self.url(roles.ADMIN, "postgres"), connect_timeout=2) as link:
                return link.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def has_ended(self) -> bool:
        return self._server is None or self._server.poll() is not None

    def stop(self) -> None:
        """Fast shutdown: running work is rolled back, everything acknowledged is on disk."""
        if self._server is None:
            return
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.send_signal(signal.SIGQUIT)
                self._server.wait()
        self._server = None

    # -- steps

    def _own_folder(self, folder: Path, mode: int, *, ours: bool = False) -> None:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        if folder.is_symlink() or (os.geteuid() != 0 and folder.stat().st_uid != os.geteuid()):
            raise Trouble(
                "not-our-folder",
                zh=f"文件夹 {folder} 不属于当前用户，不使用它。请删除它或改用 --data。",
                en=f"The folder {folder} belongs to another user. Remove it or choose --data.",
            )
        if not ours:
            self.account.own(folder)
        folder.chmod(mode)

    def _make(self) -> None:
        """initdb in a folder of its own, moved into place when whole."""
        half = self.home / "postgres.half"
        shutil.rmtree(half, ignore_errors=True)
        self._own_folder(half, 0o700)
        with tempfile.NamedTemporaryFile("w", dir=half.parent, prefix="pw") as slip:
            slip.write(self.passwords().admin)
            slip.flush()
            self.account.own(Path(slip.name))
            command = [self.programs.program("initdb"), "-D", str(half), "-U", roles.ADMIN]
            command += ["--pwfile", slip.name, "-A", "scram-sha-256", "--auth-host=reject"]
            command += ["-k", "-E", "UTF8", *locale_flags(self.programs.major)]
            command += ["--no-sync"] if self.throwaway else []
            made = subprocess.run(  # type: ignore[call-overload]  # user, group as a mapping
                command,
                capture_output=True,
                text=True,
                cwd=half,
                env=plain_environment(),
                **self.account.popen,
            )
        if made.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            raise Trouble(
                "initdb-failed",
                zh=f"没有建成数据库：{made.stderr.strip()[-400:]}",
                en="The database could not be made; PostgreSQL's own words stand above.",
            )
        half.rename(self.data)

    def _refuse_other_major(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except OSError:
            found = "?"
        if found != str(self.programs.major):
            raise Trouble(
                "other-major",
                zh=f"{self.data} 由 PostgreSQL {found} 建立，现有程序是 {self.programs.major}，两者不能混用。"
                f"请用原来的版本运行 ./zhibu backup，再在新文件夹里运行 ./zhibu restore。",
                en=f"{self.data} was made by PostgreSQL {found}; the programs here are {self.programs.major}. "
                f"Run ./zhibu backup with the old version, then ./zhibu restore into a new folder.",
            )

    def _spawn(self) -> None:
        if self._server is not None and self._server.poll() is None:
            return
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)}
        settings |= THROWAWAY if self.throwaway else {}
        command = [self.programs.program("postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(  # type: ignore[call-overload]  # as above
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data if os.geteuid() != 0 else "/",
                env=plain_environment(),
                start_new_session=True,  # Ctrl-C reaches the supervisor, which stops it in order
                preexec_fn=leash.with_parent(signal.SIGINT),
                **self.account.popen,
            )

    def _answers(self, until: float, tick: Callable[[], None]) -> bool:
        """Wait for an answer; False when the server has ended or the time is over."""
        while time.monotonic() < until:
            tick()
            if self.has_ended():
                return False
            if self.answers():
                return True
            time.sleep(STEP)
        return False

    def _drop_stale_lock(self) -> None:
        """Remove a lock file whose number now belongs to some other program."""
        lock = self.data / "postmaster.pid"
        try:
            number = int(lock.read_text().split("\n", 1)[0])
            place = os.readlink(f"/proc/{number}/cwd")
        except (OSError, ValueError):
            return
        if place != str(self.data):
            lock.unlink(missing_ok=True)

    def _never_came(self) -> Trouble:
        self.stop()
        tail = self.log.read_text(errors="replace").splitlines()[-3:] if self.log.exists() else []
        return Trouble(
            "postgres-silent",
            zh=f"数据库在 {PATIENCE:.0f} 秒内没有启动，日志在 {self.log}：{' / '.join(tail)}",
            en=f"The database did not answer within {PATIENCE:.0f} s; its log is {self.log}.",
        )


def locale_flags(major: int) -> list[str]:
    """Byte order for indexes, UTF-8 characters for pg_trgm, which is blind to Chinese under C."""
    flags = ["--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C"]
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", *flags]
    return ["--locale-provider=libc", *flags]


def plain_environment() -> dict[str, str]:
    """For PostgreSQL's programs: nothing of ours leaks in."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
