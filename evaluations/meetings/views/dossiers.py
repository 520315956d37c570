"""The dossier of a round: what is in it, made by a job, taken away on record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.views.made_documents import part_of, queue_making
from evaluations.meetings.access import seeing
from evaluations.meetings.access.dossiers import may_make_dossier
from evaluations.meetings.queries import summaries
from evaluations.meetings.queries.dossiers import dossier_of
from evaluations.meetings.services.dossiers import request_dossier, take_dossier
from evaluations.meetings.views.trail import activity_crumbs
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response
from registry.views.steps import refusal

SHOW = "meetings:dossier-show"


@require_GET
def dossier_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a dossier was made, when, its hash; before the archive it is a preview."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    if no := refusal(request, may_make_dossier(user, activity), "meetings:activity-show", pk):
        return no
    dossier = dossier_of(activity)
    meetings = summaries.round_meetings(activity)
    context = {
        "activity": activity,
        "dossier": dossier,
        "job": dossier.job if dossier else None,
        "meetings": meetings,
        "open_meetings": [meeting for meeting in meetings if meeting.state != "archived"],
        "crumbs": activity_crumbs(activity, "档案包"),
    }
    return render(request, "meetings/dossier_show.html", context)


@require_POST
def dossier_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the making; its progress has a page of its own."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    return queue_making(
        request,
        may=may_make_dossier(user, activity),
        run=lambda: request_dossier(actor=user, activity=activity),
        here=reverse(SHOW, args=[pk]),
        back=reverse("meetings:activity-show", args=[pk]),
    )


@require_GET
@never_cache
def dossier_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The zip; every download is on record."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    if no := refusal(request, may_make_dossier(user, activity), "meetings:activity-show", pk):
        return no
    file = part_of(dossier_of(activity), "file")
    take_dossier(actor=user, activity=activity, file=file)
    return attachment_response(file)
