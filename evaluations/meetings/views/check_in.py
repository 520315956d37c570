"""The door: big buttons for the receptionist, and what is missing."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.forms.members import DoorFilterForm
from evaluations.meetings.queries.attendance import gauges, members_by_name, strata_at_the_door, strata_of
from evaluations.meetings.services import attendance, representatives
from evaluations.meetings.views.members import member_or_404
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user
from registry.views.steps import take_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluations.meetings.models import Meeting
    from registry.access import Answer
    from registry.models import User

PAGE = 20


def _meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(seeing.members_meetings_for(request.user), pk=pk)


@require_GET
def door_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Search a member, press one button."""
    user, meeting = acting_user(request), _meeting(request, pk)
    form = DoorFilterForm(request.GET, groups=strata_of(meeting))
    rows = form.narrow(members_by_name(meeting))
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "gauges": gauges(meeting),
        "may": steps.may_check_in(user, meeting),
        "may_undo": steps.may_undo_check_in(user, meeting),
        "query": request.GET.urlencode(),
    }
    return render(request, "meetings/check_in.html", context)


@require_POST
def member_arrived(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """签到: yes, and nothing else is kept."""
    return _at_the_door(request, pk, member, steps.may_check_in, attendance.check_in, "已签到")


@require_POST
def member_not_arrived(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A mistaken 签到 is taken back."""
    return _at_the_door(request, pk, member, steps.may_undo_check_in, attendance.undo_check_in, "已撤销签到")


def _at_the_door(
    request: HttpRequest,
    pk: int,
    member: int,
    may: "Callable[[User, Meeting], Answer]",
    step: "Callable[..., None]",
    word: str,
) -> HttpResponse:
    meeting = _meeting(request, pk)
    row = member_or_404(meeting, member)
    return take_step(
        request,
        may=may(acting_user(request), meeting),
        run=lambda: step(meeting=meeting, representative=row),
        said=f"{word}：{row.label}",
        # The search is left behind on purpose: the next to arrive is somebody else.
        to=reverse("meetings:check-in", args=[pk]),
    )


@require_GET
@never_cache
def door_shortfall(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, stratum by stratum, whom to call, and who steps in next."""
    user, meeting = acting_user(request), _meeting(request, pk)
    contacts = request.GET.get("phones") == "1" and seeing.sees_contacts(user, meeting)
    if contacts:
        representatives.open_member_contacts(actor=user, meeting=meeting)
    context = {
        "meeting": meeting,
        "gauges": gauges(meeting),
        "strata": strata_at_the_door(meeting),
        "contacts": contacts,
        "may_see_contacts": seeing.sees_contacts(user, meeting),
        "may_withdraw": steps.may_withdraw(user, meeting),
        "may_postpone": steps.may_postpone(user, meeting),
        "crumbs": meeting_crumbs(meeting, "到会缺额"),
    }
    return render(request, "meetings/door_shortfall.html", context)
