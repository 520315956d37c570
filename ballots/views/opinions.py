"""Released opinions and reply slips, for those whose posts allow it (S0-19)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ballots import access
from ballots.forms import control
from ballots.queries import votes
from ballots.services import moves, releasing, slips
from ballots.views.control import acting_user, seen_vote
from rulebook.opinions import subject_label

if TYPE_CHECKING:
    from ballots.models import Vote

TONES = {"pending": "due", "passed": "done", "masked": "waiting", "withheld": "neutral"}
CLOSED = ("closed", "counted", "sealed", "published")


def _crumbs(vote: "Vote", *last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("投票", reverse("ballots:vote-show", args=[vote.pk])), *last]


@require_GET
def opinion_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What has passed screening, by subject; for the screener also the way to every original."""
    vote = seen_vote(request, pk, access.may_view_opinions)
    screens = access.may_screen_opinions(request.user, vote)
    shape = votes.form(vote)
    rows = votes.opinions_to_screen(vote) if screens else []
    context = {
        "vote": vote,
        "crumbs": _crumbs(vote, ("意见", "")),
        "numbers": votes.opinion_numbers(vote),
        "groups": votes.grouped_opinions(vote),
        "rows": [
            {
                "pk": row.pk,
                "subject": subject_label(shape, row.subject),
                "state": row.get_state_display(),
                "tone": TONES[row.state],
            }
            for row in rows
        ],
        "first": votes.next_to_screen(vote) if screens else None,
        "may_release": access.may_release_opinions(request.user, vote),
        "ended": vote.state in CLOSED,
        "may_view_slips": access.may_view_slips(request.user, vote),
    }
    return render(request, "ballots/opinion_list.html", context)


@require_POST
def opinions_release(request: HttpRequest, pk: int) -> HttpResponse:
    vote = seen_vote(request, pk, access.may_release_opinions)
    try:
        n = releasing.release_opinions(actor=acting_user(request), vote=vote)
    except moves.VoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"意见已打乱汇总，共 {n} 条，意见箱已销毁。")
    return redirect("ballots:opinion-list", pk)


@require_POST
def opinions_wipe(request: HttpRequest, pk: int) -> HttpResponse:
    vote = seen_vote(request, pk, access.may_release_opinions)
    if releasing.finish_opinion_wipe(vote=vote):
        messages.success(request, "意见箱的清除已完成。")
    else:
        messages.error(request, "数据库正被使用，清除没有完成，请稍候再试。")
    return redirect("ballots:opinion-list", pk)


@require_http_methods(["GET", "POST"])
@never_cache
def opinion_screen(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """One original, and what others may read of it; then the next that waits."""
    vote = seen_vote(request, pk, access.may_screen_opinions)
    row = access.opinion_of(vote, opinion)
    if row is None:
        raise Http404
    if request.method == "POST":
        form = control.ScreeningForm(request.POST)
        if form.is_valid():
            try:
                releasing.screen_opinion(actor=acting_user(request), opinion=row, **form.cleaned_data)
            except moves.VoteRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已审阅：{row.get_state_display()}。")
                following = votes.next_to_screen(vote)
                return (
                    redirect("ballots:opinion-screen", pk, following)
                    if following
                    else redirect("ballots:opinion-list", pk)
                )
    else:
        form = control.ScreeningForm(initial=_decided(row))
    context = {
        "vote": vote,
        "opinion": row,
        "subject": subject_label(votes.form(vote), row.subject),
        "tone": TONES[row.state],
        "form": form,
        "left": votes.opinion_numbers(vote).get("pending", 0),
        "crumbs": _crumbs(vote, ("意见", reverse("ballots:opinion-list", args=[pk])), ("审阅", "")),
    }
    return render(request, "ballots/opinion_screen.html", context, status=422 if form.errors else 200)


def _decided(row: Any) -> dict[str, str]:
    """What stands in the form: the earlier decision, or the original as the start of a masked text."""
    return {
        "decision": "" if row.state == "pending" else row.state,
        "shown": row.shown or row.text,
        "reason": row.reason,
        "seen": row.state,
    }


@require_GET
def slip_list(request: HttpRequest, pk: int) -> HttpResponse:
    """How many asked for a reply and which wait; who they are is on each slip's own page."""
    vote = seen_vote(request, pk, access.may_view_slips)
    context = {"vote": vote, "slips": votes.slips(vote), "crumbs": _crumbs(vote, ("答复联系单", ""))}
    return render(request, "ballots/slip_list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def slip_show(request: HttpRequest, pk: int, slip: str) -> HttpResponse:
    """Who asked, how to reach him, what he was answered; every opening is audited."""
    vote = seen_vote(request, pk, access.may_view_slips)
    row = access.slip_of(vote, slip)
    if row is None:
        raise Http404
    if request.method == "POST":
        form = control.SlipAnswerForm(request.POST)
        if form.is_valid():
            try:
                slips.answer_slip(actor=acting_user(request), slip=row, **form.cleaned_data)
            except moves.VoteRefused as refusal:
                form.add_error("on", str(refusal))
            else:
                messages.success(request, "答复已登记。")
                return redirect("ballots:slip-list", pk)
    else:
        form = control.SlipAnswerForm(
            initial={"on": row.answered_on or timezone.localdate(), "answer": row.answer}
        )
    slips.open_slip(actor=acting_user(request), slip=row)
    context = {
        "vote": vote,
        "facts": [("姓名", row.name), ("联系方式", row.contact), ("希望答复的事项", row.text)],
        "slip": row,
        "form": form,
        "crumbs": _crumbs(vote, ("答复联系单", reverse("ballots:slip-list", args=[pk])), ("一张联系单", "")),
    }
    return render(request, "ballots/slip_show.html", context, status=422 if form.errors else 200)
