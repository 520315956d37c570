"""Handing out a permanent file. The view of the row that owns it decides who may have it; this only sends it."""

from typing import TYPE_CHECKING

from django.http import FileResponse

if TYPE_CHECKING:
    from registry.models import Attachment


def attachment_response(attachment: "Attachment") -> FileResponse:
    """The file as a download under its own (Chinese) name, never shown inside the site."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
