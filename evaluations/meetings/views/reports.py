"""The count report: made by a job, downloaded, signed by hand, its scan uploaded."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.forms.signing import SignCountForm
from desk.tasks import nudge
from evaluations.meetings.access import seeing, steps
from evaluations.meetings.queries.reports import report_job, report_of
from evaluations.meetings.services.reports import look_into_count, request_report, sign_count
from evaluations.meetings.views.trail import job_url, meeting_crumbs
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response
from registry.views.steps import refusal, take_step

if TYPE_CHECKING:
    from desk.models import Job

SHOW, REPORT = "meetings:meeting-show", "meetings:report-show"
PARTS = {
    "pdf": "计票报告",
    "workbook": "计票结果表",
    "published_pdf": "结果公布件",
    "signed_scan": "签字扫描件",
}


@require_GET
def report_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents with their hashes, and the form of the signed scan."""
    return _page(request, pk, SignCountForm())


def _page(request: HttpRequest, pk: int, form: SignCountForm) -> HttpResponse:
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    report = report_of(meeting)
    internal = steps.may_view_internal_count(user, meeting)
    published = steps.may_view_published(user, meeting)
    parts = [
        {
            "key": key,
            "title": title,
            "file": getattr(report, key, None),
            "may": published if key == "published_pdf" and not internal.allowed else internal,
        }
        for key, title in PARTS.items()
    ]
    context = {
        "meeting": meeting,
        "report": report,
        "parts": [part for part in parts if part["file"]],
        "form": form,
        "may_make": steps.may_make_report(user, meeting),
        "may_sign": steps.may_sign_count(user, meeting),
        "job": report_job(report),
        "crumbs": meeting_crumbs(meeting, "计票报告"),
    }
    return render(request, "meetings/report_show.html", context)


@require_POST
def report_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the making; its progress has a page of its own."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)

    def make() -> "Job":
        job = request_report(actor=user, meeting=meeting)
        nudge(job)
        return job

    return take_step(
        request,
        may=steps.may_make_report(user, meeting),
        run=make,
        to=lambda job: job_url(user, job, reverse(REPORT, args=[pk])),
        back=reverse(REPORT, args=[pk]),
    )


@require_GET
@never_cache
def report_file(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One document; every look at the internal ones is on record."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    report = report_of(meeting)
    file = getattr(report, part, None) if part in PARTS else None
    if file is None:
        raise Http404
    internal = steps.may_view_internal_count(user, meeting)
    public = part == "published_pdf" and steps.may_view_published(user, meeting).allowed
    if not public and (no := refusal(request, internal, REPORT, pk)):
        return no
    if not public:
        look_into_count(actor=user, meeting=meeting, part=part)
    return attachment_response(file)


@require_POST
def report_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the scan of the signed report."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = SignCountForm(request.POST, request.FILES)

    def sign() -> None:
        given = form.cleaned_data
        sign_count(
            actor=user,
            meeting=meeting,
            teller=given["teller"],
            scrutineer=given["scrutineer"],
            file_name=given["scan"].name,
            content=given["scan"].read(),
        )

    return take_step(
        request,
        may=steps.may_sign_count(user, meeting),
        form=form,
        run=sign,
        said="签字扫描件已保存。",
        to=reverse(SHOW, args=[pk]),
        back=reverse(REPORT, args=[pk]),
        page=lambda: _page(request, pk, form),
        at="scan",
    )
