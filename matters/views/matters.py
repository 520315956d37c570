"""Pages of problems: the register, one problem, its steps."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matters import access, jobs
from matters.forms.matters import HandlerForm, MatterFilterForm, RaiseForm
from matters.queries import matters as matters_queries
from matters.queries import numbers
from matters.services.matters import hand_out, raise_matter
from matters.services.naming import typed_names
from matters.services.states import MatterRefused
from matters.views.steps import STEPS, shown, take
from registry.queries.listing import page_of
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.lists import export_page
from rulebook.matter.matters import Source

if TYPE_CHECKING:
    from desk.models import Clock
    from matters.models import Matter
    from registry.models import User

PAGE = 30
SHOW, LIST = "matters:matter-show", "matters:matter-list"


def clock_url(clock: "Clock", user: "User") -> str:
    """The problem whose limit a clock is, for whoever may see it."""
    matter = matters_queries.matter_of_clock(clock.pk)
    if matter is None or not access.sees(user, matter):
        return ""
    return reverse(SHOW, args=[matter.pk])


@require_GET
def matter_list(request: HttpRequest) -> HttpResponse:
    """The register, newest first, with how many are in each state."""
    refuse_unless(access.may_use_matters(request.user))
    rows = access.matters_for(request.user)
    form = MatterFilterForm(request.GET, rows)
    found, countable = form.narrowed(rows, newest=True)
    asked = request.GET.get("page", "")
    page = page_of(
        found,
        matters_queries.HOT_FIRST,
        asked,
        read=matters_queries.with_handler,
        size=PAGE,
        countable=countable,
    )
    context = {
        "form": form,
        "page": page,
        "rows": [(matter, matters_queries.tone(matter)) for matter in page],
        "counted": matters_queries.by_state(rows),
        "may_raise": access.may_raise(request.user),
        "may_read_reports": access.may_read_reports(request.user),
        "export_url": reverse("matters:matter-export"),
        "hand_out": HandlerForm(handlers=matters_queries.handlers_of(access.units_to_raise_for(request.user)))
        if access.may_raise(request.user)
        else None,
        "crumbs": [("首页", "/"), ("问题整改", "")],
    }
    return render(request, "matters/matter_list.html", context)


@require_GET
def matter_board(request: HttpRequest) -> HttpResponse:
    """What is open, by state, oldest and hot ones first."""
    refuse_unless(access.may_use_matters(request.user))
    rows = access.matters_for(request.user)
    form = MatterFilterForm(request.GET, rows)
    found, countable = form.narrowed(matters_queries.opened(rows), newest=True)
    context = {
        "form": form,
        "board": matters_queries.board(found, searched=not countable),
        "crumbs": [("首页", "/"), ("问题整改", reverse(LIST)), ("看板", "")],
    }
    return render(request, "matters/matter_board.html", context)


@require_http_methods(["GET", "POST"])
def matter_export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as a workbook with the numbers by unit."""
    return export_page(request, jobs.MATTERS, [("首页", "/"), ("问题整改", reverse(LIST))])


@require_GET
def matter_numbers(request: HttpRequest) -> HttpResponse:
    """The numbers by unit and by person, and how old what is open is."""
    refuse_unless(access.may_use_matters(request.user))
    seen = access.matters_for(request.user)
    found = numbers.tally(seen)
    context = {
        "rows": numbers.numbers_by_unit(found),
        "people": numbers.numbers_by_person(found),
        "ages": numbers.ages(seen),
        "crumbs": [("首页", "/"), ("问题整改", reverse(LIST)), ("统计", "")],
    }
    return render(request, "matters/matter_numbers.html", context)


@require_POST
def matter_hand_out(request: HttpRequest) -> HttpResponse:
    """Give the ticked problems to one person of the unit they all concern."""
    user = acting_user(request)
    refuse_unless(access.may_raise(user))
    matters = matters_queries.chosen(access.matters_for(user), request.POST.getlist("matters"))
    form = HandlerForm(request.POST, handlers=matters_queries.handlers_of(access.units_to_raise_for(user)))
    if not matters:
        messages.error(request, "请先勾选问题。")
    elif not form.is_valid():
        messages.error(request, "请选择承办人。")
    else:
        try:
            n = hand_out(actor=user, matters=matters, handler=form.cleaned_data["handler"])
        except MatterRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"已交办 {n} 项。")
    return redirect(LIST)


def matter_create(request: HttpRequest) -> HttpResponse:
    """Enter a problem."""
    user = acting_user(request)
    form = RaiseForm(
        posted(request),
        units=access.units_to_raise_for(user),
        initial={"raised_on": localdate(), "source": Source.PUBLIC.value},
    )

    def run() -> "Matter":
        given = dict(form.cleaned_data)
        return raise_matter(actor=user, names=typed_names(given.pop("about_names")), **given)

    return form_page(
        request,
        may=access.may_raise(user),
        form=form,
        run=run,
        said="问题已登记。",
        # Whoever enters a problem that names himself sees it no more.
        to=lambda matter: reverse(SHOW, args=[matter.pk]) if access.sees(user, matter) else reverse(LIST),
        template="matters/matter_create.html",
        context={"crumbs": [("首页", "/"), ("问题整改", reverse(LIST)), ("登记", "")]},
    )


def _matter(request: HttpRequest, pk: int) -> "Matter":
    return get_object_or_404(access.matters_for(request.user), pk=pk)


def _page(request: HttpRequest, matter: "Matter", name: str = "", form: Any = None) -> HttpResponse:
    user = acting_user(request)
    context = {
        "matter": matter,
        "tone": matters_queries.tone(matter),
        "facts": matters_queries.facts(matter),
        "steps": shown(STEPS, user, matter, name, form),
        "step_url": "matters:matter-step",
        "row": matter,
        "crumbs": [("首页", "/"), ("问题整改", reverse(LIST)), (str(matter), "")],
    }
    return render(request, "matters/matter_show.html", context)


@require_GET
def matter_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: what it is, what was done, what is to be done now."""
    return _page(request, _matter(request, pk))


@require_POST
def matter_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step; refused, what was typed is still there."""
    matter = _matter(request, pk)
    return take(
        request,
        STEPS,
        matter,
        step,
        page=lambda name, form: _page(request, matter, name, form),
        to=lambda _: reverse(SHOW, args=[pk]) if access.sees(acting_user(request), matter) else reverse(LIST),
        back=reverse(SHOW, args=[pk]),
    )


@require_GET
def evidence_file(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """A file that proves something."""
    row = matters_queries.evidence_of(_matter(request, pk), evidence)
    if row is None:
        raise Http404
    return attachment_response(row.file)
