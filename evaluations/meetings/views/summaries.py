"""Written summaries: the list with what is missing, the text composed from the record, the paper (S0-18)."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access.summaries import (
    may_reopen_summary,
    may_write_round_summary,
    may_write_summary,
    oversees,
    summaries_for,
    summary_meetings_for,
    summary_rounds_for,
)
from evaluations.meetings.documents.summary import summary_pdf
from evaluations.meetings.forms.summaries import SummaryForm
from evaluations.meetings.queries import preparation
from evaluations.meetings.queries.summaries import standing_of, summary_of, summary_rows
from evaluations.meetings.services.composing import compose_meeting_summary, compose_round_summary
from evaluations.meetings.services.summaries import reopen_summary, save_summary
from evaluations.meetings.views.trail import activity_crumbs
from registry.access import YES
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Activity, Meeting
    from registry.access import Answer

LIST = "meetings:summary-list"


@require_GET
def summary_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's summary and each office's, whether it came, when, how late."""
    user = acting_user(request)
    activity = get_object_or_404(summary_rounds_for(user), pk=pk)
    rows = summary_rows(activity)
    context = {
        "activity": activity,
        "rows": rows,
        "due_on": preparation.summary_due(activity),
        "missing": sum(row.standing.open for row in rows if row.meeting),
        "may_write": may_write_round_summary(user, activity),
        "crumbs": activity_crumbs(activity, "工作总结"),
    }
    return render(request, "meetings/summary_list.html", context)


def summary_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's own summary."""
    user = acting_user(request)
    meeting = get_object_or_404(summary_meetings_for(user), pk=pk)
    return _page(request, meeting.activity, meeting, may_write_summary(user, meeting))


def summary_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's summary, which the inspectorate rolls up to the superior bureau."""
    user = acting_user(request)
    activity = get_object_or_404(summary_rounds_for(user), pk=pk)
    return _page(request, activity, None, may_write_round_summary(user, activity))


def _page(
    request: HttpRequest, activity: "Activity", meeting: "Meeting | None", answer: "Answer"
) -> HttpResponse:
    """Show or keep one summary. Composing never overwrites: the fresh text stands beside the edited one."""
    user = acting_user(request)
    summary = summary_of(activity, meeting)
    fresh = compose_meeting_summary(meeting) if meeting else compose_round_summary(activity)
    initial = {"text": summary.text if summary else fresh, "version": summary.version if summary else 0}
    form = SummaryForm(posted(request), initial=initial)
    submit = request.POST.get("step") == "submit"
    return form_page(
        request,
        form=form,
        # Whoever may not write it reads it.
        may=answer if request.method == "POST" else YES,
        run=lambda: save_summary(
            actor=user, activity=activity, meeting=meeting, submit=submit, **form.cleaned_data
        ),
        theirs=lambda: form.differences(summary_of(activity, meeting)),
        said="总结已报送。" if submit else "草稿已保存。",
        to=request.path,
        back=reverse("meetings:activity-list"),
        template="meetings/summary_edit.html",
        context={
            "activity": activity,
            "meeting": meeting,
            "summary": summary,
            "standing": standing_of(activity, summary),
            "due_on": preparation.summary_due(activity),
            "may_write": answer,
            "may_reopen": may_reopen_summary(user, summary) if summary else None,
            "fresh": fresh if summary and "fresh" in request.GET else "",
            "crumbs": _crumbs(request, activity, meeting),
        },
    )


def _crumbs(request: HttpRequest, activity: "Activity", meeting: "Meeting | None") -> list[tuple[str, str]]:
    title = f"{meeting.office}工作总结" if meeting else "本轮工作总结"
    if oversees(request.user, activity):
        listed = ("工作总结", reverse(LIST, args=[activity.pk]))
        return [*activity_crumbs(activity), listed, (title, "")]
    return [("述职述廉", reverse("meetings:activity-list")), (title, "")]


@require_GET
def summary_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary as an official document."""
    summary = get_object_or_404(summaries_for(acting_user(request)), pk=pk)
    who = summary.meeting.office if summary.meeting else summary.activity.bureau
    return download(
        summary_pdf(summary),
        f"{who}{summary.activity.year}年{summary.activity.assessment}工作总结.pdf",
    )


@require_POST
def summary_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a summary back for correction."""
    user = acting_user(request)
    summary = get_object_or_404(summaries_for(user), pk=pk)
    return take_step(
        request,
        may=may_reopen_summary(user, summary),
        run=lambda: reopen_summary(actor=user, summary=summary),
        said="总结已退回，可以修改后再次报送。",
        to=reverse(LIST, args=[summary.activity_id]),
    )
