"""The archive: a tar of manifest, database and files, encrypted with age to a recipient, whole or not at all."""

import io
import os
import tarfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pyrage

from evalsite.backup.refusals import BackupRefused

Member = tuple[str, bytes | Path]
"""Name in the archive, and what lies there."""


def recipient_of(text: str) -> pyrage.x25519.Recipient:
    """The public key to which archives are encrypted. Raises ``BackupRefused``."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupRefused("收件公钥不对：应为 age1 开头的一行。") from error


def identity_of(file: Path) -> pyrage.x25519.Identity:
    """The private key in a file of ``age-keygen``. Raises ``BackupRefused``."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        raise BackupRefused(
            f"{file} 不是备份的私钥文件（里面有一行以 AGE-SECRET-KEY 开头），或不能读取。"
        ) from error


def write_archive(target: Path, recipient: pyrage.x25519.Recipient, members: Iterable[Member]) -> None:
    """Encrypt the members on their way to ``target`` (0600), which must not exist; nothing unencrypted is written here.

    Raises ``BackupRefused`` for a place that cannot be written, and whatever reading a member raises.
    """
    if target.exists():
        raise BackupRefused(f"{target} 已经存在，请换一个文件名。")
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupRefused(
            f"{target.parent} 不能写入：文件夹要先建好，并归运行本系统的用户所有。"
        ) from error
    try:
        with os.fdopen(descriptor, "wb") as written:
            _encrypt(written, recipient, members)
            written.flush()
            os.fsync(written.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _encrypt(
    written: io.BufferedWriter, recipient: pyrage.x25519.Recipient, members: Iterable[Member]
) -> None:
    """One thread writes the tar into a pipe, this one encrypts what comes out of it."""
    outlet, inlet = os.pipe()
    broken: list[BaseException] = []

    def pack() -> None:
        try:
            with os.fdopen(inlet, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
                for name, content in members:
                    _add(tar, name, content)
        except BaseException as error:
            broken.append(error)

    packing = threading.Thread(target=pack)
    packing.start()
    try:
        with os.fdopen(outlet, "rb") as pipe:
            pyrage.encrypt_io(pipe, written, [recipient])
    finally:
        packing.join()
    if broken:
        raise broken[0]


def _add(tar: tarfile.TarFile, name: str, content: bytes | Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.mode = 0o600
    if isinstance(content, bytes):
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
        return
    # An export that has just been let go of is not missed.
    with suppress(FileNotFoundError), content.open("rb") as file:
        entry.size = os.fstat(file.fileno()).st_size
        tar.addfile(entry, file)


def read_archive(source: Path, identity: pyrage.x25519.Identity, folder: Path) -> None:
    """Unpack into ``folder`` (nobody else's); only once the whole archive has proved to be unaltered. Raises ``BackupRefused``."""
    plain = folder / "archive.tar"
    try:
        with source.open("rb") as sealed, open(os.open(plain, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as tar:
            pyrage.decrypt_io(sealed, tar, [identity])
        with tarfile.open(plain) as tar:
            tar.extractall(folder, filter="data")
    except FileNotFoundError as error:
        raise BackupRefused(f"找不到 {source}。") from error
    except (OSError, pyrage.DecryptError, tarfile.TarError) as error:
        raise BackupRefused(f"{source} 解不开：私钥不对，文件被改动或不完整，或本机磁盘已满。") from error
    finally:
        plain.unlink(missing_ok=True)
