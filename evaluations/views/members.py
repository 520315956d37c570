"""Pages of the members: notified, confirmed, withdrawn and replaced."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations import access, queries, services
from evaluations.forms import MemberFilterForm, WithdrawForm
from evaluations.views.acting import act, posted, refusal, signed_in
from evaluations.views.trail import meeting_crumbs

LIST = "evaluations:member-list"
PAGE = 20


@require_GET
def member_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Members with source, category and state."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    form = MemberFilterForm(request.GET)
    contacts = request.GET.get("phones") == "1" and access.sees_contacts(user, meeting)
    if contacts:
        services.open_member_contacts(actor=user, meeting=meeting)
    rows = form.narrow(queries.members(meeting)).order_by("source", "entry__stratum", "label", "pk")
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": queries.by_state(meeting),
        "waiting": queries.waiting_for_notice(meeting),
        "open_seats": queries.seats_open(meeting).count(),
        "contacts": contacts,
        "may_see_contacts": access.sees_contacts(user, meeting),
        "may_notify": access.may_notify(user, meeting),
        "may_reply": access.may_record_reply(user, meeting),
        "may_withdraw": access.may_withdraw(user, meeting),
        "crumbs": meeting_crumbs(meeting, "评议代表"),
    }
    return render(request, "evaluations/member_list.html", context)


@require_POST
def members_notify(request: HttpRequest, pk: int) -> HttpResponse:
    """All who wait are recorded as notified."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    if no := refusal(request, access.may_notify(user, meeting), LIST, pk):
        return no
    act(
        request,
        lambda: services.notify_representatives(actor=user, meeting=meeting),
        "已登记：代表均已通知。",
    )
    return redirect(LIST, pk)


@require_POST
def member_confirm(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member will come."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    if no := refusal(request, access.may_record_reply(user, meeting), LIST, pk):
        return no
    row = queries.member(meeting, member)
    if row is None:
        raise Http404
    act(
        request,
        lambda: services.confirm_representative(actor=user, representative=row),
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
    return _withdraw(request, pk, member, "absent", "", "evaluations:door-shortfall")


def member_withdraw(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member leaves for another reason, with what it rests on."""
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    if no := refusal(request, access.may_withdraw(user, meeting), LIST, pk):
        return no
    row = queries.member(meeting, member)
    if row is None:
        raise Http404
    form = WithdrawForm(posted(request), initial={"reason": "unreachable"})
    if request.method == "POST" and form.is_valid():
        return _withdraw(
            request, pk, member, form.cleaned_data["reason"], form.cleaned_data["evidence"], LIST
        )
    context = {"form": form, "meeting": meeting, "row": row, "crumbs": meeting_crumbs(meeting, "代表退出")}
    return render(request, "evaluations/member_withdraw.html", context)


def _withdraw(
    request: HttpRequest, pk: int, member: int, reason: str, evidence: str, to: str
) -> HttpResponse:
    user = signed_in(request)
    meeting = get_object_or_404(access.members_meetings_for(user), pk=pk)
    if no := refusal(request, access.may_withdraw(user, meeting), to, pk):
        return no
    row = queries.member(meeting, member)
    if row is None:
        raise Http404
    done = "已登记退出，由同层次序的下一名递补。" if row.entry_id else "已登记谢绝。"
    act(
        request,
        lambda: services.withdraw_representative(
            actor=user, representative=row, reason=reason, evidence=evidence
        ),
        done,
    )
    return redirect(to, pk)
