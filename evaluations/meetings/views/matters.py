"""The page on which what was said becomes problems of the register (S0-14)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.queries.matters import sayings
from evaluations.meetings.services.matters import raise_from_meeting
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user
from registry.views.steps import refusal, take_step


def meeting_matters(request: HttpRequest, pk: int) -> HttpResponse:
    """Opinions, questions and suggestions; those ticked are entered as problems."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    may = steps.may_raise_from_meeting(user, meeting)
    if no := refusal(request, may, "meetings:meeting-show", pk):
        return no
    if request.method == "POST":
        return take_step(
            request,
            may=may,
            run=lambda: raise_from_meeting(
                actor=user, meeting=meeting, digests=request.POST.getlist("sayings")
            ),
            said="已列入问题整改。",
            to=reverse("meetings:meeting-matters", args=[pk]),
        )
    context = {
        "meeting": meeting,
        "sayings": sayings(meeting),
        "crumbs": meeting_crumbs(meeting, "意见列入整改"),
    }
    return render(request, "meetings/meeting_matters.html", context)
