"""Canonical bytes: RFC 8785 JSON restricted to integers, strings, lists and dicts, and SHA-256.

Ratios are written as pairs of integers, so no float ever has to be printed the same way twice.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

LARGEST_INTEGER = 2**53 - 1
"""RFC 8785 keeps integers within what an IEEE double holds exactly."""


class CanonicalError(ValueError):
    """A value that has no canonical form, or bytes that are not in it; the message is Chinese."""


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: object) -> bytes:
    """RFC 8785 bytes of `value` (dicts with string keys, lists, tuples, strings, integers).

    Raises CanonicalError for anything else: floats, booleans, None, integers beyond 2**53 - 1.
    """
    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("文字含有无法编码的字符") from error


def read_canonical(data: bytes) -> Any:
    """The value whose canonical form is exactly `data`.

    Raises CanonicalError when `data` is not JSON or not in canonical form.
    """
    try:
        value = json.loads(data.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise CanonicalError("内容不是有效的 JSON") from error
    if canonical_json(value) != data:
        raise CanonicalError("内容不是规范形式的 JSON")
    return value


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise CanonicalError("字段名必须是文字")
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > LARGEST_INTEGER:
            raise CanonicalError(f"整数 {value} 超出范围")
        return value
    raise CanonicalError(f"只接受文字、整数、列表和字典，不接受 {type(value).__name__}")
