"""age's passphrase files, version 1, at the least work: what locks them is quick, and age itself opens them.

age takes as much work as the machine does in a second, for each lock and each opening, on purpose and without a setting.
The format: https://github.com/C2SP/C2SP/blob/main/age.md
"""

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CHUNK = 64 * 1024
WORK = 1
"""log₂ of the rounds; age itself takes some 16."""


def quickly_encrypted(plaintext: bytes, passphrase: str) -> bytes:
    """In place of ``pyrage.passphrase.encrypt``."""
    file_key, salt, nonce = (secrets.token_bytes(16) for _ in range(3))
    wrapping = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 2**WORK, 8, 1).derive(passphrase.encode())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_base64(salt), WORK, _base64(wrapped))
    proof = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    return b"%s %s\n%s%s" % (
        header,
        _base64(proof),
        nonce,
        _payload(_derived(file_key, nonce, b"payload"), plaintext),
    )


def _payload(key: bytes, plaintext: bytes) -> bytes:
    """In pieces; the last one says that it is the last."""
    starts = range(0, len(plaintext) or 1, CHUNK)
    cipher = ChaCha20Poly1305(key)
    return b"".join(
        cipher.encrypt(
            number.to_bytes(11, "big") + bytes([start == starts[-1]]), plaintext[start : start + CHUNK], None
        )
        for number, start in enumerate(starts)
    )


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")
