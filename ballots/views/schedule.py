"""The times at which a survey opens and ends by itself: planned by one, confirmed by another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ballots import access
from ballots.forms.schedule import ScheduleForm
from ballots.queries import votes
from ballots.services import confirming
from ballots.services.schedule import set_schedule, withdraw_schedule
from ballots.views import control_page
from ballots.views.control import control_address, seen_vote
from registry.services.confirmations import VALID_WORDS
from registry.views.acting import acting_user
from registry.views.steps import take_step


@require_POST
def vote_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan both times and ask the second person for confirmation."""
    vote, user, form = seen_vote(request, pk), acting_user(request), ScheduleForm(request.POST)

    def run() -> None:
        set_schedule(actor=user, vote=vote, **form.cleaned_data)
        confirming.ask_step(actor=user, vote=vote, action=votes.SCHEDULE_VOTE)

    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        page=lambda: render(
            request, "ballots/vote_show.html", control_page.context(vote, request, schedule_form=form)
        ),
        run=run,
        said=f"已提出，请市纪委监督员在{VALID_WORDS}内确认；确认后到时自动办理。",
        to=control_address(vote),
    )


@require_POST
def vote_unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the times back."""
    vote, user = seen_vote(request, pk), acting_user(request)
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        run=lambda: withdraw_schedule(actor=user, vote=vote),
        said="定时已撤回，请到时人工办理。",
        to=control_address(vote),
    )
