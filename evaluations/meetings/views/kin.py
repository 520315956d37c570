"""Kin of the office's staff: declared on the office's own page, excluded on the pool's (S0-02)."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from evaluations.meetings.views.own import own_crumbs
from registry.views.acting import acting_user, posted
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting

KIN = "meetings:kin-show"


def kin_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's declaration; it never sees who stands in the pool."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    form = KinForm(posted(request))
    if request.method != "POST":
        return _page(request, meeting, form)
    return take_step(
        request,
        may=may_declare_kin(user, meeting),
        form=form,
        run=lambda: declare_kin(actor=user, meeting=meeting, **form.cleaned_data),
        said="已申报一名亲属，还有的请继续申报。",
        to=reverse(KIN, args=[pk]),
        page=lambda: _page(request, meeting, form),
        at="kin_name",
    )


def _page(request: HttpRequest, meeting: "Meeting", form: KinForm) -> HttpResponse:
    context = {
        "meeting": meeting,
        "rows": kin_of(meeting),
        "staff": staff_names(meeting),
        "form": form,
        "may": may_declare_kin(acting_user(request), meeting),
        "crumbs": own_crumbs(meeting, "亲属申报"),
    }
    return render(request, "meetings/kin_show.html", context)


@require_POST
def kin_withdraw(request: HttpRequest, pk: int, kin: int) -> HttpResponse:
    """Take one declaration back; one that is gone already is no mistake."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    row = kin_row(meeting, kin)
    if row is None:
        return redirect(KIN, pk)
    return take_step(
        request,
        may=may_declare_kin(user, meeting),
        run=lambda: withdraw_kin(actor=user, meeting=meeting, kin=row),
        said="已撤回这一条申报。",
        to=reverse(KIN, args=[pk]),
    )


@require_POST
def kin_none(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody of the staff has kin to declare."""
    user = acting_user(request)
    meeting = get_object_or_404(own.own_meetings_for(user), pk=pk)
    return take_step(
        request,
        may=may_declare_kin(user, meeting),
        run=lambda: declare_no_kin(actor=user, meeting=meeting),
        said="已申报：本所人员没有需要申报的亲属。",
        to=reverse(KIN, args=[pk]),
    )


@require_POST
def pool_kin_exclude(request: HttpRequest, pk: int, kin: int) -> HttpResponse:
    """Keep what bears the name of declared kin out of the pool; the published reason names nobody."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.pools_for(user), pk=pk)
    row = kin_row(meeting, kin)
    if row is None:
        raise Http404
    form = ExclusionForm(
        {"target": request.POST.get("target", ""), "reason": KIN_REASON},
        businesses=meetings.businesses_of_office(meeting),
        persons=seeing.listed_persons(meeting),
    )
    return take_step(
        request,
        may=may_exclude_kin(user, meeting),
        form=form,
        run=lambda: exclude_kin(
            actor=user, meeting=meeting, kin=row, business=form.business, person=form.person
        ),
        said="已排除，公布的原因不写姓名。",
        to=reverse("meetings:pool-exclusions", args=[pk]),
    )
