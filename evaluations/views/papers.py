"""Handing out a document: always a download, never kept by the browser."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import Http404, HttpResponse

from evaluations import services

if TYPE_CHECKING:
    from registry.models import Attachment

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes, name: str, content_type: str = PDF) -> HttpResponse:
    """``name`` may be Chinese."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def kept(attachment: "Attachment") -> HttpResponse:
    """A permanent file; the caller's access has been checked. 404 when its time has passed."""
    try:
        content = services.read_attachment(attachment)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return download(content, attachment.name, attachment.content_type)
