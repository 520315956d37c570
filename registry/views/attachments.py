"""Handing out a document: always under its own name, never kept by the browser, never guessed at.

The view of the row that owns a document decides who may have it; this only sends it::

    return download(documents.unit_workbook(found), "单位.xlsx", XLSX)
    return download(documents.card_sheets(vote, codes), f"选票卡-{vote.pk}.pdf")  # pieces, sent as they are made
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from registry.services.attachments import read_attachment

if TYPE_CHECKING:
    from registry.models import Attachment

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
JSON = "application/json"


def download(content: bytes | Iterator[bytes], name: str, content_type: str = PDF) -> HttpResponse:
    """A file called ``name``, which may be Chinese; pieces are streamed."""
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
    else:
        response = cast("HttpResponse", StreamingHttpResponse(content, content_type=content_type))
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


PREVIEWED = (PDF, "image/png", "image/jpeg")
"""What a browser shows by itself and cannot be made to run."""


def preview_response(attachment: "Attachment") -> HttpResponse:
    """A kept scan to be looked at in the page or in a tab of its own. 404 for every other kind."""
    if attachment.content_type not in PREVIEWED:
        raise Http404
    response = attachment_response(attachment)
    response["Content-Disposition"] = content_disposition_header(False, attachment.name) or "inline"
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
