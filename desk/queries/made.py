"""What a made document kept besides its own fields."""

from desk.models.made import MadeDocument, SignedDocument
from registry.models import Attachment


def former_scans(document: MadeDocument) -> list[tuple[str, str, Attachment]]:
    """(part, why it was replaced, file) of every signed scan that counted before, the first of all first."""
    if not isinstance(document, SignedDocument) or not document.former_scans:
        return []
    kept = Attachment.objects.in_bulk([row["scan"] for row in document.former_scans])
    return [
        (f"former-{place}", row["reason"], kept[row["scan"]])
        for place, row in enumerate(document.former_scans)
    ]
