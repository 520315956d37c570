"""The office's own pages 本单位述职述廉: what it has to do for its meeting, by when (S0-18)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from evaluations.access import own_offices
from evaluations.meetings.access import own, seeing
from evaluations.meetings.access.answers import of_the_post
from evaluations.meetings.access.preparation import may_read_preparation, may_report_place, prepares_own
from evaluations.meetings.forms.preparation import PlaceForm
from evaluations.meetings.queries import own_tasks
from evaluations.meetings.queries.meetings import officers
from evaluations.meetings.queries.preparation import (
    members_told,
    place_due,
    place_standing,
    preparation_tasks,
)
from evaluations.meetings.services import plans
from evaluations.meetings.views.trail import Crumbs, meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from rulebook.lifecycle.meeting import MeetingState

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting
    from evaluations.meetings.queries.preparation import Task
    from registry.models import User

OWN = "meetings:own-show"
MOST_LISTED = 20


def own_crumbs(meeting: "Meeting", *more: str) -> Crumbs:
    """本单位述职述廉 › meeting › …"""
    crumbs = [("本单位述职述廉", reverse("meetings:own-list"))]
    crumbs.append((meeting.activity.title, reverse(OWN, args=[meeting.pk])))
    return [*crumbs, *((title, "") for title in more)]


def crumbs_of(user: "User", meeting: "Meeting", *more: str) -> Crumbs:
    """The way back of whoever is there: the office's own people have pages of their own."""
    if meeting.office_id in own_offices(user):
        return own_crumbs(meeting, *more)
    return meeting_crumbs(meeting, *more)


def task_rows(meeting: "Meeting", tasks: "list[Task]") -> list[dict[str, Any]]:
    """Tasks with their addresses."""
    return [
        {
            "task": task,
            "url": reverse(task.url_name, args=[task.on or meeting.pk, *task.more]) if task.url_name else "",
        }
        for task in tasks
    ]


def preparation_rows(user: "User", meeting: "Meeting") -> list[dict[str, Any]]:
    """How the recorded steps of the first stage stand, for the meeting's page; empty for whoever may not read them."""
    shown = meeting.state != MeetingState.VOID and meeting.activity.rehearsal_of_id is None
    if not shown or not may_read_preparation(user, meeting):
        return []
    return task_rows(meeting, preparation_tasks(user, meeting))


@require_GET
def own_list(request: HttpRequest) -> HttpResponse:
    """The meetings of the user's own office, newest round first, with what is open."""
    user = acting_user(request)
    if not prepares_own(user):
        raise PermissionDenied("须由单位负责人或副职办理。")
    context = {
        "rows": [
            {"meeting": each, "open": [task for task in own_tasks.tasks_for(user, each) if task.open]}
            for each in own.latest_own_meetings(user, MOST_LISTED)
        ],
        "crumbs": [("本单位述职述廉", "")],
    }
    return render(request, "meetings/own_list.html", context)


@require_GET
def own_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What the office has to do for this meeting."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    context = {
        "meeting": meeting,
        "rows": task_rows(meeting, own_tasks.tasks_for(user, meeting)),
        "officers": officers(meeting),
        "sees_result": seeing.sees_own_result(user, meeting),
        "crumbs": own_crumbs(meeting),
    }
    return render(request, "meetings/own_show.html", context)


def own_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the place, or move it; late is said and still accepted."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    may = may_report_place(user, meeting)
    form = PlaceForm(posted(request), meeting=meeting, told=may.allowed and members_told(meeting))
    return form_page(
        request,
        form=form,
        may=may if request.method != "POST" else of_the_post(may),
        run=lambda: plans.report_place(actor=user, meeting=meeting, **form.cleaned_data),
        theirs=lambda: form.differences(get_object_or_404(own.own_meetings_for(user), pk=pk)),
        said="会议地点已上报。",
        to=reverse(OWN, args=[pk]),
        template="meetings/own_place.html",
        context={
            "meeting": meeting,
            "place_due": place_due(meeting.activity),
            "standing": place_standing(meeting),
            "crumbs": own_crumbs(meeting, "会议地点"),
        },
    )
