"""Pages of the working calendar: the count day by day for everybody, the years for whoever manages the settings."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from desk.forms.calendar import CountForm, LocalDayForm, NoticeForm, YearForm
from desk.queries.calendar import local_day, local_days, working_calendar, year_row, years
from desk.services.calendar import enter_notice, load_year, remove_local_day, set_local_day
from registry.access import may_manage_settings
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.steps import take_step
from rulebook.desk.workdays import CalendarGap, explain

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
                working_calendar(), form.cleaned_data["start"], form.cleaned_data["days"]
            )
        except CalendarGap as gap:
            context["gap"] = str(gap)
        except OverflowError:
            form.add_error("start", "日期超出可以计算的范围。")
    return render(request, "desk/workday_show.html", context)


def _manager(request: HttpRequest) -> "User":
    refuse_unless(may_manage_settings(request.user))
    return acting_user(request)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), *more]


def _page(request: HttpRequest, year: YearForm, local: LocalDayForm) -> HttpResponse:
    context = {
        "years": years(),
        "local_days": local_days(),
        "year_form": year,
        "local_form": local,
        "crumbs": _crumbs(("工作日历", "")),
    }
    return render(request, "desk/calendar_show.html", context)


@require_GET
def calendar_show(request: HttpRequest) -> HttpResponse:
    """Years with their status and days, local days."""
    _manager(request)
    return _page(request, _next_year(), LocalDayForm())


def _next_year() -> YearForm:
    return YearForm(initial={"year": localdate().year + 1})


@require_POST
def calendar_load(request: HttpRequest) -> HttpResponse:
    """Read a year from the public sources."""
    user, form = acting_user(request), YearForm(request.POST)
    return take_step(
        request,
        may=may_manage_settings(user),
        form=form,
        page=lambda: _page(request, form, LocalDayForm()),
        at="year",
        run=lambda: load_year(actor=user, year=form.cleaned_data["year"]),
        said=lambda row: f"{row}已录入，状态：{row.get_status_display()}。",
        to=reverse(CALENDAR),
    )


def calendar_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Enter a year as its notice has it."""
    user, row = _manager(request), year_row(year)
    form = NoticeForm(posted(request), year=year, initial=NoticeForm.initial_for(row))
    crumbs = _crumbs(("工作日历", reverse(CALENDAR)), (f"{year} 年", ""))
    return form_page(
        request,
        form=form,
        run=lambda: enter_notice(actor=user, year=year, **form.cleaned_data),
        said=f"{year} 年已按通知录入。",
        to=reverse(CALENDAR),
        template="desk/calendar_edit.html",
        context={"year": year, "row": row, "crumbs": crumbs},
    )


@require_POST
def local_day_create(request: HttpRequest) -> HttpResponse:
    """Decide for one day."""
    user, form = acting_user(request), LocalDayForm(request.POST)
    return take_step(
        request,
        may=may_manage_settings(user),
        form=form,
        page=lambda: _page(request, _next_year(), form),
        at="day",
        run=lambda: set_local_day(actor=user, **form.cleaned_data),
        said="本地安排已登记。",
        to=reverse(CALENDAR),
    )


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
