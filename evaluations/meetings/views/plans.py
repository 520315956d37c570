"""Pages of the round's plan 方案 and the schedule annexed to it 附表 (S0-18)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.access.preparation import plans_for
from evaluations.meetings.documents import plan
from evaluations.meetings.forms.preparation import PlanForm, ScheduleForm
from evaluations.meetings.queries.meetings import leading_group
from evaluations.meetings.queries.plans import plan_days, schedule_rows, scheduled_meetings
from evaluations.meetings.queries.preparation import members_told, place_due, summary_due
from evaluations.meetings.services.plans import ScheduleLine, set_schedule, update_plan
from evaluations.meetings.views.trail import Crumbs, activity_crumbs
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.steps import refusal, show_again

if TYPE_CHECKING:
    from evaluations.meetings.models import Activity, Meeting
    from registry.models import User

PLAN = "meetings:plan-show"


def plan_crumbs(user: "User", activity: "Activity", *more: str) -> Crumbs:
    """As for the round; whoever only reads the plan has no page of the round to go back to."""
    if seeing.follows_round(user, activity):
        return activity_crumbs(activity, *more)
    return [("本单位述职述廉", reverse("meetings:own-list")), *((title, "") for title in more)]


@require_GET
def plan_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Purpose, leading group, days that are due, and the annexed schedule with the places reported."""
    user = acting_user(request)
    activity = get_object_or_404(plans_for(user), pk=pk)
    context = {
        "activity": activity,
        "group": leading_group(activity),
        "rows": schedule_rows(activity),
        "place_due": place_due(activity),
        "summary_due": summary_due(activity),
        "may_edit": steps.may_edit_activity(user, activity),
        "crumbs": plan_crumbs(user, activity, "方案"),
    }
    return render(request, "meetings/plan_show.html", context)


def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the plan; a concurrent change of the round shows both texts."""
    user = acting_user(request)
    activity = get_object_or_404(plans_for(user), pk=pk)
    form = PlanForm(posted(request), initial=PlanForm.initial_for(activity))
    return form_page(
        request,
        form=form,
        may=steps.may_edit_activity(user, activity),
        run=lambda: update_plan(actor=user, activity=activity, **form.cleaned_data),
        theirs=lambda: form.differences(get_object_or_404(plans_for(user), pk=pk)),
        said="方案已保存。",
        to=reverse(PLAN, args=[pk]),
        template="meetings/plan_edit.html",
        context={"activity": activity, "crumbs": plan_crumbs(user, activity, "修改方案")},
    )


def plan_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Day and time of every office at once; a line that cannot be saved stays with its reason, the others are saved."""
    user = acting_user(request)
    activity = get_object_or_404(plans_for(user), pk=pk)
    if no := refusal(request, steps.may_edit_activity(user, activity), PLAN, pk):
        return no
    lines = _lines(request, activity)
    if request.method != "POST":
        return _schedule_page(request, activity, lines)
    good = [line["form"] for line in lines if line["form"] and line["form"].is_valid()]
    changed, problems = set_schedule(
        actor=user,
        activity=activity,
        lines=[ScheduleLine(meeting=form.meeting, **form.cleaned_data) for form in good],
    )
    if changed:
        messages.success(request, f"已保存 {changed} 个单位的时间。")
    if not problems and all(line["form"] is None or not line["form"].errors for line in lines):
        return redirect(PLAN, pk)
    now = {each.pk: each for each in scheduled_meetings(activity)}
    lines = [_after(line, now, problems.get(line["row"].meeting.pk)) for line in lines]
    return show_again(_schedule_page(request, activity, lines))


def _schedule_page(request: HttpRequest, activity: "Activity", lines: list[dict[str, Any]]) -> HttpResponse:
    crumbs = plan_crumbs(acting_user(request), activity, "附表")
    context = {"activity": activity, "lines": lines, "crumbs": crumbs}
    return render(request, "meetings/plan_schedule.html", context)


def _lines(request: HttpRequest, activity: "Activity") -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "form": ScheduleForm(posted(request), meeting=row.meeting) if row.open else None,
            "told": row.open and members_told(row.meeting),
        }
        for row in schedule_rows(activity)
    ]


def _after(line: dict[str, Any], now: dict[int, "Meeting"], problem: Exception | None) -> dict[str, Any]:
    """The line as it is shown again: what was typed, what is stored now, and the version that now answers for it."""
    form: ScheduleForm | None = line["form"]
    if form is None or (problem is None and not form.is_valid()):
        return line
    meeting = now.get(form.meeting.pk, form.meeting)
    form.data = {**{name: form.data[name] for name in form.data}, form.add_prefix("version"): meeting.version}
    if isinstance(problem, VersionConflict):
        stored = f"{meeting.held_on or '未定'} {meeting.held_at or ''}".strip()
        form.add_error(None, f"刚被他人改为 {stored}。再次保存，将按您填写的内容修改。")
    elif problem:
        form.add_error(None, str(problem))
    return line


@require_GET
def plan_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as an official document with the schedule annexed."""
    user = acting_user(request)
    activity = get_object_or_404(plans_for(user), pk=pk)
    content = plan.plan_pdf(
        activity, list(leading_group(activity)), schedule_rows(activity), plan_days(activity)
    )
    return download(content, f"{activity.title}方案.pdf")
