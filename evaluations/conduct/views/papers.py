"""What a unit or the bureau hands in each year: ten questions, written summary, self-assessment (S3-16, S3-20, S3-23)."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.conduct import access as doors
from evaluations.conduct import documents, queries, services
from evaluations.conduct.forms import SelfAssessmentForm, SelfCheckForm, UnitSummaryForm
from evaluations.conduct.views.log import LOG, known_year, log_crumbs
from registry.access import YES
from registry.forms.conflict import differences
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.steps import refusal, take_step

if TYPE_CHECKING:
    from registry.models import Unit

UNSENT = "已保存，尚未报送。"


def _unit(request: HttpRequest, pk: int) -> "Unit":
    return get_object_or_404(doors.log_units(acting_user(request)), pk=pk)


def self_check(request: HttpRequest, unit: int, year: int) -> HttpResponse:
    """The ten questions of a unit: kept as a draft, then handed in; whoever may not write them reads them."""
    user, row = acting_user(request), _unit(request, unit)
    check, may = queries.self_check_of(row, known_year(year)), doors.may_write_log(user, row)
    form = SelfCheckForm(posted(request), initial=SelfCheckForm.stored(check))
    submit = "submit" in request.POST
    return form_page(
        request,
        form=form,
        may=may if request.method == "POST" else YES,
        run=lambda: services.save_self_check(
            actor=user,
            unit=row,
            year=year,
            version=form.cleaned_data["version"],
            answers=form.answers(),
            submit=submit,
        ),
        theirs=lambda: differences(form, form.stored(queries.self_check_of(row, year))),
        said="自查已提交。" if submit else "已保存，尚未提交。",
        to=reverse("conduct:self-check", args=[row.pk, year]),
        back=reverse(LOG),
        template="conduct/self_check.html",
        context={
            "unit": row,
            "year": year,
            "check": check,
            "may_write": may,
            "may_reopen": doors.may_reopen_check(user, row),
            "crumbs": log_crumbs(f"{row.name}十问自查"),
        },
    )


@require_POST
def self_check_reopen(request: HttpRequest, unit: int, year: int) -> HttpResponse:
    """Give the answers back."""
    user, row = acting_user(request), _unit(request, unit)
    check = queries.self_check_of(row, known_year(year))

    def reopen() -> None:
        if check is None:
            raise Http404
        services.reopen_self_check(actor=user, check=check)

    return take_step(
        request,
        may=doors.may_reopen_check(user, row),
        run=reopen,
        said="已退回。",
        to=reverse("conduct:self-check", args=[row.pk, year]),
        back=reverse(LOG),
    )


def unit_summary(request: HttpRequest, unit: int, year: int) -> HttpResponse:
    """A unit's written summary: kept as a draft, then handed in; whoever may not write it reads it."""
    user, row = acting_user(request), _unit(request, unit)
    summary, may = queries.unit_summary_of(row, known_year(year)), doors.may_write_log(user, row)
    form = UnitSummaryForm(posted(request), initial=UnitSummaryForm.stored(summary))
    submit = "submit" in request.POST
    return form_page(
        request,
        form=form,
        may=may if request.method == "POST" else YES,
        run=lambda: services.save_unit_summary(
            actor=user, unit=row, year=year, submit=submit, **form.cleaned_data
        ),
        theirs=lambda: differences(form, form.stored(queries.unit_summary_of(row, year))),
        said="总结已报送。" if submit else UNSENT,
        to=reverse("conduct:unit-summary", args=[row.pk, year]),
        back=reverse(LOG),
        template="conduct/unit_summary.html",
        context={
            "unit": row,
            "year": year,
            "summary": summary,
            "may_write": may,
            "crumbs": log_crumbs(f"{row.name}书面总结"),
        },
    )


def self_assessment(request: HttpRequest, year: int) -> HttpResponse:
    """The bureau's report: a draft from the record, edited, sent."""
    user = acting_user(request)
    if no := refusal(request, doors.may_run_log(user), LOG):
        return no
    bureau = doors.bureau_of_log(user)
    if bureau is None:
        raise Http404
    report = queries.self_assessment_of(bureau, known_year(year))
    findings = queries.findings_of_year(doors.findings_for(user), year)
    draft = "" if report else queries.assessment_draft(bureau, year, findings)
    form = SelfAssessmentForm(posted(request), initial=SelfAssessmentForm.stored(report, draft))
    submit = "submit" in request.POST
    return form_page(
        request,
        form=form,
        run=lambda: services.save_self_assessment(
            actor=user, unit=bureau, year=year, submit=submit, **form.cleaned_data
        ),
        theirs=lambda: differences(form, form.stored(queries.self_assessment_of(bureau, year))),
        said="已登记报送。" if submit else UNSENT,
        to=reverse("conduct:self-assessment", args=[year]),
        template="conduct/self_assessment.html",
        context={"year": year, "report": report, "crumbs": log_crumbs("自评报告")},
    )


@require_GET
def self_assessment_print(request: HttpRequest, year: int) -> HttpResponse:
    """The report as PDF."""
    bureau = doors.bureau_of_log(acting_user(request))
    report = queries.self_assessment_of(bureau, known_year(year)) if bureau else None
    if report is None:
        raise Http404
    return download(documents.self_assessment_pdf(report), f"{year}年行风建设自评报告.pdf")
