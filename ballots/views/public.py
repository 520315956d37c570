"""What everybody may check without signing in: receipts, the form, the published count; trust in the meeting's certificate."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from ballots import access
from ballots.forms import control
from ballots.queries import files, repeats, votes
from ballots.queries.differences import found_differences
from ballots.services import casting, sealing
from ballots.views import lane
from registry.queries.listing import order_of, page_of
from registry.views.acting import acting_user, posted
from registry.views.attachments import JSON, download
from registry.views.gates import refuse_unless
from rulebook.ballot.codes import display_code, new_code
from rulebook.ballot.form import OVERALL, duty_meeting_form, form_hash
from rulebook.ballot.publication import RECOUNT_FILES, NotPublishable
from rulebook.ballot.receipts import display_receipt, short_receipt
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Vote

CA_FILE = Path(settings.VAR_DIR) / "certificates" / "ca.crt"
RECEIPTS_A_PAGE = 200
PRACTICE_TITLE = "演示：述职述廉评议"
PRACTICE_FORM = duty_meeting_form("示例工商所", ["所长 赵一", "副所长 钱二", "副所长 孙三"])


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("receipt")
@login_not_required
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Whether a receipt lies in a sealed vote. It proves that the ballot is in, never what it says; it stands in no address."""
    form = control.ReceiptForm(posted(request))
    context: dict[str, object] = {"form": form, "votes": list(votes.listed_votes()[:20])}
    if form.is_valid():
        text = form.cleaned_data["receipt"]
        context |= {"checked": display_receipt(text), "found": votes.votes_of_receipt(text)}
    return render(request, "ballots/receipt_check.html", context)


@require_GET
@login_not_required
def receipt_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every receipt of a sealed vote as people see it, sorted."""
    vote = votes.public_vote(pk)
    if vote is None or not vote.sealed_at:
        raise Http404
    # Rows were made in the order of their receipts; a key in the address must be no receipt.
    order = order_of("", {"made": ("pk",)}, default="made")
    page = page_of(votes.receipts_of(vote), order, request.GET.get("page", ""), size=RECEIPTS_A_PAGE)
    receipts = [display_receipt(short_receipt(row.receipt)) for row in page]
    return render(request, "ballots/receipt_list.html", {"vote": vote, "page": page, "receipts": receipts})


@require_GET
@login_not_required
def vote_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it is frozen, with its digest, for everybody to compare with the tablet's."""
    vote = votes.public_vote(pk)
    if vote is None or vote.state == S.PREPARING:
        raise Http404
    # None where the database holds another form than that of the digest.
    shape = votes.known_form(vote.form_hash)
    return render(request, "ballots/vote_form.html", {"vote": vote, "form": shape, "overall": OVERALL})


def _published(pk: int) -> "Vote":
    vote = votes.public_vote(pk)
    if vote is None or vote.state != S.PUBLISHED:
        raise Http404
    return vote


@require_GET
@login_not_required
def vote_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The published edition, drawn from the published file: combined distribution, figures, files and how to check them."""
    vote = _published(pk)
    count = files.published_count(vote)
    context: dict[str, object] = {
        "vote": vote,
        "count": count,
        "formers": repeats.former_votes(vote),
    }
    if count is not None:
        context |= {
            "digests": files.published_digests(vote),
            "subjects": votes.shown_counts(count.counts) if count.counts else [],
            "strata": [
                (cell.label, cell.counts.ballots, votes.shown_counts(cell.counts)) for cell in count.strata
            ],
        }
    seen = access.visible_vote(request.user, pk)
    if seen is not None and access.may_view_internal_count(request.user, seen):
        context |= {"compared": True, "differences": found_differences(vote)}
    return render(request, "ballots/vote_result.html", context)


def _kept(pk: int, name: str) -> HttpResponse:
    raw = files.kept_file(_published(pk), name)
    if raw is None:
        raise Http404
    return download(raw, name, JSON)


@require_GET
@login_not_required
def count_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published ``counts.json``."""
    return _kept(pk, files.COUNTS)


@require_GET
@login_not_required
def publication_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published ``publication.json``."""
    return _kept(pk, files.PUBLICATION)


@require_GET
@never_cache
def count_file_internal(request: HttpRequest, pk: int) -> HttpResponse:
    """The internal ``counts.json``, for those entitled; each taking is audited."""
    vote = access.visible_vote(request.user, pk)
    if vote is None or vote.state not in votes.SEALED:
        raise Http404
    refuse_unless(access.may_view_internal_count(request.user, vote))
    try:
        raw = files.file_of(vote, files.INTERNAL)
    except NotPublishable as refusal:
        messages.error(request, f"{refusal}。更正后才能取计票数据。")
        return redirect("ballots:vote-show", pk)
    sealing.open_internal_count(actor=acting_user(request), vote=vote)
    return download(raw, files.INTERNAL, JSON)


@require_GET
@login_not_required
def recount_file(request: HttpRequest, name: str) -> FileResponse:
    """The checking program and its instructions."""
    file = next((path for path in RECOUNT_FILES if path.name == name), None)
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


@csrf_exempt
@login_not_required
def ballot_try(request: HttpRequest) -> HttpResponse:
    """The same page as a representative sees, casting nothing; in the demo only."""
    if not settings.DEMO:
        raise Http404
    digest = form_hash(PRACTICE_FORM)
    posted = request.POST
    card = posted.get("card", "") or display_code(new_code(secrets.token_bytes))
    marks = control.posted_marks(PRACTICE_FORM, posted) if posted else []
    step = posted.get("step")
    asking = lane.asks_about_blanks(step, marks)
    if asking or step == "review":
        return HttpResponse(
            lane.review_page(
                0, PRACTICE_TITLE, digest, PRACTICE_FORM, "", card, marks, practice=True, asking=asking
            )
        )
    if step in lane.CAST_STEPS:
        return HttpResponse(lane.done_page(casting.Outcome(200, ""), practice=True))
    return HttpResponse(
        lane.filled_page(0, PRACTICE_TITLE, digest, PRACTICE_FORM, card=card, marks=marks, practice=True)
    )


@require_GET
@login_not_required
def trust(request: HttpRequest) -> HttpResponse:
    """How a tablet learns to trust the meeting's own certificate."""
    if not CA_FILE.exists():
        raise Http404
    # The certificate is fetched by the way this page came, perhaps plain http; the ballot page by the meeting's address.
    certificate = request.build_absolute_uri(reverse("ballots:trust-certificate"))
    page = settings.PUBLIC_URL + reverse("ballots:ballot")
    context = {
        "certificate": certificate,
        "page": page,
        "certificate_qr": segno.make(certificate, error="m").svg_data_uri(scale=5),
        "page_qr": segno.make(page, error="m").svg_data_uri(scale=5),
    }
    return render(request, "ballots/trust.html", context)


@require_GET
@login_not_required
def trust_certificate(request: HttpRequest) -> FileResponse:
    """The certificate of the meeting's authority (public; its key never leaves the machine)."""
    if not CA_FILE.exists():
        raise Http404
    return FileResponse(
        CA_FILE.open("rb"), content_type="application/x-x509-ca-cert", filename="pingyi-ca.crt"
    )
