"""Kin of the office's staff: declared on the office's own page, excluded on the pool's (S0-02)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evaluations import access, queries, services
from evaluations.forms import ExclusionForm, KinForm
from evaluations.services import MeetingRefused
from evaluations.views.acting import act, posted, refusal, signed_in
from evaluations.views.own import own_crumbs

KIN, EXCLUSIONS = "evaluations:kin-show", "evaluations:pool-exclusions"


def kin_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's declaration; it never sees who stands in the pool."""
    user = signed_in(request)
    meeting = get_object_or_404(access.own_meetings_for(user), pk=pk)
    may = access.may_declare_kin(user, meeting)
    form = KinForm(posted(request))
    if request.method == "POST":
        if no := refusal(request, may, KIN, pk):
            return no
        if form.is_valid():
            try:
                services.declare_kin(actor=user, meeting=meeting, **form.cleaned_data)
            except MeetingRefused as refused:
                form.add_error("kin_name", str(refused))
            else:
                messages.success(request, "已申报一名亲属，还有的请继续申报。")
                return redirect(KIN, pk)
    context = {
        "meeting": meeting,
        "rows": queries.kin_of(meeting),
        "staff": queries.staff_names(meeting),
        "form": form,
        "may": may,
        "crumbs": own_crumbs(meeting, "亲属申报"),
    }
    return render(request, "evaluations/kin_show.html", context)


@require_POST
def kin_withdraw(request: HttpRequest, pk: int, kin: int) -> HttpResponse:
    """Take one declaration back."""
    user = signed_in(request)
    meeting = get_object_or_404(access.own_meetings_for(user), pk=pk)
    if no := refusal(request, access.may_declare_kin(user, meeting), KIN, pk):
        return no
    row = queries.kin_row(meeting, kin)
    if row:
        act(
            request, lambda: services.withdraw_kin(actor=user, meeting=meeting, kin=row), "已撤回这一条申报。"
        )
    return redirect(KIN, pk)


@require_POST
def kin_none(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody of the staff has kin to declare."""
    user = signed_in(request)
    meeting = get_object_or_404(access.own_meetings_for(user), pk=pk)
    if no := refusal(request, access.may_declare_kin(user, meeting), KIN, pk):
        return no
    act(
        request,
        lambda: services.declare_no_kin(actor=user, meeting=meeting),
        "已申报：本所人员没有需要申报的亲属。",
    )
    return redirect(KIN, pk)


@require_POST
def pool_kin_exclude(request: HttpRequest, pk: int, kin: int) -> HttpResponse:
    """Keep what bears the name of declared kin out of the pool; the published reason names nobody."""
    user = signed_in(request)
    meeting = get_object_or_404(access.pools_for(user), pk=pk)
    if no := refusal(request, access.may_exclude_kin(user, meeting), EXCLUSIONS, pk):
        return no
    row = queries.kin_row(meeting, kin)
    if row is None:
        raise Http404
    form = ExclusionForm(
        {"target": request.POST.get("target", ""), "reason": services.KIN_REASON},
        businesses=queries.businesses_of_office(meeting),
        persons=access.listed_persons(meeting),
    )
    if form.is_valid():
        act(
            request,
            lambda: services.exclude_kin(
                actor=user, meeting=meeting, kin=row, business=form.business, person=form.person
            ),
            "已排除，公布的原因不写姓名。",
        )
    return redirect(EXCLUSIONS, pk)
