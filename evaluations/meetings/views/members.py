"""Pages of the members: notified, confirmed, withdrawn and replaced."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.forms.members import MemberFilterForm, WithdrawForm
from evaluations.meetings.queries import attendance, notices, pool
from evaluations.meetings.services import representatives
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.steps import act, refusal

LIST = "meetings:member-list"
PAGE = 20


@require_GET
def member_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Members with source, category and state."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.members_meetings_for(user), pk=pk)
    form = MemberFilterForm(request.GET)
    contacts = request.GET.get("phones") == "1" and seeing.sees_contacts(user, meeting)
    if contacts:
        representatives.open_member_contacts(actor=user, meeting=meeting)
    rows = form.narrow(attendance.members(meeting)).order_by("source", "entry__stratum", "label", "pk")
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": attendance.by_state(meeting),
        "waiting": attendance.waiting_for_notice(meeting),
        "open_seats": notices.seats_open(meeting).count(),
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
    user = acting_user(request)
    meeting = get_object_or_404(seeing.members_meetings_for(user), pk=pk)
    if no := refusal(request, steps.may_notify(user, meeting), LIST, pk):
        return no
    act(
        request,
        lambda: representatives.notify_representatives(actor=user, meeting=meeting),
        "已登记：代表均已通知。",
    )
    return redirect(LIST, pk)


@require_POST
def member_confirm(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member will come."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.members_meetings_for(user), pk=pk)
    if no := refusal(request, steps.may_record_reply(user, meeting), LIST, pk):
        return no
    row = pool.member(meeting, member)
    if row is None:
        raise Http404
    act(
        request,
        lambda: representatives.confirm_representative(actor=user, representative=row),
        f"{row.label}已确认参加。",
    )
    return redirect(LIST, pk)


@require_POST
def member_decline(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member declines: no reason is asked, the next ticket steps in at once (S0-07)."""
    return _withdraw(request, pk, member, "declined", "", LIST)


@require_POST
def member_absent(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A drawn member has not come: the next alternate of the stratum is called (S0-05)."""
    return _withdraw(request, pk, member, "absent", "", "meetings:door-shortfall")


def member_withdraw(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member leaves for another reason, with what it rests on."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.members_meetings_for(user), pk=pk)
    if no := refusal(request, steps.may_withdraw(user, meeting), LIST, pk):
        return no
    row = pool.member(meeting, member)
    if row is None:
        raise Http404
    form = WithdrawForm(posted(request), initial={"reason": "unreachable"})
    if request.method == "POST" and form.is_valid():
        return _withdraw(
            request, pk, member, form.cleaned_data["reason"], form.cleaned_data["evidence"], LIST
        )
    context = {"form": form, "meeting": meeting, "row": row, "crumbs": meeting_crumbs(meeting, "代表退出")}
    return render(request, "meetings/member_withdraw.html", context)


def _withdraw(
    request: HttpRequest, pk: int, member: int, reason: str, evidence: str, to: str
) -> HttpResponse:
    user = acting_user(request)
    meeting = get_object_or_404(seeing.members_meetings_for(user), pk=pk)
    if no := refusal(request, steps.may_withdraw(user, meeting), to, pk):
        return no
    row = pool.member(meeting, member)
    if row is None:
        raise Http404
    done = "已登记退出，由同层次序的下一名递补。" if row.entry_id else "已登记谢绝。"
    act(
        request,
        lambda: representatives.withdraw_representative(
            actor=user, representative=row, reason=reason, evidence=evidence
        ),
        done,
    )
    return redirect(to, pk)
