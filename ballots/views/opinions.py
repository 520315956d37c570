"""Released opinions and reply slips, for those whose posts allow it (S0-19)."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ballots import access
from ballots.forms import control
from ballots.queries import votes
from ballots.services import releasing
from ballots.services.slips import answer_slip, open_slip
from ballots.views.control import seen_vote
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from registry.views.steps import take_step
from rulebook.ballot.opinions import subject_label

if TYPE_CHECKING:
    from ballots.models import Vote

TONES = {"pending": "due", "passed": "done", "masked": "waiting", "withheld": "neutral"}
FOREIGN = "意见箱里另有 {} 条没有打开，已随意见箱销毁：不是票道收下的，被改动过，或是计票中断以后才到的。计票没有中断过的，是有人写过数据库，请报告市纪委监督员。"


def _crumbs(vote: "Vote", *last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("投票", reverse("ballots:vote-show", args=[vote.pk])), *last]


def _list_address(pk: int) -> str:
    return reverse("ballots:opinion-list", args=[pk])


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
        "foreign": FOREIGN.format(vote.opinions_foreign) if vote.opinions_foreign else "",
        "first": votes.next_to_screen(vote) if screens else None,
        "may_view_slips": access.may_view_slips(request.user, vote),
    }
    return render(request, "ballots/opinion_list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def opinion_screen(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """One original, and what others may read of it; then the next that waits."""
    vote, user = seen_vote(request, pk, access.may_screen_opinions), acting_user(request)
    row = access.opinion_of(vote, opinion)
    if row is None:
        raise Http404
    form = control.ScreeningForm(posted(request), initial=_decided(row))

    def onward(_: object) -> str:
        following = votes.next_to_screen(vote)
        return reverse("ballots:opinion-screen", args=[pk, following]) if following else _list_address(pk)

    context = {
        "vote": vote,
        "opinion": row,
        "subject": subject_label(votes.form(vote), row.subject),
        "tone": TONES[row.state],
        "left": votes.opinion_numbers(vote).get("pending", 0),
        "crumbs": _crumbs(vote, ("意见", _list_address(pk)), ("审阅", "")),
    }
    return form_page(
        request,
        form=form,
        run=lambda: releasing.screen_opinion(actor=user, opinion=row, **form.cleaned_data),
        said=lambda _: f"已审阅：{row.get_state_display()}。",
        to=onward,
        template="ballots/opinion_screen.html",
        context=context,
    )


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
    vote, user = seen_vote(request, pk, access.may_view_slips), acting_user(request)
    row = access.slip_of(vote, slip)
    if row is None:
        raise Http404
    initial = {"on": row.answered_on or timezone.localdate(), "answer": row.answer}
    form = control.SlipAnswerForm(posted(request), initial=initial)

    def page() -> HttpResponse:
        open_slip(actor=user, slip=row)
        slips = reverse("ballots:slip-list", args=[pk])
        context = {
            "vote": vote,
            "facts": [("姓名", row.name), ("联系方式", row.contact), ("希望答复的事项", row.text)],
            "slip": row,
            "form": form,
            "crumbs": _crumbs(vote, ("答复联系单", slips), ("一张联系单", "")),
        }
        return render(request, "ballots/slip_show.html", context)

    if request.method != "POST":
        return page()
    return take_step(
        request,
        may=access.may_view_slips(user, vote),
        form=form,
        page=page,
        at="on",
        run=lambda: answer_slip(actor=user, slip=row, **form.cleaned_data),
        said="答复已登记。",
        to=reverse("ballots:slip-list", args=[pk]),
    )
