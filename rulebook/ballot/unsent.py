"""The file in which a tablet without a network hands over its unsent ballots: sealed to the vote's key, opened by the server.

An ephemeral key of P-256, HKDF-SHA-256 and AES-GCM, as browsers have them. The file tells nothing without the vote's
private key, which is destroyed when the vote is closed.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "AICUNSENT1"
POINT = serialization.Encoding.X962
UNCOMPRESSED = serialization.PublicFormat.UncompressedPoint


class WrongUnsentFile(ValueError):
    """The file cannot be opened; the text says why, in Chinese."""


@dataclass(frozen=True)
class UnsentFile:
    """What a tablet handed over: its token, and each ballot as it would have sent it."""

    token: str
    ballots: list[Mapping[str, Any]]


def new_pair() -> tuple[str, str]:
    """(public, private) key of a vote: the point in base64, the private key as PEM."""
    private = generate_private_key(SECP256R1())
    public = private.public_key().public_bytes(POINT, UNCOMPRESSED)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(public).decode(), pem.decode()


def derived_key(shared: bytes, point: bytes, vote: int) -> bytes:
    """The AES key both sides come to: bound to the ephemeral point and to the vote."""
    info = f"{FORMAT}\n{vote}".encode()
    return HKDF(hashes.SHA256(), 32, salt=point, info=info).derive(shared)


def open_unsent(raw: bytes, *, vote: int, private: str) -> UnsentFile:
    """The ballots of a file that a tablet of this vote sealed. Raises ``WrongUnsentFile``."""
    try:
        sent = json.loads(raw)
        form, number = sent["format"], sent["vote"]
        point, nonce, box = (base64.b64decode(sent[name], validate=True) for name in ("key", "iv", "box"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WrongUnsentFile("这不是平板导出的应急文件") from error
    if form != FORMAT:
        raise WrongUnsentFile("这不是平板导出的应急文件")
    if number != vote:
        raise WrongUnsentFile("这个文件属于另一次投票")
    try:
        ephemeral = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        own = serialization.load_pem_private_key(private.encode(), password=None)
        shared = own.exchange(ECDH(), ephemeral)  # type: ignore[union-attr,call-arg,arg-type]  # made by new_pair
        plain = json.loads(AESGCM(derived_key(shared, point, vote)).decrypt(nonce, box, None))
        return UnsentFile(str(plain["token"]), [dict(ballot) for ballot in plain["ballots"]])
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WrongUnsentFile("文件打不开：内容已损坏，或不是用本次投票的密钥封装的") from error
