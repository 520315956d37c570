"""Handing out a document: always a download under its own name, never kept by the browser.

The view of the row that owns a document decides who may have it; this only sends it.
"""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from registry.services.attachments import read_attachment

if TYPE_CHECKING:
    from registry.models import Attachment

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes, name: str, content_type: str = PDF) -> HttpResponse:
    """``name`` may be Chinese."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def attachment_response(attachment: "Attachment") -> HttpResponse:
    """A kept file. 404 when its content was let go of, or is missing."""
    if not attachment.file:
        raise Http404
    try:
        content = read_attachment(attachment)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return download(content, attachment.name, attachment.content_type)
