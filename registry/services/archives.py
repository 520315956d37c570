"""The one door to an archive that somebody sends (zip, and what is one: xlsx, docx): whatever is crafted in it is one error."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from registry.services.refusals import Refused

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""All that Python's reader is known to raise: no directory, places outside the file, names in no encoding, later versions."""


class BrokenArchive(Exception):
    """No archive, damaged, locked, or made by somebody who meant harm."""


@contextmanager
def opened_archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, for as long as the block reads of it. Raises ``BrokenArchive`` for whatever reading of it raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except Refused:
        raise  # the reader's own no, in its own words
    except _BROKEN as error:
        raise BrokenArchive from error
