"""Paper ballots for the staff: print, open the box, stamp, enter twice, decide on differences (S0-12, S0-23)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ballots import access, documents
from ballots.forms import control
from ballots.queries import votes
from ballots.queries.paper import (
    box_is_opened,
    decided_sheets,
    differing_sheets,
    entered_by,
    paper_figures,
    stamps,
    unfinished_paper,
)
from ballots.services import moves
from ballots.services.paper import decide_sheet, enter_sheet, print_paper, stamp_sheets
from ballots.views.control import acting_user, seen_vote
from rulebook.ballot import ABSTAIN, ABSTAIN_LABEL
from rulebook.lifecycle.vote import VoteState as S
from rulebook.paper import SPOILT_LABELS, Spoilt

if TYPE_CHECKING:
    from ballots.models import Vote

PRINTING = frozenset({S.READY, S.OPEN, S.CLOSING})


def _crumbs(vote: "Vote", *last: str) -> list[tuple[str, str]]:
    found = [(vote.title, reverse("ballots:vote-show", args=[vote.pk]))]
    if not last:
        return [*found, ("纸质票", "")]
    return [*found, ("纸质票", reverse("ballots:paper-show", args=[vote.pk])), (last[0], "")]


def _show(request: HttpRequest, vote: "Vote", status: int = 200, **bound: Any) -> HttpResponse:
    user, running = acting_user(request), vote.state in votes.RUNNING
    given = votes.voids(vote).get("paper", 0)
    found = paper_figures(vote)
    opened = box_is_opened(vote)
    counts, closed = access.may_count_vote(user, vote), vote.state == S.CLOSED
    figures = [("印制", vote.paper_made), ("换发", given)]
    if not running and vote.closed_at:
        figures += [("剩余空白", vote.paper_left), ("收回", found.sheets)]
    if vote.sealed_at:
        figures += [("有效", found.valid), ("无效", found.invalid)]
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote),
        "figures": figures,
        "print_form": (bound.get("print_form") or control.PrintPaperForm())
        if vote.state in PRINTING and access.may_print_cards(user, vote)
        else None,
        "sheets_form": (bound.get("sheets_form") or control.SheetsForm(initial={"n": found.sheets or given}))
        if closed and counts
        else None,
        "closed": closed,
        "opened": opened,
        "unfinished": unfinished_paper(vote, given) if closed else [],
        "may_enter": closed and opened and counts and found.sheets,
        "entered": entered_by(vote, user),
        "sheets": found.sheets,
        "may_decide": closed and access.may_decide_paper(user, vote),
    }
    return render(request, "ballots/paper_show.html", context, status=status)


@require_GET
def paper_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How many sheets were printed, given out and returned, and what is to be done next."""
    return _show(request, seen_vote(request, pk, access.may_handle_paper))


@require_POST
def paper_print(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The forms as one PDF; only how many were printed is recorded."""
    vote = seen_vote(request, pk, access.may_print_cards)
    form = control.PrintPaperForm(request.POST)
    if not form.is_valid():
        return _show(request, vote, 422, print_form=form)
    n = form.cleaned_data["n"]
    try:
        pieces = documents.paper_sheets(vote, n)
        print_paper(actor=acting_user(request), vote=vote, n=n)
    except moves.VoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("ballots:paper-show", vote.pk)
    except ValueError:
        messages.error(request, "评议表的项目太多，一张纸印不下，请用平板投票。")
        return redirect("ballots:paper-show", vote.pk)
    response = StreamingHttpResponse(pieces, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = content_disposition_header(True, f"纸质评议表-{vote.pk}.pdf")
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def paper_stamps(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the stamps to write on the sheets. POST: so many sheets lay in the box."""
    vote = seen_vote(request, pk, access.may_count_vote)
    if request.method == "POST":
        form = control.SheetsForm(request.POST)
        if not form.is_valid():
            return _show(request, vote, 422, sheets_form=form)
        try:
            stamp_sheets(actor=acting_user(request), vote=vote, n=form.cleaned_data["n"])
        except moves.VoteRefused as refusal:
            form.add_error("n", str(refusal))
            return _show(request, vote, 422, sheets_form=form)
        if not form.cleaned_data["n"]:
            messages.success(request, "已登记：纸质票箱里没有票。")
            return redirect("ballots:paper-show", vote.pk)
        return redirect("ballots:paper-stamps", vote.pk)
    context = {"vote": vote, "crumbs": _crumbs(vote, "编号"), "stamps": stamps(vote)}
    return render(request, "ballots/paper_stamps.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def paper_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet after another by keyboard alone; of the other clerk's readings nothing is shown."""
    vote = seen_vote(request, pk, access.may_count_vote)
    user, shape, status = acting_user(request), votes.form(vote), 200
    form = control.EntryForm(request.POST if request.method == "POST" else None, shape=shape)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                enter_sheet(
                    actor=user,
                    vote=vote,
                    stamp=given["stamp"],
                    marks=given["marks"],
                    invalid=given["invalid"],
                )
            except moves.VoteRefused as refusal:
                form.add_error("stamp", str(refusal))
            else:
                return redirect(f"{reverse('ballots:paper-enter', args=[vote.pk])}?saved={given['stamp']}")
    grades = [*((grade.value, grade.label) for grade in shape.grades), (ABSTAIN, ABSTAIN_LABEL)]
    reasons = [(code, SPOILT_LABELS[Spoilt(reason)]) for code, reason in control.SPOILT_CODES.items()]
    saved = request.GET.get("saved", "")
    entered, sheets = entered_by(vote, user), len(stamps(vote))
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote, "录入"),
        "form": form,
        "criteria": [criterion.label for criterion in shape.criteria],
        "grades": grades,
        "reasons": reasons,
        "entered": entered,
        "sheets": sheets,
        "may_enter": vote.state == S.CLOSED and entered < sheets,
        "saved": saved if saved.isdecimal() and len(saved) == 4 else "",
    }
    return render(request, "ballots/paper_enter.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def paper_differences(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference list, and the decision on one sheet of it (``?sheet=`` its stamp)."""
    vote = seen_vote(request, pk, access.may_decide_paper)
    if access.has_entered_paper(request.user, vote):
        messages.error(request, "您录入过本次投票的纸质票，不能查看两遍录入的不一致，也不能裁定。")
        return redirect("ballots:paper-show", vote.pk)
    listed = differing_sheets(vote)
    wanted = request.POST.get("sheet") or request.GET.get("sheet", "")
    sheet = next((row for row in listed if str(row.stamp) == wanted), None)
    form, status = None, 200
    if sheet:
        posted = request.POST if request.method == "POST" else None
        form = control.DecisionForm(posted, places=list(sheet.places), shape=votes.form(vote))
    if request.method == "POST":
        if form is None or sheet is None:
            messages.error(request, "这张票没有待裁定的不一致。")
            return redirect("ballots:paper-differences", vote.pk)
        if _decided(request, vote, sheet.stamp, form):
            return redirect("ballots:paper-differences", vote.pk)
        status = 422
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote, "不一致"),
        "listed": listed,
        "sheet": sheet,
        "form": form,
        "decided": decided_sheets(vote),
    }
    return render(request, "ballots/paper_differences.html", context, status=status)


def _decided(request: HttpRequest, vote: "Vote", stamp: int, form: control.DecisionForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        decide_sheet(
            actor=acting_user(request),
            vote=vote,
            stamp=stamp,
            marks=given["marks"],
            invalid=given["invalid"],
            reason=given["reason"],
        )
    except moves.VoteRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{stamp} 号票已裁定。")
    return True
