"""The sealed box on the screen: whether one is kept, filling it at sealing, opening it before two persons."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ballots import access
from ballots.forms.boxes import DestroyBoxForm, KeepBoxForm, UnlockForm
from ballots.forms.keys import typed
from ballots.queries import votes
from ballots.queries.boxes import box_of, box_openings
from ballots.services.boxes import keep_box, open_box
from ballots.views.control import SECRETS, control_address, identified_watcher, seen_vote
from registry.views.acting import acting_user
from registry.views.attachments import JSON, download
from registry.views.steps import show_again, take_step

if TYPE_CHECKING:
    from ballots.models import Vote


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
    watcher = identified_watcher(request, form, vote) if form.is_valid() else None
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
            passphrases=typed(form),
        ),
        to=reverse("ballots:box-show", args=[pk]),
        answer=lambda raw: download(raw, f"开箱文件-{vote.pk}.json", JSON),
    )
