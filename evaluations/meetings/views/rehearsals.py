"""Rehearsals: one button to start, one to end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.meetings.access import seeing, sittings
from evaluations.meetings.forms.sittings import RehearsalForm
from evaluations.meetings.services import rehearsals
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from registry.views.steps import take_step

SHOW = "meetings:meeting-show"


def rehearsal_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy the meeting for a few stand-ins; the real pages are walked with the real posts."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = RehearsalForm(posted(request))
    return form_page(
        request,
        form=form,
        may=sittings.may_rehearse(user, meeting),
        run=lambda: rehearsals.start_rehearsal(actor=user, meeting=meeting, seats=form.cleaned_data["seats"]),
        said="演练已准备好，从抽取开始，逐步走完整场会议。",
        to=lambda copy: reverse(SHOW, args=[copy.pk]),
        back=reverse(SHOW, args=[pk]),
        template="meetings/rehearsal_start.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "演练")},
    )


@require_POST
def rehearsal_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a rehearsal; the real meeting is as it was."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    real = activity.rehearsal_of_id
    return take_step(
        request,
        may=sittings.may_end_rehearsal(user, activity),
        run=lambda: rehearsals.end_rehearsal(actor=user, activity=activity),
        said="演练已结束，不进入任何统计。",
        to=lambda _: reverse(SHOW, args=[real]),
        back=reverse("meetings:activity-show", args=[pk]),
    )
