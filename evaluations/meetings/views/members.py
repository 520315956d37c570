"""Pages of the members: notified, confirmed, withdrawn and replaced."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.forms.members import MemberFilterForm, WithdrawForm
from evaluations.meetings.queries import attendance, notices, pool
from evaluations.meetings.services import representatives
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting, Representative

LIST = "meetings:member-list"
PAGE = 20


def _meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(seeing.members_meetings_for(request.user), pk=pk)


def member_or_404(meeting: "Meeting", pk: int) -> "Representative":
    """A member of the meeting, whatever his state."""
    if row := pool.member(meeting, pk):
        return row
    raise Http404


@require_GET
def member_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Members with source, category and state."""
    user, meeting = acting_user(request), _meeting(request, pk)
    form = MemberFilterForm(request.GET)
    contacts = request.GET.get("phones") == "1" and seeing.sees_contacts(user, meeting)
    if contacts:
        representatives.open_member_contacts(actor=user, meeting=meeting)
    rows = form.narrow(attendance.listed_members(meeting))
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": attendance.by_state(meeting),
        "waiting": attendance.waiting_for_notice(meeting),
        "open_seats": notices.open_seats(meeting),
        "contacts": contacts,
        "may_see_contacts": seeing.sees_contacts(user, meeting),
        "may_notify": steps.may_notify(user, meeting),
        "may_reply": steps.may_record_reply(user, meeting),
        "may_withdraw": steps.may_withdraw(user, meeting),
        "crumbs": meeting_crumbs(meeting, "评议代表"),
    }
    return render(request, "meetings/member_list.html", context)


@require_POST
def members_notify(request: HttpRequest, pk: int) -> HttpResponse:
    """All who wait are recorded as notified."""
    user, meeting = acting_user(request), _meeting(request, pk)
    return take_step(
        request,
        may=steps.may_notify(user, meeting),
        run=lambda: representatives.notify_representatives(actor=user, meeting=meeting),
        said="已登记：代表均已通知。",
        to=reverse(LIST, args=[pk]),
    )


@require_POST
def member_confirm(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member will come."""
    user, meeting = acting_user(request), _meeting(request, pk)
    row = member_or_404(meeting, member)
    return take_step(
        request,
        may=steps.may_record_reply(user, meeting),
        run=lambda: representatives.confirm_representative(actor=user, representative=row),
        said=f"{row.label}已确认参加。",
        to=reverse(LIST, args=[pk]),
    )


@require_POST
def member_decline(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member declines: no reason is asked, the next ticket steps in at once (S0-07)."""
    return _goes(request, pk, member, "declined", LIST)


@require_POST
def member_absent(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A drawn member has not come: the next alternate of the stratum is called (S0-05)."""
    return _goes(request, pk, member, "absent", "meetings:door-shortfall")


def _goes(request: HttpRequest, pk: int, member: int, reason: str, to: str) -> HttpResponse:
    user, meeting = acting_user(request), _meeting(request, pk)
    row = member_or_404(meeting, member)
    return take_step(
        request,
        may=steps.may_withdraw(user, meeting),
        run=lambda: representatives.withdraw_representative(actor=user, representative=row, reason=reason),
        said=_gone(row),
        to=reverse(to, args=[pk]),
    )


def _gone(row: "Representative") -> str:
    return "已登记退出，由同层次序的下一名递补。" if row.entry_id else "已登记谢绝。"


def member_withdraw(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member leaves for another reason, with what it rests on."""
    user, meeting = acting_user(request), _meeting(request, pk)
    row = member_or_404(meeting, member)
    form = WithdrawForm(posted(request), initial={"reason": "unreachable"})
    return form_page(
        request,
        form=form,
        may=steps.may_withdraw(user, meeting),
        run=lambda: representatives.withdraw_representative(
            actor=user, representative=row, **form.cleaned_data
        ),
        said=_gone(row),
        to=reverse(LIST, args=[pk]),
        template="meetings/member_withdraw.html",
        context={"meeting": meeting, "row": row, "crumbs": meeting_crumbs(meeting, "代表退出")},
    )
