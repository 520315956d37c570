"""What is entered in the log of conduct: visits, contact points, pledges, findings from outside (S3-20 … S3-24)."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate

from evaluations.conduct import access as doors
from evaluations.conduct import services
from evaluations.conduct.forms import ContactPointForm, OutsideFindingForm, PledgeForm, VisitForm
from evaluations.conduct.views.log import LOG, log_crumbs
from registry.forms.conflict import differences
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page

if TYPE_CHECKING:
    from evaluations.conduct.models import ContactPoint, Visit
    from registry.models import User

FORM = "conduct/conduct_log_form.html"
KINDS: dict[str, tuple[str, type[VisitForm | ContactPointForm]]] = {
    "visits": ("三访记录", VisitForm),
    "points": ("联系点", ContactPointForm),
}


def _entry(user: "User", kind: str, pk: int) -> "Visit | ContactPoint":
    if kind == "visits":
        return get_object_or_404(doors.visits_for(user), pk=pk)
    return get_object_or_404(doors.contact_points_for(user), pk=pk)


def conduct_entry(request: HttpRequest, kind: str, pk: int = 0) -> HttpResponse:
    """Enter a visit or a contact point, or change one."""
    user = acting_user(request)
    if kind not in KINDS:
        raise Http404
    title, form_class = KINDS[kind]
    row = _entry(user, kind, pk) if pk else None
    today = localdate()
    initial = {"version": row.version if row else 0} | (
        {} if row else {"visited_on": today, "valid_from": today}
    )
    form = form_class(posted(request), instance=row, initial=initial, units=doors.units_to_write_for(user))
    return form_page(
        request,
        form=form,
        may=doors.may_write_log(user, row.unit) if row else doors.may_enter_log(user),
        run=lambda: services.save_entry(
            actor=user, entry=form.instance, version=form.cleaned_data["version"] or 0
        ),
        theirs=lambda: differences(form, form.stored(_entry(user, kind, pk))),
        to=reverse(LOG),
        template=FORM,
        context={"title": title, "crumbs": log_crumbs(title)},
    )


def conduct_pledge(request: HttpRequest) -> HttpResponse:
    """Register a signed 责任书 with its scan."""
    user = acting_user(request)
    initial = {"year": localdate().year, "signed_on": localdate()}
    form = PledgeForm(
        posted(request), request.FILES or None, initial=initial, units=doors.units_found_at(user)
    )
    return form_page(
        request,
        form=form,
        may=doors.may_run_log(user),
        run=lambda: services.register_pledge(actor=user, **form.pledge()),
        said="责任书已登记。",
        to=reverse(LOG),
        template=FORM,
        context={"title": "登记行风建设责任书", "crumbs": log_crumbs("责任书")},
    )


def conduct_finding(request: HttpRequest) -> HttpResponse:
    """Enter a finding from outside: it becomes a matter of the unit."""
    user = acting_user(request)
    form = OutsideFindingForm(
        posted(request), initial={"found_on": localdate()}, units=doors.units_found_at(user)
    )
    return form_page(
        request,
        form=form,
        may=doors.may_run_log(user),
        run=lambda: services.enter_finding(
            actor=user, finding=form.instance, triage=form.cleaned_data["triage"]
        ),
        said="已登记，并列入问题整改。",
        to=reverse(LOG),
        template=FORM,
        context={"title": "登记外部反映问题", "crumbs": log_crumbs("外部反映问题")},
    )
