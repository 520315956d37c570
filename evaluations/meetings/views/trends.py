"""Results year over year and how they were used (S0-17)."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access.trends import (
    may_record_use,
    may_record_uses,
    may_view_trends,
    result_uses_for,
    sees_result_uses,
    trend_meetings_for,
    trend_officers_for,
    use_meetings_for,
)
from evaluations.meetings.documents.trends import trend_workbook
from evaluations.meetings.forms.summaries import ResultUseForm, TrendFilterForm
from evaluations.meetings.queries.meetings import graded_officers
from evaluations.meetings.queries.trends import (
    meetings_at,
    office_lines,
    officer_lines,
    officers_of,
    trend_offices,
)
from evaluations.meetings.services import result_uses
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.editing import form_page
from registry.views.steps import take_step

if TYPE_CHECKING:
    from registry.models import User

LIST = "meetings:trend-list"
OFFICES = 5
"""On one page, with the people whose lines begin there."""


def _viewer(request: HttpRequest) -> "User":
    user = acting_user(request)
    if not may_view_trends(user):
        raise PermissionDenied
    return user


@require_GET
def trend_list(request: HttpRequest) -> HttpResponse:
    """Offices and officers through the years, a few offices a page; one's own line for the office's people."""
    user = _viewer(request)
    uses, meetings = result_uses_for(user), trend_meetings_for(user)
    officers = trend_officers_for(user)
    offices = trend_offices(meetings, officers)
    form = TrendFilterForm(request.GET, offices=offices)
    chosen = form.cleaned_data["office"] if form.is_valid() else None
    page = Paginator([chosen] if chosen else list(offices), OFFICES).get_page(request.GET.get("page"))
    shown = {office.pk for office in page}
    context = {
        "form": form if chosen or page.has_other_pages() else None,
        "page": page,
        "offices": office_lines(meetings_at(meetings, shown), uses),
        "officers": officer_lines(officers_of(officers, shown), uses),
        "with_uses": sees_result_uses(request.user),
        "may_remove": may_record_uses(request.user),
        "crumbs": [("述职述廉", reverse("meetings:activity-list")), ("逐年对照", "")],
    }
    return render(request, "meetings/trend_list.html", context)


@require_GET
def trend_export(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook."""
    user = _viewer(request)
    uses = result_uses_for(user)
    offices = office_lines(trend_meetings_for(user), uses)
    officers = officer_lines(trend_officers_for(user), uses)
    content = trend_workbook(offices, officers, sees_result_uses(request.user))
    return download(content, f"述职述廉逐年对照（{localdate():%Y-%m-%d}）.xlsx", XLSX)


def result_use_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a leader's decision about the office or one officer."""
    user = acting_user(request)
    meeting = get_object_or_404(use_meetings_for(user), pk=pk)
    form = ResultUseForm(posted(request), officers=graded_officers(meeting))
    crumbs = [
        ("述职述廉", reverse("meetings:activity-list")),
        ("逐年对照", reverse(LIST)),
        ("登记运用", ""),
    ]
    return form_page(
        request,
        form=form,
        may=may_record_use(user, meeting),
        run=lambda: result_uses.record_result_use(actor=user, meeting=meeting, **form.cleaned_data),
        said="结果运用已登记。",
        to=reverse(LIST),
        template="meetings/trend_use.html",
        context={"meeting": meeting, "crumbs": crumbs},
    )


@require_POST
def result_use_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a record made by mistake."""
    user = acting_user(request)
    use = get_object_or_404(result_uses_for(user), pk=pk)
    return take_step(
        request,
        may=may_record_use(user, use.meeting),
        run=lambda: result_uses.remove_result_use(actor=user, use=use),
        said="登记已撤销，审计记录保留。",
        to=reverse(LIST),
    )
