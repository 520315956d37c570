"""Tickets and their order (AICDRAW1 step 5)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

SPEC = "AICDRAW1"
DIGEST_SIZE = 32


def stage_label(draw_number: str, unit_code: str, name: str) -> str:
    """The committed string `{draw number}/{unit code}/{stratum or stage name}` of one lot."""
    return f"{draw_number}/{unit_code}/{name}"


def ticket(seed: str, label: str, id: str) -> str:
    """The ticket of an entry: SHA-256 over `AICDRAW1\\n{seed}\\n{label}\\n{id}`, 64 hex digits.

    The roster hash is not inside: striking one entry leaves the order of the others.
    """
    return sha256(f"{SPEC}\n{seed}\n{label}\n{id}".encode()).hexdigest()


def ordered(seed: str, label: str, ids: Iterable[str]) -> list[str]:
    """`ids` in the order of (ticket, id bytes)."""
    return [key[DIGEST_SIZE:].decode() for bucket in _sorted_keys(seed, label, ids) for key in bucket]


def ranked(seed: str, label: str, ids: Iterable[str]) -> list[tuple[str, str]]:
    """(ticket, id) in the order of (ticket, id bytes)."""
    buckets = _sorted_keys(seed, label, ids)
    return [(key[:DIGEST_SIZE].hex(), key[DIGEST_SIZE:].decode()) for bucket in buckets for key in bucket]


def _sorted_keys(seed: str, label: str, ids: Iterable[str]) -> list[list[bytes]]:
    # One bytes object per entry (digest + id) sorts by (ticket, id bytes) without any tuple. Spreading
    # the keys by their first byte keeps each sort inside the processor's cache: a million keys cost
    # less than twice the bare hashing.
    prefix = f"{SPEC}\n{seed}\n{label}\n".encode()
    buckets: list[list[bytes]] = [[] for _ in range(256)]
    for id in ids:
        encoded = id.encode()
        digest = sha256(prefix + encoded).digest()
        buckets[digest[0]].append(digest + encoded)
    for bucket in buckets:
        bucket.sort()
    return buckets
