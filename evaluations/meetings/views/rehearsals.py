"""Rehearsals: one button to start, one to end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from draws.services.moving import DrawRefused
from evaluations.meetings.access import seeing, sittings
from evaluations.meetings.forms.sittings import RehearsalForm
from evaluations.meetings.services import rehearsals
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.steps import act, refusal

SHOW = "meetings:meeting-show"


def rehearsal_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy the meeting for a few stand-ins; the real pages are walked with the real posts."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    if no := refusal(request, sittings.may_rehearse(user, meeting), SHOW, pk):
        return no
    form = RehearsalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            copy = rehearsals.start_rehearsal(actor=user, meeting=meeting, seats=form.cleaned_data["seats"])
        except (MeetingRefused, DrawRefused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "演练已准备好，从抽取开始，逐步走完整场会议。")
            return redirect(SHOW, copy.pk)
    context = {"form": form, "meeting": meeting, "crumbs": meeting_crumbs(meeting, "演练")}
    return render(request, "meetings/rehearsal_start.html", context)


@require_POST
def rehearsal_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a rehearsal; the real meeting is as it was."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    answer = sittings.may_end_rehearsal(user, activity)
    if no := refusal(request, answer, "meetings:activity-show", pk):
        return no
    real = activity.rehearsal_of_id
    if not act(
        request,
        lambda: rehearsals.end_rehearsal(actor=user, activity=activity),
        "演练已结束，不进入任何统计。",
    ):
        return redirect("meetings:activity-show", pk)
    return redirect(SHOW, real)
