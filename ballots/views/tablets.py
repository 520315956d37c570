"""Tablets for the staff: enrol by QR, see what each has still to deliver, retire, and bring in a file of last resort."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ballots import access, documents
from ballots.forms import control
from ballots.queries import votes
from ballots.queries.tablets import tablets_of, tablets_waited_for
from ballots.services import unsent
from ballots.services.tablets import add_tablet, renumber_tablet, retire_tablet
from ballots.views.control import seen_vote
from registry.views.acting import acting_user
from registry.views.steps import take_step
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Tablet, Vote

ENROLLING = frozenset({S.PREPARING, S.TESTING, S.READY, S.OPEN})


def _context(request: HttpRequest, vote: "Vote", **bound: Any) -> dict[str, Any]:
    found = list(tablets_of(vote))
    enrolling, running = vote.state in ENROLLING, vote.state in votes.RUNNING
    free = max((tablet.number for tablet in found), default=0) + 1
    add_form = bound.pop("add_form", None) or control.TabletForm(initial={"number": free})
    file_form = bound.pop("file_form", None) or control.UnsentFileForm()
    enrolment = bound.get("enrolment")
    return {
        "vote": vote,
        "crumbs": [(vote.title, reverse("ballots:vote-show", args=[vote.pk])), ("平板", "")],
        "enrolment_facts": [("地址", enrolment.address), ("登记码", enrolment.code)] if enrolment else [],
        "tablets": found,
        "unsent": sum(tablet.unsent for tablet in found),
        "waited_for": tablets_waited_for(vote),
        "running": running,
        "add_form": add_form if enrolling else None,
        "file_form": file_form if running and access.may_run_vote(request.user, vote) else None,
        **bound,
    }


def _page(request: HttpRequest, vote: "Vote", **bound: Any) -> HttpResponse:
    return render(request, "ballots/tablet_list.html", _context(request, vote, **bound))


def _list_address(vote: "Vote") -> str:
    return reverse("ballots:tablet-list", args=[vote.pk])


def _tablet(request: HttpRequest, pk: int, tablet: int) -> "tuple[Vote, Tablet]":
    vote = seen_vote(request, pk, access.may_handle_tablets)
    found = access.tablet_of(vote, tablet)
    if found is None:
        raise Http404
    return vote, found


@require_GET
def tablet_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every tablet of the vote; the table renews itself while the vote runs."""
    vote = seen_vote(request, pk, access.may_handle_tablets)
    if request.headers.get("HX-Request"):
        return render(request, "ballots/tablet_list.html#rows", _context(request, vote))
    return _page(request, vote)


@require_POST
@never_cache
def tablet_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A place for one tablet; its code is shown in this answer and nowhere else."""
    vote, user, form = seen_vote(request, pk), acting_user(request), control.TabletForm(request.POST)

    def answer(made: "tuple[Tablet, str]") -> HttpResponse:
        tablet, code = made
        return _page(request, vote, enrolment=documents.tablet_enrolment(vote, code), added=tablet)

    return take_step(
        request,
        may=access.may_handle_tablets(user, vote),
        form=form,
        page=lambda: _page(request, vote, add_form=form),
        at="number",
        run=lambda: add_tablet(actor=user, vote=vote, number=form.cleaned_data["number"]),
        to=_list_address(vote),
        answer=answer,
    )


@require_POST
def tablet_renumber(request: HttpRequest, pk: int, tablet: int) -> HttpResponse:
    """Another number for a tablet."""
    vote, found = _tablet(request, pk, tablet)
    user, form = acting_user(request), control.TabletForm(request.POST)
    return take_step(
        request,
        may=access.may_handle_tablets(user, vote),
        form=form,
        run=lambda: renumber_tablet(actor=user, tablet=found, **form.cleaned_data),
        said=lambda _: f"已改为 {form.cleaned_data['number']} 号平板。",
        to=_list_address(vote),
    )


@require_POST
def tablet_retire(request: HttpRequest, pk: int, tablet: int) -> HttpResponse:
    """Let a tablet start no voter any more."""
    (vote, found), user = _tablet(request, pk, tablet), acting_user(request)
    return take_step(
        request,
        may=access.may_handle_tablets(user, vote),
        run=lambda: retire_tablet(actor=user, tablet=found),
        said=f"{found}已停用，未上传的选票仍可上传。",
        to=_list_address(vote),
    )


def _imported(found: unsent.Imported) -> str:
    words = (
        f"已导入：投入票箱 {found.accepted} 张，此前已在票箱 {found.known} 张，没有接收 {found.refused} 张。"
    )
    if found.later:
        words += f"另有 {found.later} 张因出错次数过多暂缓，请一分钟后再导入同一个文件。"
    return words


@require_POST
def tablet_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed file of a tablet that finds no network."""
    vote, user = seen_vote(request, pk), acting_user(request)
    form = control.UnsentFileForm(request.POST, request.FILES)
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        page=lambda: _page(request, vote, file_form=form),
        at="file",
        run=lambda: unsent.import_unsent(actor=user, vote=vote, raw=form.cleaned_data["file"].read()),
        said=_imported,
        to=_list_address(vote),
    )
