"""Kin of the office's staff: declared on the office's own page, excluded on the pool's (S0-02)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evaluations.meetings.access import own, seeing
from evaluations.meetings.access.kin import may_declare_kin, may_exclude_kin
from evaluations.meetings.forms.notices import KinForm
from evaluations.meetings.forms.pool import ExclusionForm
from evaluations.meetings.queries import meetings
from evaluations.meetings.queries.kin import kin_of, kin_row, staff_names
from evaluations.meetings.services.kin import (
    KIN_REASON,
    declare_kin,
    declare_no_kin,
    exclude_kin,
    withdraw_kin,
)
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.views.own import own_crumbs
from registry.views.acting import acting_user, posted
from registry.views.steps import act, refusal

KIN, EXCLUSIONS = "meetings:kin-show", "meetings:pool-exclusions"


def kin_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's declaration; it never sees who stands in the pool."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    may = may_declare_kin(user, meeting)
    form = KinForm(posted(request))
    if request.method == "POST":
        if no := refusal(request, may, KIN, pk):
            return no
        if form.is_valid():
            try:
                declare_kin(actor=user, meeting=meeting, **form.cleaned_data)
            except MeetingRefused as refused:
                form.add_error("kin_name", str(refused))
            else:
                messages.success(request, "已申报一名亲属，还有的请继续申报。")
                return redirect(KIN, pk)
    context = {
        "meeting": meeting,
        "rows": kin_of(meeting),
        "staff": staff_names(meeting),
        "form": form,
        "may": may,
        "crumbs": own_crumbs(meeting, "亲属申报"),
    }
    return render(request, "meetings/kin_show.html", context)


@require_POST
def kin_withdraw(request: HttpRequest, pk: int, kin: int) -> HttpResponse:
    """Take one declaration back."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    if no := refusal(request, may_declare_kin(user, meeting), KIN, pk):
        return no
    row = kin_row(meeting, kin)
    if row:
        act(request, lambda: withdraw_kin(actor=user, meeting=meeting, kin=row), "已撤回这一条申报。")
    return redirect(KIN, pk)


@require_POST
def kin_none(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody of the staff has kin to declare."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    if no := refusal(request, may_declare_kin(user, meeting), KIN, pk):
        return no
    act(
        request,
        lambda: declare_no_kin(actor=user, meeting=meeting),
        "已申报：本所人员没有需要申报的亲属。",
    )
    return redirect(KIN, pk)


@require_POST
def pool_kin_exclude(request: HttpRequest, pk: int, kin: int) -> HttpResponse:
    """Keep what bears the name of declared kin out of the pool; the published reason names nobody."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.pools_for(user), pk=pk)
    if no := refusal(request, may_exclude_kin(user, meeting), EXCLUSIONS, pk):
        return no
    row = kin_row(meeting, kin)
    if row is None:
        raise Http404
    form = ExclusionForm(
        {"target": request.POST.get("target", ""), "reason": KIN_REASON},
        businesses=meetings.businesses_of_office(meeting),
        persons=seeing.listed_persons(meeting),
    )
    if form.is_valid():
        act(
            request,
            lambda: exclude_kin(
                actor=user, meeting=meeting, kin=row, business=form.business, person=form.person
            ),
            "已排除，公布的原因不写姓名。",
        )
    return redirect(EXCLUSIONS, pk)
