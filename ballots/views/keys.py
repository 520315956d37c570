"""The two steps at which inspectorate and watcher sit together: the key with the zero report, and the count."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ballots import access, documents, jobs
from ballots.forms.keys import CountForm, KeyForm, typed
from ballots.services import zero_report
from ballots.views.control import SECRETS, control_address, identified_watcher, seen_vote
from registry.access import Answer, first_no
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Vote


def _context(vote: "Vote", title: str) -> dict[str, Any]:
    return {
        "vote": vote,
        "crumbs": [(vote.title, control_address(vote)), (title, "")],
        "demo_words": settings.DEMO_PASSPHRASES if settings.DEMO else {},
    }


def _in(vote: "Vote", *states: S) -> Answer:
    return Answer(vote.state in states, f"投票现为“{vote.get_state_display()}”，现在不办理这一步。")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters(*SECRETS)
def vote_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Both persons make the key; the zero report runs with it. The recovery sheets are in this answer and nowhere else."""
    vote, user = seen_vote(request, pk), acting_user(request)
    form = KeyForm(posted(request))
    may = first_no(access.may_run_vote(user, vote), _in(vote, S.PREPARING, S.TESTING))
    watcher = identified_watcher(request, form, vote) if may and form.is_valid() else None

    def made(codes: dict[str, str]) -> HttpResponse:
        sheets = documents.recovery_sheets([(vote, codes)])
        more = {"sheets": sheets, "back_url": control_address(vote), "back": "回到投票页"}
        return render(request, "ballots/key_made.html", _context(vote, "恢复单") | more)

    return form_page(
        request,
        form=form,
        may=may,
        run=lambda: zero_report.run_zero_report(
            actor=user, watcher=watcher, vote=vote, passphrases=typed(form)
        ),
        to=control_address(vote),
        said="",
        answer=made,
        template="ballots/key_make.html",
        context=_context(vote, "制作密钥"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters(*SECRETS)
def vote_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Both passphrases open the urn; a process of its own counts and seals, and its progress is a page."""
    vote, user = seen_vote(request, pk), acting_user(request)
    form = CountForm(posted(request))
    may = first_no(access.may_count_vote(user, vote), _in(vote, S.CLOSED))
    watcher = identified_watcher(request, form, vote) if may and form.is_valid() else None
    return form_page(
        request,
        form=form,
        may=may,
        run=lambda: jobs.start_count(actor=user, watcher=watcher, vote=vote, passphrases=typed(form)),
        to=lambda job: reverse("desk:job-show", args=[job.pk]),
        said="",
        back=control_address(vote),
        template="ballots/vote_count.html",
        context=_context(vote, "计票并封存"),
    )
