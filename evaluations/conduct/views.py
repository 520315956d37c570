"""行风建设台账: the year's page, its registers, the ten questions, the bureau's report (S3-20 … S3-24)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.conduct import access as doors
from evaluations.conduct import documents, queries, services
from evaluations.conduct.forms import (
    ContactPointForm,
    FindingForm,
    PledgeForm,
    SelfAssessmentForm,
    SelfCheckForm,
    UnitSummaryForm,
    VisitForm,
)
from evaluations.conduct.services import LogRefused
from registry.services.attachments import AttachmentRefused
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, attachment_response, download
from registry.views.steps import act, refusal

if TYPE_CHECKING:
    from registry.models import Unit, User

LOG = "conduct:conduct-log"
ENTRY_FORMS: dict[str, tuple[str, type[VisitForm | ContactPointForm]]] = {
    "visits": ("三访记录", VisitForm),
    "points": ("联系点", ContactPointForm),
}
YEARS = range(2000, 2101)
Refused = (LogRefused, VersionConflict, AttachmentRefused)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else localdate().year


def _known_year(year: int) -> int:
    if year not in YEARS:
        raise Http404
    return year


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [("行风建设台账", reverse(LOG)), (title, "")]


def _rows_of(user: "User", year: int) -> dict[str, Any]:
    return {
        "units": queries.unit_logs(doors.log_units(user), year),
        "visits": queries.visits_of_year(doors.visits_for(user), year),
        "points": doors.contact_points_for(user),
        "findings": queries.findings_of_year(doors.findings_for(user), year),
    }


@require_GET
def conduct_log(request: HttpRequest) -> HttpResponse:
    """The log of one year: who owes what, visits, contact points, findings."""
    user, year = acting_user(request), _year(request)
    if not doors.may_keep_log(user):
        raise PermissionDenied
    rows = _rows_of(user, year)
    context = rows | {
        "year": year,
        "years": [year - 1, year + 1],
        "findings": [(each, queries.is_answered(each)) for each in rows["findings"]],
        "may_write": doors.units_to_write_for(user).count() > 0,
        "may_run": doors.may_run_log(user),
        "sees_findings": doors.may_see_findings(user),
        "crumbs": [("行风建设台账", "")],
    }
    return render(request, "conduct/conduct_log.html", context)


@require_GET
def conduct_log_export(request: HttpRequest) -> HttpResponse:
    """The same year as a workbook."""
    user, year = acting_user(request), _year(request)
    if not doors.may_keep_log(user):
        raise PermissionDenied
    content = documents.log_workbook(year, **_rows_of(user, year))
    return download(content, f"{year}年行风建设台账.xlsx", XLSX)


def conduct_entry(request: HttpRequest, kind: str, pk: int = 0) -> HttpResponse:
    """Enter a visit or a contact point, or change one."""
    user = acting_user(request)
    if kind not in ENTRY_FORMS:
        raise Http404
    title, form_class = ENTRY_FORMS[kind]
    row = (doors.visit_of(user, pk) if kind == "visits" else doors.contact_point_of(user, pk)) if pk else None
    if pk and row is None:
        raise Http404
    units = doors.units_to_write_for(user)
    if row is not None and (no := refusal(request, doors.may_write_log(user, row.unit), LOG)):
        return no
    if row is None and not units:
        raise PermissionDenied
    initial = {} if row else {"visited_on": localdate(), "valid_from": localdate()}
    form = form_class(posted(request), instance=row, initial=initial, units=units)
    version = row.version if row else 0
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        try:
            services.save_entry(
                actor=user, entry=form.instance, version=int(seen) if seen.isdecimal() else version
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect(LOG)
    context = {"form": form, "version": version, "title": title, "crumbs": _crumbs(title)}
    return render(request, "conduct/conduct_log_form.html", context, status=422 if form.errors else 200)


def conduct_pledge(request: HttpRequest) -> HttpResponse:
    """Register a signed 责任书 with its scan."""
    user = acting_user(request)
    if no := refusal(request, doors.may_run_log(user), LOG):
        return no
    sent = request.method == "POST"
    initial = {"year": localdate().year, "signed_on": localdate()}
    form = PledgeForm(
        *((request.POST, request.FILES) if sent else ()), initial=initial, units=doors.units_found_at(user)
    )
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            services.register_pledge(
                actor=user,
                unit=given["unit"],
                year=given["year"],
                signer=given["signer"],
                signed_on=given["signed_on"],
                name=given["scan"].name,
                content=given["scan"].read(),
            )
        except AttachmentRefused as refused:
            form.add_error("scan", str(refused))
        except LogRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "责任书已登记。")
            return redirect(LOG)
    context = {"form": form, "title": "登记行风建设责任书", "crumbs": _crumbs("责任书")}
    return render(request, "conduct/conduct_log_form.html", context, status=422 if form.errors else 200)


@require_GET
def conduct_pledge_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a signed 责任书."""
    pledge = get_object_or_404(doors.pledges_for(acting_user(request)).select_related("scan"), pk=pk)
    return attachment_response(pledge.scan)


