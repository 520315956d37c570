"""行风建设台账: the page of a year, its workbook, the scans of pledges (S3-20 … S3-24)."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from evaluations.conduct import access as doors
from evaluations.conduct import documents, queries
from registry.views.acting import acting_user
from registry.views.attachments import XLSX, attachment_response, download
from registry.views.gates import needs

if TYPE_CHECKING:
    from registry.models import User

LOG = "conduct:conduct-log"
YEARS = range(2000, 2101)


def known_year(year: int) -> int:
    """The year in an address; 404 for one that cannot be."""
    if year not in YEARS:
        raise Http404
    return year


def log_crumbs(title: str) -> list[tuple[str, str]]:
    """行风建设台账 › page"""
    return [("行风建设台账", reverse(LOG)), (title, "")]


def _asked_year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else localdate().year


def _rows_of(user: "User", year: int) -> dict[str, Any]:
    return {
        "units": queries.unit_logs(doors.log_units(user), year),
        "visits": queries.visits_of_year(doors.visits_for(user), year),
        "points": doors.contact_points_for(user),
        "findings": queries.findings_of_year(doors.findings_for(user), year),
    }


@require_GET
@needs(doors.may_keep_log)
def conduct_log(request: HttpRequest) -> HttpResponse:
    """The log of one year: who owes what, visits, contact points, findings."""
    user, year = acting_user(request), _asked_year(request)
    rows, written = _rows_of(user, year), doors.unit_ids_to_write(user)
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "units": rows["units"],
        "visits": [(each, each.unit_id in written) for each in rows["visits"]],
        "points": [(each, each.unit_id in written) for each in rows["points"]],
        "findings": [(each, queries.is_answered(each)) for each in rows["findings"]],
        "may_enter": doors.may_enter_log(user),
        "may_run": doors.may_run_log(user),
        "sees_findings": doors.may_see_findings(user),
        "crumbs": [("行风建设台账", "")],
    }
    return render(request, "conduct/conduct_log.html", context)


@require_GET
@needs(doors.may_keep_log)
def conduct_log_export(request: HttpRequest) -> HttpResponse:
    """The same year as a workbook."""
    year = _asked_year(request)
    content = documents.log_workbook(year, **_rows_of(acting_user(request), year))
    return download(content, f"{year}年行风建设台账.xlsx", XLSX)


@require_GET
def conduct_pledge_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a signed 责任书."""
    pledge = get_object_or_404(doors.pledges_for(acting_user(request)), pk=pk)
    return attachment_response(pledge.scan)
