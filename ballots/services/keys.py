"""The file of a vote's key: made by two persons, opened by both, destroyed with the urn. It lies outside the database.

Beside it lies, from the first tablet to the close, the key of the files that tablets without a network hand over.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from ballots.models import Vote
from ballots.queries.lane import key_hindrance, lane_seal
from ballots.services.moves import VoteRefused
from ballots.services.throttle import TOO_MANY_PASSPHRASES, passphrase_failures
from registry.models import User
from registry.services.audit import change
from rulebook.ballot import keys as law
from rulebook.ballot import unsent
from rulebook.ballot.keys import Passphrases
from rulebook.ballot.sealing import SUITE, KeyPair, key_id, new_pair

UNWRITTEN = "密钥文件写不下来：本机的磁盘已满，或目录不能写。请腾出空间后重做这一步"
LOST = "找不到本次投票的密钥文件，可能被移走或删除。请从本机放回原处；确已丢失的，选票无法打开，只能作废后重新投票"
UNSENT_LOST = "找不到打开应急文件的密钥，可能被移走或删除。请从本机放回原处；确已丢失的，应急文件打不开，请让那台平板连上网络补送"


def key_file(vote: int) -> Path:
    """Where the key of a vote lies while it is needed."""
    return Path(settings.KEY_DIR) / f"vote-{vote}.json"


def held_file(vote: int) -> Path:
    """Where it is noted what the key may open (``services.opened_once``); by its name it is destroyed with the key."""
    key = key_file(vote)
    return key.with_name(f"{key.name}.held")


def unsent_key_file(vote: int) -> Path:
    """Where the key of a vote's emergency files lies until the vote is closed or void."""
    return Path(settings.KEY_DIR) / f"unsent-{vote}.key"


def votes_with_keys() -> set[int]:
    """The votes of which a key's file, or what an interrupted making left of one, lies in the folder."""
    return _votes_with("vote-")


def votes_with_unsent_keys() -> set[int]:
    """The same of the keys of emergency files."""
    return _votes_with("unsent-")


def _votes_with(prefix: str) -> set[int]:
    files = Path(settings.KEY_DIR).glob(f"{prefix}*")
    numbers = (file.name.removeprefix(prefix).partition(".")[0] for file in files)
    return {int(number) for number in numbers if number.isdigit()}


def make_unsent_key(vote: int) -> str:
    """A fresh key for the emergency files of a vote, kept in its file; the public half. Raises ``VoteRefused``."""
    public, private = unsent.new_pair()
    write_file(unsent_key_file(vote), private.encode())
    return public


def read_unsent_key(vote: int) -> str:
    """The private half. Raises ``VoteRefused`` where the file is gone."""
    try:
        return unsent_key_file(vote).read_text()
    except OSError as error:
        raise VoteRefused(f"{UNSENT_LOST}。") from error


def destroy_unsent_key(vote: int) -> bool:
    """As ``destroy_key``, for the emergency files."""
    return _destroy(unsent_key_file(vote))


def make_key(vote: Vote, passphrases: Passphrases) -> tuple[KeyPair, dict[str, str]]:
    """A fresh key for a vote whose lock the caller holds and whose row it saves: (key, recovery code of each keeper).

    Raises ``VoteRefused`` for passphrases that are too short or equal.
    """
    pair = new_pair()
    try:
        raw, codes = law.wrap_key(pair, vote.pk, passphrases, cost=settings.KEY_COST)
    except law.KeyRefused as refusal:
        raise VoteRefused(f"{refusal}。") from refusal
    write_file(key_file(vote.pk), raw)
    # What an earlier key was held to, perhaps of another database, is nothing to this one, which opens none of its ballots.
    held_file(vote.pk).unlink(missing_ok=True)
    vote.key_public, vote.key_suite, vote.key_id = pair.public, SUITE, key_id(pair.public)
    lane = lane_seal()
    vote.lane_print, vote.key_destroyed_at = lane.fingerprint, None
    vote.key_seal = lane.seal_key(vote.pk, vote.form_hash, SUITE, pair.public)
    return pair, codes


def write_file(path: Path, raw: bytes) -> None:
    """Whole or not at all, on the disk when this returns; raises ``VoteRefused`` where there is no room."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(raw)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise VoteRefused(f"{UNWRITTEN}。") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def key_problems(vote: Vote) -> list[str]:
    """Why this vote's ballots could not be opened afterwards, in Chinese; empty when both passphrases are all that is needed."""
    if not vote.key_public:
        return ["还没有制作投票密钥，请先做零票检验"]
    # A process that takes no ballots has no key of the lane.
    found = [why] if settings.LANE_KEY and (why := key_hindrance(vote)) else []
    try:
        law.read_key_file(_read(vote), vote.pk, vote.key_public)
    except law.KeyRefused as refusal:
        found.append(str(refusal))
    return found


def _read(vote: Vote) -> bytes:
    try:
        return key_file(vote.pk).read_bytes()
    except OSError as error:
        raise law.KeyRefused(LOST) from error


def open_key(*, actor: User | None, watcher: User | None, vote: Vote, passphrases: Passphrases) -> bytes:
    """The private key, for the memory of who counts. Raises ``VoteRefused``; that wrong words were tried, and by which two,
    is on record, and after a few of them nothing is tried for a minute.
    """
    if passphrase_failures.too_many(str(vote.pk)):
        raise VoteRefused(TOO_MANY_PASSPHRASES)
    try:
        return law.unwrap_key(_read(vote), vote.pk, vote.key_public, passphrases)
    except law.WrongWords as refusal:
        passphrase_failures.failed(str(vote.pk))
        with change(actor, "fail_key", vote) as log:
            log.note(why=str(refusal), watcher=watcher.pk if watcher else None)
        raise VoteRefused(f"{refusal}。") from refusal
    except law.KeyRefused as refusal:
        raise VoteRefused(f"{refusal}。") from refusal


def destroy_key(vote: int) -> bool:
    """Overwrite and remove the key's file and whatever an interrupted making left; whether there was one. Repeatable."""
    return _destroy(key_file(vote))


def _destroy(path: Path) -> bool:
    found = [path, *path.parent.glob(f"{path.name}.*")]
    there = [file for file in found if file.exists()]
    for file in there:
        _overwrite(file)
    if there:
        _sync_folder(path.parent)
    return bool(there)


def _overwrite(file: Path) -> None:
    with suppress(FileNotFoundError), file.open("r+b") as handle:
        handle.write(secrets.token_bytes(file.stat().st_size))
        handle.flush()
        os.fsync(handle.fileno())
    file.unlink(missing_ok=True)
