"""Paper ballots for the staff: print, open the box, stamp, enter twice, decide on differences (S0-12, S0-23)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ballots import access, documents
from ballots.forms import control
from ballots.queries import paper as paper_queries
from ballots.queries import votes
from ballots.services import moves
from ballots.services.paper import decide_sheet, enter_sheet, print_paper, stamp_sheets
from ballots.views.control import seen_vote
from registry.access import Answer
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.steps import take_step
from rulebook.ballot.form import ABSTAIN, ABSTAIN_LABEL
from rulebook.ballot.paper import SPOILT_LABELS, Spoilt
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Vote
    from registry.models import User

PRINTING = frozenset({S.READY, S.OPEN, S.CLOSING})


def _crumbs(vote: "Vote", *last: str) -> list[tuple[str, str]]:
    found = [(vote.title, reverse("ballots:vote-show", args=[vote.pk]))]
    if not last:
        return [*found, ("纸质票", "")]
    return [*found, ("纸质票", reverse("ballots:paper-show", args=[vote.pk])), (last[0], "")]


def _strata(vote: "Vote") -> list[tuple[str, str]]:
    """What sheets may be printed for; none where all are alike."""
    return [(place.stratum, place.label) for place in paper_queries.paper_places(vote) if not place.refusal]


def _refusals(vote: "Vote") -> list[str]:
    """Why some vote on tablets only, each reason once."""
    places = paper_queries.paper_places(vote)
    return list(dict.fromkeys(place.refusal for place in places if place.refusal))


def _may_print(user: "User", vote: "Vote") -> Answer:
    may = access.may_print_cards(user, vote)
    if vote.state not in PRINTING or (vote.by_batches and not _strata(vote)):
        return Answer(False, "现在不能印制纸质票。")
    return may


def _print_form(vote: "Vote", *data: Any) -> control.PrintPaperForm:
    return control.PrintPaperForm(*data, strata=_strata(vote))


def _sheets_form(vote: "Vote", *data: Any, initial: dict[str, int] | None = None) -> control.SheetsForm:
    strata = [(stock.stratum, stock.label) for stock in paper_queries.paper_stocks(vote)]
    return control.SheetsForm(*data, strata=strata, initial=None if strata else initial)


def _show(request: HttpRequest, vote: "Vote", **bound: Any) -> HttpResponse:
    user, running = acting_user(request), vote.state in votes.RUNNING
    given = votes.voids(vote).get("paper", 0)
    found = paper_queries.paper_figures(vote)
    opened = paper_queries.box_is_opened(vote)
    counts, closed = access.may_count_vote(user, vote), vote.state == S.CLOSED
    figures, stocks = [("印制", vote.paper_made), ("换发", given)], paper_queries.paper_stocks(vote)
    if not running and vote.closed_at:
        figures += [("剩余空白", vote.paper_left), ("收回", found.sheets)]
    if vote.sealed_at:
        figures += [("有效", found.valid), ("无效", found.invalid)]
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote),
        "figures": figures,
        "refused": "；".join(_refusals(vote)) if vote.state in PRINTING else "",
        "stocks": stocks,
        "print_form": (bound.get("print_form") or _print_form(vote)) if _may_print(user, vote) else None,
        "sheets_form": (bound.get("sheets_form") or _sheets_form(vote, initial={"n": found.sheets or given}))
        if closed and counts and (stocks or not vote.by_batches)
        else None,
        "closed": closed,
        "opened": opened,
        "unfinished": paper_queries.unfinished_paper(vote, given) if closed else [],
        "may_enter": closed and opened and counts and found.sheets,
        "entered": paper_queries.entered_by(vote, user),
        "sheets": found.sheets,
        "may_decide": closed and access.may_decide_paper(user, vote),
    }
    return render(request, "ballots/paper_show.html", context)


@require_GET
def paper_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How many sheets were printed, given out and returned, and what is to be done next."""
    return _show(request, seen_vote(request, pk, access.may_handle_paper))


def _show_address(vote: "Vote") -> str:
    return reverse("ballots:paper-show", args=[vote.pk])


