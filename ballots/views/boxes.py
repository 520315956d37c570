"""The sealed box on the screen: whether one is kept, filling it at sealing, opening it before two persons."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ballots import access
from ballots.forms.boxes import DestroyBoxForm, KeepBoxForm, LockForm, UnlockForm
from ballots.queries import votes
from ballots.queries.boxes import box_of, box_openings
from ballots.services import moves, sealing
from ballots.services.boxes import Passphrases, keep_box, open_box
from ballots.views.control import acting_user, identified_watcher, seen_vote
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Vote

SECRETS = ("inspectorate", "inspectorate_again", "watcher", "watcher_again", "password", "token")


def _passphrases(form: LockForm | UnlockForm) -> Passphrases:
    return Passphrases(form.cleaned_data["inspectorate"], form.cleaned_data["watcher"])


@require_POST
def box_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide before the opening whether a box will be kept."""
    vote = seen_vote(request, pk, access.may_run_vote)
    form = KeepBoxForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(f"异议期：{error}" for error in form.errors["days"]))
        return redirect("ballots:vote-show", vote.pk)
    given = form.cleaned_data
    try:
        keep_box(actor=acting_user(request), vote=vote, keep=given["keep"], days=given["days"])
    except moves.VoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = f"封存时保留票箱，异议期 {given['days']} 天。" if given["keep"] else "封存时不保留票箱。"
        messages.success(request, words)
    return redirect("ballots:vote-show", vote.pk)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters(*SECRETS)
def box_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal a vote that keeps a box: both passphrases, each typed twice."""
    vote = seen_vote(request, pk, access.may_count_vote)
    if not vote.keeps_box or vote.state != S.COUNTED:
        messages.error(request, "现在没有要加口令封存的票箱。")
        return redirect("ballots:vote-show", vote.pk)
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and identified_watcher(request, vote, form):
        try:
            sealing.seal_vote(actor=acting_user(request), vote=vote, passphrases=_passphrases(form))
        except moves.VoteRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已封存，票箱已加两道口令锁存。请两人各自保管口令。")
            return redirect("ballots:box-show", vote.pk)
    crumbs = [(vote.title, reverse("ballots:vote-show", args=[vote.pk])), ("封存", "")]
    context = {"vote": vote, "form": form, "crumbs": crumbs}
    return render(request, "ballots/box_seal.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, vote: "Vote", status: int = 200, **bound: Any) -> HttpResponse:
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
    return render(request, "ballots/box_show.html", context, status=status)


@require_GET
def box_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the box without opening it, and every opening on record."""
    return _page(request, seen_vote(request, pk, access.may_view_internal_count))


@require_POST
@never_cache
@sensitive_post_parameters(*SECRETS)
def box_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Both persons open the box; the opened file is this answer and kept nowhere."""
    vote = seen_vote(request, pk, access.may_run_vote)
    form = UnlockForm(request.POST)
    watcher = identified_watcher(request, vote, form) if form.is_valid() else None
    if watcher is None:
        return _page(request, vote, 422, open_form=form)
    try:
        raw = open_box(
            actor=acting_user(request),
            watcher=watcher,
            vote=vote,
            reason=form.cleaned_data["reason"],
            passphrases=_passphrases(form),
        )
    except moves.VoteRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, vote, 422, open_form=form)
    response = HttpResponse(raw, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, f"开箱文件-{vote.pk}.json")
    return response
