"""The key of a vote in two hands: neither the inspectorate nor the watcher opens a ballot alone.

The private key is cut into two shares that tell nothing each (one is random, the other the key XOR it). A share lies twice
in the key's file: under its keeper's passphrase, stretched by scrypt, and under a recovery code that is printed once into
an envelope. The file is bound to vote and public key; it lies outside the database.
"""

import base64
import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from rulebook.ballot.codes import ALPHABET, plain_code
from rulebook.ballot.form import canonical_json
from rulebook.ballot.sealing import SUITE, KeyPair, SealError, public_of

KEY_FORMAT = "aic-vote-key-1"
INSPECTORATE, WATCHER = "inspectorate", "watcher"
KEEPERS = {INSPECTORATE: "监察室", WATCHER: "市纪委监督员"}
LEAST_PASSPHRASE = 12
FULL_COST = 2**17
"""scrypt's N for a passphrase: about a third of a second and 128 MB."""
CODE_COST = 2
"""A recovery code is random; nothing is gained by stretching it."""
_DEAREST = 2**20
CODE_LETTERS = 24
"""119 bits."""


class KeyRefused(ValueError):
    """The key cannot be made, read or opened; the text is Chinese."""


class WrongWords(KeyRefused):
    """Neither the passphrase nor the recovery code of its keeper."""


@dataclass(frozen=True)
class Passphrases:
    """What the inspectorate and the watcher typed; held for one request, stored and logged nowhere."""

    inspectorate: str
    watcher: str

    def __repr__(self) -> str:
        return "Passphrases()"

    def of(self, keeper: str) -> str:
        return self.inspectorate if keeper == INSPECTORATE else self.watcher


def check_passphrases(given: Passphrases) -> None:
    """Raises unless both are long enough and differ; blanks before and after tell no two apart and lengthen none."""
    words = [_plain(given.of(keeper)).strip() for keeper in KEEPERS]
    if min(map(len, words)) < LEAST_PASSPHRASE:
        raise KeyRefused(f"口令不得少于 {LEAST_PASSPHRASE} 个字符")
    if words[0] == words[1]:
        raise KeyRefused("两人的口令不能相同")


def _plain(words: str) -> str:
    # The same words typed on another keyboard: full-width letters, composed or not.
    return unicodedata.normalize("NFKC", words)


def new_recovery_code() -> str:
    """Twenty-four letters in groups of four, as they stand on the sheet."""
    letters = [secrets.choice(ALPHABET) for _ in range(CODE_LETTERS)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, CODE_LETTERS, 4))


def wrap_key(
    pair: KeyPair, vote: int, given: Passphrases, *, cost: int = FULL_COST
) -> tuple[bytes, dict[str, str]]:
    """(the key's file, the recovery code of each keeper). ``cost`` is scrypt's N for the passphrases."""
    check_passphrases(given)
    first = secrets.token_bytes(len(pair.private))
    shares = {INSPECTORATE: first, WATCHER: _xor(first, pair.private)}
    codes = {keeper: new_recovery_code() for keeper in KEEPERS}
    head = {"format": KEY_FORMAT, "vote": vote, "suite": SUITE, "public": pair.public}
    locks = {
        keeper: {
            "passphrase": _lock(shares[keeper], _plain(given.of(keeper)), cost, head, keeper),
            "recovery": _lock(shares[keeper], plain_code(codes[keeper]), CODE_COST, head, keeper),
        }
        for keeper in KEEPERS
    }
    return canonical_json(head | {"shares": locks}), codes


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _lock(share: bytes, words: str, cost: int, head: Mapping[str, Any], keeper: str) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(_stretched(words, salt, cost)).encrypt(nonce, share, canonical_json([head, keeper]))
    parts = {
        name: base64.b64encode(part).decode()
        for name, part in (("salt", salt), ("nonce", nonce), ("box", box))
    }
    return parts | {"n": cost}


def _stretched(words: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(words.encode("utf-8", "surrogatepass"))


def read_key_file(raw: bytes, vote: int, public: str) -> dict[str, Any]:
    """The key's file, proved to be this vote's. Raises ``KeyRefused``."""
    try:
        found = json.loads(raw)
        good = found["format"] == KEY_FORMAT and set(found["shares"]) == set(KEEPERS)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise KeyRefused("密钥文件已损坏，无法读取") from error
    if not good:
        raise KeyRefused("密钥文件的格式不对，不是本系统所做")
    if found["vote"] != vote:
        raise KeyRefused("密钥文件属于另一次投票")
    if found["public"] != public or found["suite"] != SUITE:
        raise KeyRefused("密钥文件不是本次投票现在的密钥，可能是以前的副本")
    return dict(found)


def unwrap_key(raw: bytes, vote: int, public: str, given: Passphrases) -> bytes:
    """The private key. Raises ``WrongWords``, saying whose are wrong, and ``KeyRefused`` for a file that is not this key's."""
    found = read_key_file(raw, vote, public)
    head = {name: found[name] for name in ("format", "vote", "suite", "public")}
    shares = [_share(found["shares"][keeper], given.of(keeper), head, keeper) for keeper in KEEPERS]
    try:
        private = _xor(*shares)
        matches = public_of(private) == public
    except (ValueError, SealError) as error:
        raise KeyRefused("密钥文件已损坏，无法读取") from error
    if not matches:
        raise KeyRefused("密钥文件已损坏，与本次投票的公钥不符")
    return private


def _share(locks: Mapping[str, Any], words: str, head: Mapping[str, Any], keeper: str) -> bytes:
    ways: list[tuple[str, Callable[[str], str]]] = [("recovery", plain_code), ("passphrase", _plain)]
    for name, normal in ways:
        try:
            lock = locks[name]
            salt, nonce, box = (
                base64.b64decode(lock[part], validate=True) for part in ("salt", "nonce", "box")
            )
            cost = int(lock["n"])
            if not 1 < cost <= _DEAREST:
                raise KeyRefused("密钥文件已损坏，无法读取")
            key = _stretched(normal(words), salt, cost)
            return AESGCM(key).decrypt(nonce, box, canonical_json([head, keeper]))
        except InvalidTag:
            continue
        except KeyRefused:
            raise
        except (ValueError, TypeError, LookupError) as error:
            raise KeyRefused("密钥文件已损坏，无法读取") from error
    raise WrongWords(f"{KEEPERS[keeper]}的口令不对。忘记口令的，请拆封恢复单，输入单上的恢复码")
