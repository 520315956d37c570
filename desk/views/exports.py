"""Large lists as workbooks: asked for on a list's page, fetched from the job."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from desk.access import may_fetch, own_exports
from desk.queries.jobs import exported_file
from desk.services.exports import queue_export
from desk.tasks import nudge
from registry.views.attachments import attachment_response

if TYPE_CHECKING:
    from registry.models import User
    from registry.ports import Export


def export_later(user: "User", export: "Export", query: str) -> str:
    """Queue the job; its page."""
    job = queue_export(actor=user, export=export, query=query)
    nudge(job)
    return reverse("desk:job-show", args=[job.pk])


@require_GET
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook, for whoever asked for it and may still have it."""
    job = get_object_or_404(own_exports(request.user), pk=pk)
    if not may_fetch(request.user, job):
        raise Http404
    return attachment_response(exported_file(job))
