"""The count report: made by a job, downloaded, signed by hand, its scan uploaded."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.forms.signing import SeenScanForm, SignCountForm
from desk.views.made_documents import HELD, document_parts, held_preview, is_signed, part_of, queue_making
from evaluations.meetings.access import seeing, steps
from evaluations.meetings.queries.reports import report_of
from evaluations.meetings.services.reports import hold_count, look_into_count, request_report, sign_count
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response, preview_response
from registry.views.steps import refusal, take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting
    from registry.access import Answer
    from registry.models import User

SHOW, REPORT = "meetings:meeting-show", "meetings:report-show"
PUBLIC = "published_pdf"


@require_GET
def report_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents with their hashes, and the form of the signed scan."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, form: SignCountForm | None = None, seen: SeenScanForm | None = None
) -> HttpResponse:
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    report = report_of(meeting)
    context = {
        "meeting": meeting,
        "report": report,
        "parts": document_parts(
            report,
            url=lambda part: reverse("meetings:report-file", args=[pk, part]),
            may=lambda part: _may_open(user, meeting, part),
        ),
        "held": held_preview(report, lambda part: reverse("meetings:report-file", args=[pk, part]), seen),
        "form": form or SignCountForm(replaces=is_signed(report)),
        "may_make": steps.may_make_report(user, meeting),
        "may_sign": steps.may_sign_count(user, meeting),
        "job": report.job if report else None,
        "crumbs": meeting_crumbs(meeting, "计票报告"),
    }
    return render(request, "meetings/report_show.html", context)


def _may_open(user: "User", meeting: "Meeting", part: str) -> "Answer":
    """The internal edition, or of the published one whichever the user may see."""
    internal = steps.may_view_internal_count(user, meeting)
    return internal if internal or part != PUBLIC else steps.may_view_published(user, meeting)


@require_POST
def report_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the making; its progress has a page of its own."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    return queue_making(
        request,
        may=steps.may_make_report(user, meeting),
        run=lambda: request_report(actor=user, meeting=meeting),
        here=reverse(REPORT, args=[pk]),
    )


@require_GET
@never_cache
def report_file(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One document; every look at the internal ones is on record."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    file = part_of(report_of(meeting), part)
    public = part == PUBLIC and steps.may_view_published(user, meeting)
    if not public:
        if no := refusal(request, steps.may_view_internal_count(user, meeting), REPORT, pk):
            return no
        look_into_count(actor=user, meeting=meeting, part=part)
    return preview_response(file) if part == HELD else attachment_response(file)


@require_POST
def report_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the scan of the signed report until it was looked at."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = SignCountForm(request.POST, request.FILES, replaces=is_signed(report_of(meeting)))
    return take_step(
        request,
        may=steps.may_sign_count(user, meeting),
        form=form,
        run=lambda: hold_count(actor=user, meeting=meeting, **form.signed()),
        page=lambda: _page(request, pk, form),
        at="scan",
        said="扫描件已上传，请看过之后确认。",
        to=reverse(REPORT, args=[pk]),
    )


@require_POST
def report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan was looked at: it counts from now on."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = SeenScanForm(request.POST)
    return take_step(
        request,
        may=steps.may_sign_count(user, meeting),
        form=form,
        run=lambda: sign_count(actor=user, meeting=meeting),
        page=lambda: _page(request, pk, seen=form),
        at="seen",
        said="签字扫描件已保存。",
        to=reverse(SHOW, args=[pk]),
        back=reverse(REPORT, args=[pk]),
    )
