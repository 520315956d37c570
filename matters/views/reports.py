"""Pages of the written reports of measures to Party committee, government and discipline commission (S0-15)."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from matters import access, documents
from matters.forms.reports import DeliveryForm, PeriodForm, ReportForm
from matters.queries import letters
from matters.queries.reports import (
    NUMBERS,
    composed_measures,
    matters_in,
    report_facts,
    report_numbers,
    reports_in,
)
from matters.services.reports import ReportData, deliver_report, save_report
from matters.services.states import MatterRefused
from registry.views.attachments import download

if TYPE_CHECKING:
    from matters.models import MeasureReport
    from registry.models import User

REPORTS = "matters:report-list"
SHOW = "matters:report-show"


def _user(request: HttpRequest) -> "User":
    return cast("User", request.user)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("首页", "/"),
        ("问题整改", reverse("matters:matter-list")),
        ("整改情况报告", reverse(REPORTS)),
        *more,
    ]


def _report(request: HttpRequest, pk: int) -> "MeasureReport":
    return get_object_or_404(access.reports_for(request.user), pk=pk)


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports, and the period of which a new one is composed."""
    if not access.may_read_reports(request.user):
        raise PermissionDenied
    user, today = _user(request), localdate()
    may = access.may_raise(user)
    initial = {"period_from": date(today.year, 1, 1), "period_to": today}
    context = {
        "rows": reports_in(access.reports_for(user)),
        "form": PeriodForm(units=access.units_to_raise_for(user), initial=initial) if may else None,
        "crumbs": [*_crumbs()[:2], ("整改情况报告", "")],
    }
    return render(request, "matters/report_list.html", context)


def report_create(request: HttpRequest) -> HttpResponse:
    """Write a report; what the register knows of the period stands in it already."""
    user = _user(request)
    bureau = letters.bureau_of(access.bureaus_with_matters(user))
    if not access.may_raise(user) or bureau is None:
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, _composed(request, user), "写整改情况报告")
    form = ReportForm(request.POST, units=access.units_to_raise_for(user))
    if form.is_valid():
        report = save_report(actor=user, bureau=bureau, data=_data(user, form))
        messages.success(request, "报告已保存。")
        return redirect(SHOW, report.pk)
    return _form_page(request, form, "写整改情况报告")


def _composed(request: HttpRequest, user: "User") -> ReportForm:
    units = access.units_to_raise_for(user)
    asked = PeriodForm(request.GET, units=units)
    if not asked.is_valid():
        today = localdate()
        given = {"unit": None, "period_from": date(today.year, 1, 1), "period_to": today}
    else:
        given = asked.cleaned_data
    matters = _matters(user, given)
    numbers = report_numbers(matters)
    said = "，".join(f"{label} {numbers[key]} 项" for key, label in NUMBERS.items())
    unit = given["unit"]
    return ReportForm(
        units=units,
        initial=given
        | {
            "title": f"{unit or '全局'}问题整改情况报告",
            "analysis": f"{given['period_from']:%Y年%-m月%-d日}至{given['period_to']:%Y年%-m月%-d日}，{said}。",
            "measures": composed_measures(matters),
        },
    )


def _matters(user: "User", given: dict[str, Any]) -> list[Any]:
    rows = access.matters_for(user)
    if given["unit"] is not None:
        rows = access.matters_of_unit(user, given["unit"])
    return matters_in(rows, given["period_from"], given["period_to"])


def _data(user: "User", form: ReportForm) -> ReportData:
    given = form.cleaned_data
    return ReportData(**given, numbers=report_numbers(_matters(user, given)))


def _form_page(request: HttpRequest, form: ReportForm, title: str) -> HttpResponse:
    context = {"form": form, "heading": title, "crumbs": _crumbs((title, ""))}
    return render(request, "matters/report_edit.html", context, status=422 if form.errors else 200)


def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a report that has not gone out."""
    report, user = _report(request, pk), _user(request)
    if not access.may_raise(user):
        raise PermissionDenied
    units = access.units_to_raise_for(user)
    names = ("title", "unit", "period_from", "period_to", "analysis", "causes", "measures")
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        units=units,
        initial={name: getattr(report, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_report(actor=user, bureau=report.bureau, data=_data(user, form), report=report)
        except MatterRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "报告已保存。")
            return redirect(SHOW, pk)
    return _form_page(request, form, "修改报告")


def _show(
    request: HttpRequest, report: "MeasureReport", form: DeliveryForm | None, status: int
) -> HttpResponse:
    may = access.may_raise(request.user)
    facts = report_facts(report)
    context = {
        "report": report,
        "facts": facts,
        "form": (form or DeliveryForm(initial={"on": localdate()})) if may else None,
        "may_edit": may and not facts.deliveries,
        "crumbs": _crumbs((report.title, "")),
    }
    return render(request, "matters/report_show.html", context, status=status)


@require_GET
def report_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One report and to whom it went."""
    return _show(request, _report(request, pk), None, 200)


@require_POST
def report_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that it went to somebody."""
    report, user = _report(request, pk), _user(request)
    if not access.may_raise(user):
        raise PermissionDenied
    form = DeliveryForm(request.POST)
    if form.is_valid():
        try:
            deliver_report(actor=user, report=report, **form.cleaned_data)
        except MatterRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "报送已登记。")
            return redirect(SHOW, pk)
    return _show(request, report, form, 422)


@require_GET
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a document."""
    report = _report(request, pk)
    return download(documents.measure_report(report, report_facts(report)), f"{report.title}.pdf")
