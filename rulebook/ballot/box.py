"""The sealed box 封存票箱: every valid body in one file under two passphrases, so that a contested count can be redone.

Inner and outer encryption are age's passphrase recipients (scrypt), one after the other: nobody opens it alone. Bodies
are sorted, so their order tells nothing.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from rulebook.ballot.form import BallotError, BallotForm, canonical_json, form_hash
from rulebook.ballot.tally import MAX_BODY_BYTES, Counts, count_bodies

BOX_FORMAT = "aic-box-1"
LEAST_PASSPHRASE = 12
MOST_DAYS = 365
DEFAULT_DAYS = 30


class BoxError(ValueError):
    """The box cannot be locked, opened or read; the text is Chinese."""


@dataclass(frozen=True, slots=True)
class OpenedBox:
    """What lies in an opened box: `bodies` in the form of the urn, sorted."""

    title: str
    form: BallotForm
    bodies: tuple[str, ...]

    @property
    def counts(self) -> Counts:
        """The ballots counted one by one."""
        return count_bodies(self.form, self.bodies)


def box_bytes(title: str, form: BallotForm, bodies: Iterable[str]) -> bytes:
    """The opened file: canonical JSON of `{"content": …, "sha256": …}`, as `pocket/recount.py` reads it."""
    content = {
        "format": BOX_FORMAT,
        "title": title,
        "form": form.as_dict(),
        "form_sha256": form_hash(form),
        "bodies": [json.loads(body) for body in sorted(bodies)],
    }
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    return canonical_json({"content": content, "sha256": digest})


def read_box(raw: bytes) -> OpenedBox:
    """The box back from its bytes. Raises BoxError for what `box_bytes` did not write."""
    try:
        content = json.loads(raw)["content"]
        form = BallotForm.from_dict(content["form"])
        bodies = tuple(json.dumps(marks, separators=(",", ":")) for marks in content["bodies"])
        again = box_bytes(content["title"], form, bodies)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BallotError) as error:
        raise BoxError("票箱文件无法读取") from error
    if again != raw:
        raise BoxError("票箱文件的内容已被改动")
    if any(len(body) > MAX_BODY_BYTES for body in bodies):
        raise BoxError("票箱文件中有过大的选票")
    return OpenedBox(content["title"], form, bodies)


def check_passphrases(inspectorate: str, watcher: str) -> None:
    """Raises BoxError unless both are long enough and differ."""
    if min(len(inspectorate), len(watcher)) < LEAST_PASSPHRASE:
        raise BoxError(f"口令不得少于 {LEAST_PASSPHRASE} 个字符")
    if inspectorate == watcher:
        raise BoxError("两人的口令不能相同")


def lock_box(raw: bytes, *, inspectorate: str, watcher: str) -> bytes:
    """Encrypt to the watcher's passphrase, and that to the inspectorate's. Raises BoxError."""
    # Loaded by who locks or opens a box, not by every process at its start.
    from pyrage import passphrase

    check_passphrases(inspectorate, watcher)
    locked: bytes = passphrase.encrypt(passphrase.encrypt(raw, watcher), inspectorate)
    return locked


def unlock_box(locked: bytes, *, inspectorate: str, watcher: str) -> bytes:
    """The opened file. Raises BoxError for a wrong passphrase, saying whose, or a damaged file."""
    from pyrage import DecryptError, passphrase

    try:
        inner = passphrase.decrypt(locked, inspectorate)
    except DecryptError as error:
        raise BoxError("监察室的口令不对，或封存文件已损坏") from error
    try:
        raw: bytes = passphrase.decrypt(inner, watcher)
    except DecryptError as error:
        raise BoxError("市纪委监督员的口令不对，或封存文件已损坏") from error
    return raw