@require_POST
def paper_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The forms as one PDF; only how many were printed is recorded."""
    vote, user = seen_vote(request, pk), acting_user(request)
    form = _print_form(vote, request.POST)

    def run() -> Iterator[bytes]:
        n, stratum = form.cleaned_data["n"], form.cleaned_data.get("stratum", "")
        label = dict(_strata(vote)).get(stratum, "")
        try:
            pieces = documents.paper_sheets(vote, n, label)
        except ValueError as unfit:
            raise moves.VoteRefused("评议表的项目太多，一张纸印不下，请用平板投票。") from unfit
        print_paper(actor=user, vote=vote, n=n, stratum=stratum)
        return pieces

    return take_step(
        request,
        may=access.may_print_cards(user, vote),
        form=form,
        page=lambda: _show(request, vote, print_form=form),
        run=run,
        to=_show_address(vote),
        answer=lambda pieces: download(pieces, f"纸质评议表-{vote.pk}.pdf"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def paper_stamps(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the stamps to write on the sheets. POST: so many sheets lay in the box."""
    vote, user = seen_vote(request, pk, access.may_count_vote), acting_user(request)
    if request.method == "POST":
        form = _sheets_form(vote, request.POST)
        stamps = reverse("ballots:paper-stamps", args=[vote.pk])
        return take_step(
            request,
            may=access.may_count_vote(user, vote),
            form=form,
            page=lambda: _show(request, vote, sheets_form=form),
            at="n",
            run=lambda: stamp_sheets(actor=user, vote=vote, **form.cleaned_data),
            said=lambda _: "" if form.cleaned_data["n"] else "已登记：纸质票箱里没有票。",
            to=lambda _: stamps if form.cleaned_data["n"] else _show_address(vote),
        )
    context = {"vote": vote, "crumbs": _crumbs(vote, "编号"), "stamps": paper_queries.stamps(vote)}
    context["groups"] = paper_queries.stamps_by_stratum(vote)
    return render(request, "ballots/paper_stamps.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def paper_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet after another by keyboard alone; of the other clerk's readings nothing is shown."""
    vote = seen_vote(request, pk, access.may_count_vote)
    user, shape = acting_user(request), votes.form(vote)
    form = control.EntryForm(posted(request), shape=shape)
    grades = [*((grade.value, grade.label) for grade in shape.grades), (ABSTAIN, ABSTAIN_LABEL)]
    reasons = [(code, SPOILT_LABELS[Spoilt(reason)]) for code, reason in control.SPOILT_CODES.items()]
    given = request.GET.get("saved", "")
    saved = given if given.isdecimal() and len(given) == 4 else ""
    entered, sheets = paper_queries.entered_by(vote, user), len(paper_queries.stamps(vote))
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote, "录入"),
        "criteria": [criterion.label for criterion in shape.criteria],
        "grades": grades,
        "reasons": reasons,
        "entered": entered,
        "sheets": sheets,
        "may_enter": vote.state == S.CLOSED and entered < sheets,
        "saved": saved,
        "saved_label": paper_queries.label_of_stamp(vote, int(saved)) if saved else "",
    }
    again = reverse("ballots:paper-enter", args=[vote.pk])
    return form_page(
        request,
        form=form,
        at="stamp",
        run=lambda: enter_sheet(actor=user, vote=vote, **form.entry()),
        said="",
        to=lambda _: f"{again}?saved={form.cleaned_data['stamp']}",
        template="ballots/paper_enter.html",
        context=context,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def paper_differences(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference list, and the decision on one sheet of it (``?sheet=`` its stamp)."""
    vote = seen_vote(request, pk, access.may_decide_paper)
    if access.has_entered_paper(request.user, vote):
        messages.error(request, "您录入过本次投票的纸质票，不能查看两遍录入的不一致，也不能裁定。")
        return redirect("ballots:paper-show", vote.pk)
    listed = paper_queries.differing_sheets(vote)
    wanted = request.POST.get("sheet") or request.GET.get("sheet", "")
    sheet = next((row for row in listed if str(row.stamp) == wanted), None)
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote, "不一致"),
        "listed": listed,
        "sheet": sheet,
        "decided": paper_queries.decided_sheets(vote),
    }
    here, template = reverse("ballots:paper-differences", args=[vote.pk]), "ballots/paper_differences.html"
    if sheet is None:
        if request.method != "POST":
            return render(request, template, context)
        messages.error(request, "这张票没有待裁定的不一致。")
        return redirect(here)
    stamp, user = sheet.stamp, acting_user(request)
    form = control.DecisionForm(posted(request), places=list(sheet.places), shape=votes.form(vote))
    return form_page(
        request,
        form=form,
        run=lambda: decide_sheet(actor=user, vote=vote, stamp=stamp, **form.decision()),
        said=f"{stamp} 号票已裁定。",
        to=here,
        template=template,
        context=context,
    )
