"""Backups are sealed (备份加密): the age format, to one or more public keys.

A key is a file with one line ``AGE-SECRET-KEY-1…``; whoever holds only the line ``age1…`` can make
backups and cannot read them. age authenticates the header and every 64 KB, and the last one as the
last: a cut file or an altered byte is found before anything is used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from zhibu.ops.cell import Cell, write_secret
from zhibu.ops.trouble import Trouble

MAGIC = b"age-encryption.org/v1"
KEY_FILE, RECIPIENTS_FILE = "backup_key", "backup_recipients"
SECRET, PUBLIC = "AGE-SECRET-KEY-1", "age1"
ASKED = "ZHIBU_BACKUP_KEY"  # the path of a key file, for commands nobody sits at


def is_sealed(archive: Path) -> bool:
    """Whether a file begins as a sealed one does."""
    try:
        with archive.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as absent:
        raise Trouble(
            "no-file",
            zh=f"打不开 {archive}：{absent.strerror}。",
            en=f"{archive} cannot be opened: {absent.strerror}.",
        ) from absent


# ---- keys


def make_key(cell: Cell, to: Path) -> str:
    """Write a new key to a file of its own, mode 0600, and seal backups of this cell to it from now on."""
    if to.exists():
        raise Trouble(
            "file-exists",
            zh=f"{to} 已经存在，没有覆盖：旧密钥是旧备份唯一的钥匙。请换一个文件名。",
            en=f"{to} exists already and was not overwritten: the old key is all that opens old backups. Choose another name.",
        )
    identity = Identity.generate()
    public = str(identity.to_public())
    stamp = datetime.now(UTC).astimezone().date().isoformat()
    write_secret(to, f"# {stamp} {public}\n{identity}\n")
    (cell.home / "secrets" / RECIPIENTS_FILE).unlink(missing_ok=True)
    write_secret(cell.home / "secrets" / RECIPIENTS_FILE, public + "\n")
    return public


def recipients_of(cell: Cell, named: Sequence[str] = ()) -> list[Recipient]:
    """To whom backups are sealed: those named, else the cell's own; a first key is made where there is none."""
    kept = cell.home / "secrets" / RECIPIENTS_FILE
    if not named and not kept.exists():
        make_key(cell, cell.home / "secrets" / KEY_FILE)
    lines = list(named) or kept.read_text().split()
    try:
        return [Recipient.from_str(line) for line in lines]
    except pyrage.RecipientError as unfit:
        raise Trouble(
            "bad-recipient",
            zh="收件公钥写得不对，应是 age1 开头的一行，没有备份。",
            en="A recipient is not a line beginning with age1; nothing was backed up.",
        ) from unfit


def key_in_the_cell(cell: Cell) -> Path | None:
    """The key where it still lies beside the data it protects; None once it was taken away."""
    kept = cell.home / "secrets" / KEY_FILE
    return kept if kept.exists() else None


def identity_for(cell: Cell, key: Path | None) -> Identity:
    """The key: of the file named, of the environment, of the cell; asked for at a terminal."""
    named = os.environ.get(ASKED, "")
    place = key or (Path(named) if named else None) or key_in_the_cell(cell)
    if place is not None:
        try:
            return _identity(place.read_text())
        except OSError as absent:
            raise Trouble(
                "no-key",
                zh=f"打不开密钥文件 {place}：{absent.strerror}。没有做任何事。",
                en=f"The key file {place} cannot be opened: {absent.strerror}. Nothing was done.",
            ) from absent
    if not sys.stdin.isatty():
        raise Trouble(
            "no-key",
            zh=f"这份备份是加密的。请用 --key FILE 或 {ASKED} 指明密钥文件。没有做任何事。",
            en=f"This backup is sealed. Name the key file with --key FILE or {ASKED}. Nothing was done.",
        )
    return _identity(getpass(f"密钥（{SECRET}…，不显示） · key, not shown: "))


def _identity(text: str) -> Identity:
    lines = [line.strip() for line in text.splitlines()]
    try:
        return Identity.from_str(next(line for line in lines if line.startswith(SECRET)))
    except (StopIteration, pyrage.IdentityError) as unfit:
        raise Trouble(
            "bad-key",
            zh=f"这不是密钥：里面没有完整的一行 {SECRET}…。没有做任何事。",
            en=f"This is no key: it holds no whole line {SECRET}…. Nothing was done.",
        ) from unfit


# ---- sealing and opening


def seal(plain: Path, to: Path, recipients: Sequence[Recipient]) -> None:
    """Write the sealed file, mode 0600, synced."""
    opened = os.open(to, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as out, plain.open("rb") as source:
        pyrage.encrypt_io(source, out, list(recipients))
        out.flush()
        os.fsync(out.fileno())


def unseal(archive: Path, to: Path, identity: Identity) -> None:
    """Write what was sealed, mode 0600. Raises Trouble: wrong key, or cut or altered."""
    opened = os.open(to, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(opened, "wb") as out, archive.open("rb") as source:
            pyrage.decrypt_io(source, out, [identity])
    except pyrage.DecryptError as refused:
        to.unlink()
        if "No matching keys" in str(refused):
            raise Trouble(
                "wrong-key",
                zh=f"这把密钥打不开 {archive}：它是用别的密钥加密的。没有做任何事，请换密钥。",
                en=f"This key does not open {archive}: it was sealed to another one. Nothing was done; try the other key.",
            ) from refused
        raise damaged(archive) from refused
    except OSError as broken:
        to.unlink(missing_ok=True)
        if broken.errno is not None:  # the disk's own words
            raise
        raise damaged(archive) from broken


def damaged(archive: Path) -> Trouble:
    return Trouble(
        "bad-backup",
        zh=f"{archive} 不完整，或被改动过。没有做任何事，请换另一份备份。",
        en=f"{archive} was cut short or altered. Nothing was done; take another backup.",
    )