def conduct_finding(request: HttpRequest) -> HttpResponse:
    """Enter a finding from outside: it becomes a matter of the unit."""
    user = acting_user(request)
    if no := refusal(request, doors.may_run_log(user), LOG):
        return no
    form = FindingForm(posted(request), initial={"found_on": localdate()}, units=doors.units_found_at(user))
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_finding(actor=user, finding=form.instance, triage=form.cleaned_data["triage"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已登记，并列入问题整改。")
            return redirect(LOG)
    context = {"form": form, "title": "登记外部反映问题", "crumbs": _crumbs("外部反映问题")}
    return render(request, "conduct/conduct_log_form.html", context, status=422 if form.errors else 200)


def _unit(request: HttpRequest, pk: int) -> "Unit":
    return get_object_or_404(doors.log_units(acting_user(request)), pk=pk)


def self_check(request: HttpRequest, unit: int, year: int) -> HttpResponse:
    """The ten questions of a unit: kept as a draft, then handed in."""
    user, row = acting_user(request), _unit(request, unit)
    check, may = queries.self_check_of(row, _known_year(year)), doors.may_write_log(user, row)
    if request.method == "POST" and (no := refusal(request, may, LOG)):
        return no
    form = SelfCheckForm(posted(request), initial=SelfCheckForm.initial_for(check))
    if request.method == "POST" and form.is_valid():
        submit = "submit" in request.POST
        try:
            services.save_self_check(
                actor=user,
                unit=row,
                year=year,
                version=form.cleaned_data["version"],
                answers=form.answers(),
                submit=submit,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "自查已提交。" if submit else "已保存，尚未提交。")
            return redirect("conduct:self-check", row.pk, year)
    context = {
        "form": form,
        "unit": row,
        "year": year,
        "check": check,
        "may_write": may,
        "may_reopen": doors.may_run_log(user),
        "crumbs": _crumbs(f"{row.name}十问自查"),
    }
    return render(request, "conduct/self_check.html", context, status=422 if form.errors else 200)


@require_POST
def self_check_reopen(request: HttpRequest, unit: int, year: int) -> HttpResponse:
    """Give the answers back."""
    user, row = acting_user(request), _unit(request, unit)
    if no := refusal(request, doors.may_run_log(user), LOG):
        return no
    check = queries.self_check_of(row, _known_year(year))
    if check is None:
        raise Http404
    act(request, lambda: services.reopen_self_check(actor=user, check=check), "已退回。")
    return redirect("conduct:self-check", row.pk, year)


def unit_summary(request: HttpRequest, unit: int, year: int) -> HttpResponse:
    """A unit's written summary: kept as a draft, then handed in."""
    user, row = acting_user(request), _unit(request, unit)
    summary, may = queries.unit_summary_of(row, _known_year(year)), doors.may_write_log(user, row)
    if request.method == "POST" and (no := refusal(request, may, LOG)):
        return no
    initial = {"text": summary.text if summary else "", "version": summary.version if summary else 0}
    form = UnitSummaryForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        submit = "submit" in request.POST
        try:
            services.save_unit_summary(actor=user, unit=row, year=year, submit=submit, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "总结已报送。" if submit else "已保存，尚未报送。")
            return redirect("conduct:unit-summary", row.pk, year)
    context = {
        "form": form,
        "unit": row,
        "year": year,
        "summary": summary,
        "may_write": may,
        "crumbs": _crumbs(f"{row.name}书面总结"),
    }
    return render(request, "conduct/unit_summary.html", context, status=422 if form.errors else 200)


def self_assessment(request: HttpRequest, year: int) -> HttpResponse:
    """The bureau's report: a draft from the record, edited, sent."""
    user = acting_user(request)
    if no := refusal(request, doors.may_run_log(user), LOG):
        return no
    bureau = doors.bureau_of_log(user)
    if bureau is None:
        raise Http404
    report = queries.self_assessment_of(bureau, _known_year(year))
    findings = queries.findings_of_year(doors.findings_for(user), year)
    draft = report.text if report else queries.assessment_draft(bureau, year, findings)
    initial = {
        "text": draft,
        "recipients": report.recipients if report else queries.RECIPIENTS,
        "version": report.version if report else 0,
    }
    form = SelfAssessmentForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        submit = "submit" in request.POST
        try:
            services.save_self_assessment(
                actor=user, unit=bureau, year=year, submit=submit, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已登记报送。" if submit else "已保存，尚未报送。")
            return redirect("conduct:self-assessment", year)
    context = {"form": form, "year": year, "report": report, "crumbs": _crumbs("自评报告")}
    return render(request, "conduct/self_assessment.html", context, status=422 if form.errors else 200)


@require_GET
def self_assessment_print(request: HttpRequest, year: int) -> HttpResponse:
    """The report as PDF."""
    bureau = doors.bureau_of_log(acting_user(request))
    report = queries.self_assessment_of(bureau, _known_year(year)) if bureau else None
    if report is None:
        raise Http404
    return download(documents.self_assessment_pdf(report), f"{year}年行风建设自评报告.pdf")
