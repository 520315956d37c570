"""Whether the kept files of a made document are still those that were kept."""

import hashlib

from desk.models.made import MadeDocument
from registry.models import Attachment
from registry.queries.audit import last_event
from registry.services.attachments import read_attachment


def changed_parts(document: MadeDocument) -> list[str]:
    """Labels of the files whose bytes, or whose digest on record, are not what the audit noted when they were kept."""
    files = ((label, getattr(document, part)) for part, label in document.PARTS.items())
    return [label for label, file in files if file is not None and not is_as_kept(file)]


def is_as_kept(file: Attachment) -> bool:
    """Whether the file's bytes, and its digest on record, are what the audit noted when it was kept."""
    event = last_event("store_attachment", file)
    if event is None or event.payload.get("sha256") != file.sha256:
        return False
    try:
        return hashlib.sha256(read_attachment(file)).hexdigest() == file.sha256
    except OSError:
        return False
