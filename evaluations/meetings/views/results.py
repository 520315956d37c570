"""Pages of the result: published edition, internal count, one's own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ballots.queries.differences import found_differences
from evaluations.meetings.access import seeing, steps
from evaluations.meetings.queries import feedback
from evaluations.meetings.queries.reports import report_facts
from evaluations.meetings.queries.results import (
    officer_subject,
    published_results,
    shown_counts_of,
)
from evaluations.meetings.services.reports import look_into_count
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user
from registry.views.steps import refusal

SHOW = "meetings:meeting-show"


@require_GET
def result_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The published edition; before that, the way to the internal count for those who may."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    answer = steps.may_view_published(user, meeting)
    if not answer.allowed and steps.may_view_internal_count(user, meeting).allowed:
        return redirect("meetings:result-internal", pk)
    if no := refusal(request, answer, SHOW, pk):
        return no
    context = {
        "meeting": meeting,
        "edition": "公布件",
        "counts": shown_counts_of(meeting),
        "results": published_results(meeting),
        "threshold": meeting.vote.threshold if meeting.vote else 0,
        "may_internal": steps.may_view_internal_count(user, meeting),
        "crumbs": meeting_crumbs(meeting, "评议结果"),
    }
    return render(request, "meetings/result_show.html", context)


@require_GET
@never_cache
def result_internal(request: HttpRequest, pk: int) -> HttpResponse:
    """The internal count; the look is on record."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    if no := refusal(request, steps.may_view_internal_count(user, meeting), SHOW, pk):
        return no
    look_into_count(actor=user, meeting=meeting, part="page")
    facts = report_facts(meeting)
    context = {
        "meeting": meeting,
        "edition": "内部计票",
        "facts": facts,
        "differences": found_differences(facts.vote),
        "counts": facts.counts,
        "results": facts.results,
        "crumbs": meeting_crumbs(meeting, "内部计票"),
    }
    return render(request, "meetings/result_internal.html", context)


@require_GET
def result_own(request: HttpRequest, pk: int) -> HttpResponse:
    """What was fed back: the office's result to its head, everybody's own to himself (S0-20)."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.own_results_for(user), pk=pk)
    shown = published_results(meeting)
    results = []
    if shown:
        officer = seeing.own_officer(user, meeting)
        wanted = {officer_subject(officer)} if officer else set()
        if seeing.heads_office(user, meeting):
            wanted.add("office")
        if not wanted:
            raise Http404
        results = [each for each in shown if each.subject.key in wanted]
    context = {
        "meeting": meeting,
        "edition": "反馈",
        "counts": shown_counts_of(meeting),
        "results": results,
        "threshold": meeting.vote.threshold if meeting.vote else 0,
        "own_rows": feedback.feedback_rows(feedback.own_feedback(user, meeting)),
        "crumbs": [("述职述廉", reverse("meetings:activity-list")), (f"{meeting.office}评议结果", "")],
    }
    return render(request, "meetings/result_show.html", context)
