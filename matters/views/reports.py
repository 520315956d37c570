"""Pages of the written reports of measures to Party committee, government and discipline commission (S0-15)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
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
    told_of,
)
from matters.services.reports import ReportData, deliver_report, save_report
from registry.forms.conflict import differences
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.steps import take_step

if TYPE_CHECKING:
    from matters.models import MeasureReport
    from registry.models import User

REPORTS = "matters:report-list"
SHOW = "matters:report-show"


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
    refuse_unless(access.may_read_reports(request.user))
    user, today = acting_user(request), localdate()
    may = access.may_write_reports(user)
    initial = {"period_from": date(today.year, 1, 1), "period_to": today}
    context = {
        "rows": reports_in(access.reports_for(user)),
        "form": PeriodForm(units=access.units_to_raise_for(user), initial=initial) if may else None,
        "crumbs": [*_crumbs()[:2], ("整改情况报告", "")],
    }
    return render(request, "matters/report_list.html", context)


def report_create(request: HttpRequest) -> HttpResponse:
    """Write a report; what the register knows of the period stands in it already."""
    user = acting_user(request)
    bureau = letters.bureau_of(access.bureaus_with_matters(user))
    if not access.may_write_reports(user) or bureau is None:
        raise PermissionDenied
    form = (
        ReportForm(request.POST, units=access.units_to_raise_for(user))
        if request.method == "POST"
        else _composed(request, user)
    )
    return form_page(
        request,
        form=form,
        run=lambda: save_report(actor=user, bureau=bureau, data=_data(user, form)),
        said="报告已保存。",
        to=lambda report: reverse(SHOW, args=[report.pk]),
        **_form_frame("写整改情况报告"),
    )


def _composed(request: HttpRequest, user: "User") -> ReportForm:
    units = access.units_to_raise_for(user)
    asked = PeriodForm(request.GET, units=units)
    if not asked.is_valid():
        today = localdate()
        given = {"unit": None, "period_from": date(today.year, 1, 1), "period_to": today}
    else:
        given = asked.cleaned_data
    matters = told_of(_matters(user, given))
    numbers = report_numbers(_matters(user, given))
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
    given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    matters = _matters(user, given)
    return ReportData(**given, numbers=report_numbers(matters), told=told_of(matters))


def _form_frame(title: str) -> dict[str, Any]:
    context = {"heading": title, "crumbs": _crumbs((title, ""))}
    return {"template": "matters/report_edit.html", "context": context}


def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a report that has not gone out."""
    report, user = _report(request, pk), acting_user(request)
    names = ("title", "unit", "period_from", "period_to", "analysis", "causes", "measures")
    form = ReportForm(
        posted(request),
        units=access.units_to_raise_for(user),
        initial={name: getattr(report, name) for name in (*names, "version")},
    )
    return form_page(
        request,
        may=access.may_write_reports(user),
        form=form,
        run=lambda: save_report(
            actor=user,
            bureau=report.bureau,
            data=_data(user, form),
            report=report,
            version=form.cleaned_data["version"] or 0,
        ),
        said="报告已保存。",
        to=reverse(SHOW, args=[pk]),
        theirs=lambda: _theirs(request, pk, form, names),
        **_form_frame("修改报告"),
    )


def _theirs(request: HttpRequest, pk: int, form: ReportForm, names: tuple[str, ...]) -> list[dict[str, str]]:
    """What another saved meanwhile beside what was typed."""
    stored = _report(request, pk)
    return differences(form, {name: getattr(stored, name) for name in names})


def _show(request: HttpRequest, report: "MeasureReport", form: DeliveryForm | None = None) -> HttpResponse:
    may = access.may_write_reports(request.user)
    facts = report_facts(report)
    context = {
        "report": report,
        "facts": facts,
        "form": (form or DeliveryForm(initial={"on": localdate()})) if may else None,
        "may_edit": may and not facts.deliveries,
        "crumbs": _crumbs((report.title, "")),
    }
    return render(request, "matters/report_show.html", context)


@require_GET
def report_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One report and to whom it went."""
    return _show(request, _report(request, pk))


@require_POST
def report_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that it went to somebody."""
    report, user, form = _report(request, pk), acting_user(request), DeliveryForm(request.POST)
    return take_step(
        request,
        may=access.may_write_reports(user),
        form=form,
        page=lambda: _show(request, report, form),
        run=lambda: deliver_report(actor=user, report=report, **form.cleaned_data),
        said="报送已登记。",
        to=reverse(SHOW, args=[pk]),
    )


@require_GET
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a document."""
    report = _report(request, pk)
    return download(documents.measure_report(report, report_facts(report)), f"{report.title}.pdf")
