"""The times at which a survey opens and ends by itself: planned by one, confirmed by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ballots import access
from ballots.forms.schedule import ScheduleForm
from ballots.queries import votes
from ballots.services import confirming, moves
from ballots.services.schedule import set_schedule, withdraw_schedule
from ballots.views import panel
from ballots.views.control import acting_user, seen_vote


@require_POST
def vote_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan both times and ask the second person for confirmation."""
    vote = seen_vote(request, pk, access.may_run_vote)
    form = ScheduleForm(request.POST)
    if form.is_valid():
        try:
            set_schedule(actor=acting_user(request), vote=vote, **form.cleaned_data)
            confirming.ask_step(actor=acting_user(request), vote=vote, action=votes.SCHEDULE_VOTE)
        except moves.VoteRefused as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        context = panel.context(vote, request, schedule_form=form)
        return render(request, "ballots/vote_show.html", context, status=422)
    messages.success(request, "已提出，请市纪委监督员在十分钟内确认；确认后到时自动办理。")
    return redirect("ballots:vote-show", pk)


@require_POST
def vote_unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the times back."""
    vote = seen_vote(request, pk, access.may_run_vote)
    try:
        withdraw_schedule(actor=acting_user(request), vote=vote)
    except moves.VoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "定时已撤回，请到时人工办理。")
    return redirect("ballots:vote-show", pk)
