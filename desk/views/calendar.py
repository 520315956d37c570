"""Pages of the working calendar: the count day by day for everybody, the years for whoever manages the settings."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from desk.forms.calendar import CountForm, LocalDayForm, NoticeForm, YearForm
from desk.queries.calendar import calendar, local_day, local_days, year_row, years
from desk.services.calendar import CalendarRefused, enter_notice, load_year, remove_local_day, set_local_day
from registry.access import may_manage_settings
from rulebook.workdays import CalendarGap, explain

if TYPE_CHECKING:
    from registry.models import User

CALENDAR = "desk:calendar-show"
DAYS = 20


@require_GET
@login_not_required
def workday_show(request: HttpRequest) -> HttpResponse:
    """When a limit ends: every day on the way as counted or skipped, and why."""
    form = CountForm(request.GET if request.GET else None, initial={"start": localdate(), "days": DAYS})
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            context["explanation"] = explain(
                calendar(), form.cleaned_data["start"], form.cleaned_data["days"]
            )
        except CalendarGap as gap:
            context["gap"] = str(gap)
        except OverflowError:
            form.add_error("start", "日期超出可以计算的范围。")
    return render(request, "desk/workday_show.html", context)


def _manager(request: HttpRequest) -> "User":
    if not may_manage_settings(request.user):
        raise PermissionDenied
    return cast("User", request.user)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), *more]


def _page(request: HttpRequest, year: YearForm, local: LocalDayForm, status: int = 200) -> HttpResponse:
    context = {
        "years": years(),
        "local_days": local_days(),
        "year_form": year,
        "local_form": local,
        "crumbs": _crumbs(("工作日历", "")),
    }
    return render(request, "desk/calendar_show.html", context, status=status)


@require_GET
def calendar_show(request: HttpRequest) -> HttpResponse:
    """Years with their status and days, local days."""
    _manager(request)
    return _page(request, YearForm(initial={"year": localdate().year + 1}), LocalDayForm())


@require_POST
def calendar_load(request: HttpRequest) -> HttpResponse:
    """Read a year from the public sources."""
    user, form = _manager(request), YearForm(request.POST)
    if form.is_valid():
        try:
            row = load_year(actor=user, year=form.cleaned_data["year"])
        except CalendarRefused as refused:
            form.add_error("year", str(refused))
        else:
            messages.success(request, f"{row}已录入，状态：{row.get_status_display()}。")
            return redirect(CALENDAR)
    return _page(request, form, LocalDayForm(), status=422)


def calendar_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Enter a year as its notice has it."""
    user, row = _manager(request), year_row(year)
    form = NoticeForm(
        request.POST if request.method == "POST" else None, year=year, initial=NoticeForm.initial_for(row)
    )
    if request.method == "POST" and form.is_valid():
        try:
            enter_notice(actor=user, year=year, **form.cleaned_data)
        except CalendarRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{year} 年已按通知录入。")
            return redirect(CALENDAR)
    crumbs = _crumbs(("工作日历", reverse(CALENDAR)), (f"{year} 年", ""))
    context = {"form": form, "year": year, "row": row, "crumbs": crumbs}
    return render(request, "desk/calendar_edit.html", context, status=422 if form.errors else 200)


@require_POST
def local_day_create(request: HttpRequest) -> HttpResponse:
    """Decide for one day."""
    user, form = _manager(request), LocalDayForm(request.POST)
    if form.is_valid():
        try:
            set_local_day(actor=user, **form.cleaned_data)
        except CalendarRefused as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, "本地安排已登记。")
            return redirect(CALENDAR)
    return _page(request, YearForm(initial={"year": localdate().year + 1}), form, status=422)


@require_POST
def local_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision for one day back."""
    user = _manager(request)
    row = local_day(pk)
    if row is None:
        raise Http404
    remove_local_day(actor=user, row=row)
    messages.success(request, "本地安排已撤销。")
    return redirect(CALENDAR)
