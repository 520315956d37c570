"""The zero report on paper: printed before the opening, signed, its scan handed in and looked at before it counts (S0-23)."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ballots import access, documents
from ballots.forms.zero_report import ConfirmScanForm, ReplaceScanForm, ScanForm
from ballots.queries.tablets import tablets_of
from ballots.queries.zero_report import former_scans, scan_of, zero_report_of
from ballots.services import zero_report_paper as services
from ballots.views.control import control_address, seen_vote
from registry.views.acting import acting_user
from registry.views.attachments import PDF, download, preview_response
from registry.views.steps import take_step

if TYPE_CHECKING:
    from ballots.models import Vote


HAND_IDS = "hand-%s"
"""Two forms stand on the page at once."""


def _tested_vote(request: HttpRequest, pk: int) -> "Vote":
    vote = seen_vote(request, pk, access.may_attend_vote)
    if not vote.test_report.get("ballots"):
        raise Http404
    return vote


def _page(request: HttpRequest, vote: "Vote", **bound: Any) -> HttpResponse:
    paper = zero_report_of(vote)
    seen = {"version": paper.version if paper else 0}
    counts = bool(paper and paper.submitted_on)
    runs = access.may_run_vote(acting_user(request), vote)
    held = bool(paper and paper.scan and not counts)
    context = {
        "vote": vote,
        "paper": paper,
        "counts": counts,
        "shows_picture": bool(paper and paper.scan and paper.scan.content_type != PDF),
        "former": former_scans(paper),
        "scan_form": (bound.get("scan_form") or ScanForm(initial=seen, auto_id=HAND_IDS))
        if runs and not counts
        else None,
        "confirm_form": (bound.get("confirm_form") or ConfirmScanForm(initial=seen))
        if runs and held
        else None,
        "replace_form": (bound.get("replace_form") or ReplaceScanForm(initial=seen))
        if runs and counts
        else None,
        "crumbs": [
            (vote.origin_label, ""),
            ("投票", control_address(vote)),
            ("零票报告", ""),
        ],
    }
    return render(request, "ballots/zero_report_show.html", context)


@require_GET
def zero_report_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The report to be printed, the scan that is held or counts, and those it replaced."""
    return _page(request, _tested_vote(request, pk))


@require_GET
def zero_report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report to be printed and signed, with the devices as they are now."""
    vote = _tested_vote(request, pk)
    return download(documents.zero_report_pdf(vote, list(tablets_of(vote))), f"零票报告-{vote.pk}.pdf")


@require_GET
@never_cache
def zero_report_scan(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """One scan, to be looked at."""
    found = scan_of(_tested_vote(request, pk), scan)
    if found is None:
        raise Http404
    return preview_response(found)


def _show_address(vote: "Vote") -> str:
    return reverse("ballots:zero-report-show", args=[vote.pk])


@require_POST
def zero_report_hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    vote, user = _tested_vote(request, pk), acting_user(request)
    form = ScanForm(request.POST, request.FILES, auto_id=HAND_IDS)
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        run=lambda: services.hand_zero_report(actor=user, vote=vote, **form.handed()),
        page=lambda: _page(request, vote, scan_form=form),
        at="scan",
        said="扫描件已上传，请看过之后确认。",
        to=_show_address(vote),
    )


@require_POST
def zero_report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    vote, user = _tested_vote(request, pk), acting_user(request)
    form = ConfirmScanForm(request.POST)
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        run=lambda: services.count_zero_report(actor=user, vote=vote, version=form.cleaned_data["version"]),
        page=lambda: _page(request, vote, confirm_form=form),
        at="seen",
        said="零票报告签字件已交存。",
        to=_show_address(vote),
    )


@require_POST
def zero_report_replace(request: HttpRequest, pk: int) -> HttpResponse:
    vote, user = _tested_vote(request, pk), acting_user(request)
    form = ReplaceScanForm(request.POST, request.FILES)
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        run=lambda: services.replace_zero_report(actor=user, vote=vote, **form.handed()),
        page=lambda: _page(request, vote, replace_form=form),
        at="scan",
        said="新的扫描件已上传，请看过之后确认；原来的一份保留。",
        to=_show_address(vote),
    )
