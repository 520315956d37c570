"""The door: big buttons for the receptionist, and what is missing."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluations import access, queries, services
from evaluations.forms import DoorFilterForm
from evaluations.views.acting import act, refusal, signed_in
from evaluations.views.trail import meeting_crumbs

if TYPE_CHECKING:
    from collections.abc import Callable

DOOR = "evaluations:check-in"
PAGE = 20


@require_GET
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Search a member, press one button."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    form = DoorFilterForm(request.GET, groups=queries.strata_of(meeting))
    rows = form.narrow(queries.current_members(meeting)).order_by("label", "pk")
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "gauges": queries.gauges(meeting),
        "may": access.may_check_in(user, meeting),
        "may_undo": access.may_undo_check_in(user, meeting),
        "query": request.GET.urlencode(),
    }
    return render(request, "evaluations/check_in.html", context)


@require_POST
def member_arrived(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """签到: yes, and nothing else is kept."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    return _at_the_door(request, pk, member, access.may_check_in(user, meeting), services.check_in, "已签到")


@require_POST
def member_not_arrived(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A mistaken 签到 is taken back."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    answer = access.may_undo_check_in(user, meeting)
    return _at_the_door(request, pk, member, answer, services.undo_check_in, "已撤销签到")


def _at_the_door(
    request: HttpRequest,
    pk: int,
    member: int,
    answer: access.Answer,
    step: "Callable[..., None]",
    word: str,
) -> HttpResponse:
    if no := refusal(request, answer, DOOR, pk):
        return no
    meeting = get_object_or_404(access.members_meetings_for(request.user), pk=pk)
    row = queries.member(meeting, member)
    if row is None:
        raise Http404
    act(request, lambda: step(meeting=meeting, representative=row), f"{word}：{row.label}")
    # The search is left behind on purpose: the next to arrive is somebody else.
    return redirect(reverse(DOOR, args=[pk]))


@require_GET
@never_cache
def door_shortfall(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, stratum by stratum, whom to call, and who steps in next."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    contacts = request.GET.get("phones") == "1" and access.sees_contacts(user, meeting)
    if contacts:
        services.open_member_contacts(actor=user, meeting=meeting)
    context = {
        "meeting": meeting,
        "gauges": queries.gauges(meeting),
        "strata": queries.strata_at_the_door(meeting),
        "contacts": contacts,
        "may_see_contacts": access.sees_contacts(user, meeting),
        "may_withdraw": access.may_withdraw(user, meeting),
        "may_postpone": access.may_postpone(user, meeting),
        "crumbs": meeting_crumbs(meeting, "到会缺额"),
    }
    return render(request, "evaluations/door_shortfall.html", context)
