"""The sealed box on the screen: whether one is kept, filling it at sealing, opening it before two persons."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ballots import access
from ballots.forms.boxes import DestroyBoxForm, KeepBoxForm, LockForm, UnlockForm
from ballots.queries import votes
from ballots.queries.boxes import box_of, box_openings
from ballots.services import sealing
from ballots.services.boxes import Passphrases, keep_box, open_box
from ballots.views.control import control_address, identified_watcher, seen_vote
from registry.views.acting import acting_user, posted
from registry.views.attachments import JSON, download
from registry.views.editing import form_page
from registry.views.steps import show_again, take_step
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Vote

SECRETS = ("inspectorate", "inspectorate_again", "watcher", "watcher_again", "password", "token")


def _passphrases(form: LockForm | UnlockForm) -> Passphrases:
    return Passphrases(form.cleaned_data["inspectorate"], form.cleaned_data["watcher"])


@require_POST
def box_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide before the opening whether a box will be kept."""
    vote, user, form = seen_vote(request, pk), acting_user(request), KeepBoxForm(request.POST)

    def said(_: object) -> str:
        days = form.cleaned_data["days"]
        return f"封存时保留票箱，异议期 {days} 天。" if form.cleaned_data["keep"] else "封存时不保留票箱。"

    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        run=lambda: keep_box(actor=user, vote=vote, **form.cleaned_data),
        said=said,
        to=control_address(vote),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters(*SECRETS)
def box_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal a vote that keeps a box: both passphrases, each typed twice."""
    vote, user = seen_vote(request, pk, access.may_count_vote), acting_user(request)
    if not vote.keeps_box or vote.state != S.COUNTED:
        messages.error(request, "现在没有要加口令封存的票箱。")
        return redirect(control_address(vote))
    form = LockForm(posted(request))
    if form.is_valid():
        identified_watcher(request, vote, form)
    return form_page(
        request,
        form=form,
        run=lambda: sealing.seal_vote(actor=user, vote=vote, passphrases=_passphrases(form)),
        said="已封存，票箱已加两道口令锁存。请两人各自保管口令。",
        to=reverse("ballots:box-show", args=[pk]),
        template="ballots/box_seal.html",
        context={"vote": vote, "crumbs": [(vote.title, control_address(vote)), ("封存", "")]},
    )


def _page(request: HttpRequest, vote: "Vote", **bound: Any) -> HttpResponse:
    box = box_of(vote)
    if box is None:
        raise Http404
    kept = box.destroyed_at is None
    runs = access.may_run_vote(request.user, vote)
    open_to = kept and timezone.localdate() <= box.objections_until
    context = {
        "vote": vote,
        "box": box,
        "kept": kept,
        "openings": box_openings(box),
        "crumbs": [(vote.title, reverse("ballots:vote-show", args=[vote.pk])), ("封存票箱", "")],
        "open_form": (bound.get("open_form") or UnlockForm()) if runs and open_to else None,
        "destroy_form": DestroyBoxForm() if runs and kept else None,
        "pending": votes.pending_confirmation(vote),
    }
    return render(request, "ballots/box_show.html", context)


@require_GET
def box_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the box without opening it, and every opening on record."""
    return _page(request, seen_vote(request, pk, access.may_view_internal_count))


@require_POST
@never_cache
@sensitive_post_parameters(*SECRETS)
def box_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Both persons open the box; the opened file is this answer and kept nowhere."""
    vote, user = seen_vote(request, pk, access.may_run_vote), acting_user(request)
    form = UnlockForm(request.POST)
    watcher = identified_watcher(request, vote, form) if form.is_valid() else None
    if watcher is None:
        return show_again(_page(request, vote, open_form=form))
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        page=lambda: _page(request, vote, open_form=form),
        run=lambda: open_box(
            actor=user,
            watcher=watcher,
            vote=vote,
            reason=form.cleaned_data["reason"],
            passphrases=_passphrases(form),
        ),
        to=reverse("ballots:box-show", args=[pk]),
        answer=lambda raw: download(raw, f"开箱文件-{vote.pk}.json", JSON),
    )
