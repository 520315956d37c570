"""The meeting's page, the spine, and its own steps."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import feedback, seeing, sittings, steps
from evaluations.meetings.access.answers import of_the_post
from evaluations.meetings.access.preparation import before_the_meeting
from evaluations.meetings.forms.meetings import MeetingForm, PostponeForm, VoidMeetingForm
from evaluations.meetings.queries import reports
from evaluations.meetings.queries.attendance import gauges_by_meeting
from evaluations.meetings.queries.meetings import officers, past_draws, past_votes
from evaluations.meetings.queries.preparation import preparation_gaps
from evaluations.meetings.services.attendance import open_check_in, prepare_meeting_vote
from evaluations.meetings.services.meetings import (
    archive_meeting,
    close_pool,
    open_pool,
    postpone_meeting,
    update_meeting,
    void_meeting,
)
from evaluations.meetings.views import spine
from evaluations.meetings.views.own import preparation_rows
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting
    from registry.access import Answer
    from registry.models import User

SHOW = "meetings:meeting-show"
SAVED_ANEW = "时间和地点已保存。先前的通知失效，全体代表都须重新通知；抽取仍然有效。"


@require_GET
def meeting_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it, what state is it in, what is the next step; everything else is one link away."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    gauges = gauges_by_meeting([meeting]).get(pk)
    lacking = preparation_gaps([meeting]).get(pk, [])
    context = {
        "meeting": meeting,
        "step": spine.next_step(user, meeting, gauges, lacking),
        "lacking": lacking,
        "preparation": preparation_rows(user, meeting),
        "before_the_meeting": before_the_meeting(meeting).allowed,
        "tone": spine.tone(meeting),
        "rail": spine.rail(user, meeting),
        "officers": officers(meeting),
        "composition": reports.composition_rows(meeting),
        "gauges": gauges,
        "may": _answers(user, meeting),
        "sees_pool": seeing.may_read_pool(user, meeting),
        "reads_feedback": feedback.reads_feedback(user, meeting),
        "sees_draw": meeting.draw is not None and seeing.may_open_draw(user, meeting.draw),
        "rehearsal_under_way": sittings.rehearsal_under_way(user, meeting),
        "past_draws": past_draws(meeting),
        "past_votes": past_votes(meeting),
        "crumbs": meeting_crumbs(meeting),
    }
    return render(request, "meetings/meeting_show.html", context)


def _answers(user: "User", meeting: "Meeting") -> dict[str, "Answer"]:
    """What the page's buttons ask."""
    return {
        "edit": steps.may_edit_meeting(user, meeting),
        "close_pool": steps.may_close_pool(user, meeting),
        "postpone": steps.may_postpone(user, meeting),
        "void": steps.may_void_meeting(user, meeting),
        "internal": steps.may_view_internal_count(user, meeting),
        "published": steps.may_view_published(user, meeting),
        "rehearse": sittings.may_rehearse(user, meeting),
        "end_rehearsal": sittings.may_end_rehearsal(user, meeting.activity),
        "raise": steps.may_raise_from_meeting(user, meeting),
    }


def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Date, time and place; a concurrent change shows both texts."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = MeetingForm(posted(request), initial=MeetingForm.initial_for(meeting))
    return form_page(
        request,
        form=form,
        may=steps.may_edit_meeting(user, meeting),
        run=lambda: update_meeting(actor=user, meeting=meeting, **form.cleaned_data),
        theirs=lambda: form.differences(get_object_or_404(seeing.meetings_for(user), pk=pk)),
        said=lambda saved: SAVED_ANEW if saved.edition != meeting.edition else "时间和地点已保存。",
        to=reverse(SHOW, args=[pk]),
        template="meetings/meeting_edit.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "时间和地点")},
    )


Question = Callable[["User", "Meeting"], "Answer"]
Step = Callable[["User", "Meeting"], object]


def _one_step(
    request: HttpRequest, pk: int, may: Question, step: Step, said: str, to: str = SHOW
) -> HttpResponse:
    """A step that needs nothing but a button. Pressed twice, the service finds it done and changes nothing."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    return take_step(
        request,
        may=of_the_post(may(user, meeting)),
        run=lambda: step(user, meeting),
        said=said,
        to=reverse(to, args=[pk]),
        back=reverse(SHOW, args=[pk]),
    )


@require_POST
def pool_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the roster; the officers are copied from today's posts."""
    return _one_step(
        request,
        pk,
        steps.may_open_pool,
        lambda user, meeting: open_pool(actor=user, meeting=meeting),
        "述职人员已按现任岗位确定，请编制名册。",
        to="meetings:pool-show",
    )


@require_POST
def pool_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to preparation."""
    return _one_step(
        request,
        pk,
        steps.may_close_pool,
        lambda user, meeting: close_pool(actor=user, meeting=meeting),
        "已退回筹备，重新开始编制名册时按当时的岗位确定述职人员。",
    )


@require_POST
def check_in_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the door."""
    return _one_step(
        request,
        pk,
        steps.may_open_check_in,
        lambda user, meeting: open_check_in(actor=user, meeting=meeting),
        "签到已开始，投票已准备。",
        to="meetings:check-in",
    )


@require_POST
def vote_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """A new vote after a void one."""
    return _one_step(
        request,
        pk,
        steps.may_prepare_vote,
        lambda user, meeting: prepare_meeting_vote(actor=user, meeting=meeting),
        "投票已准备。",
    )


@require_POST
def meeting_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the file."""
    return _one_step(
        request,
        pk,
        steps.may_archive,
        lambda user, meeting: archive_meeting(actor=user, meeting=meeting),
        "会议已归档。",
    )


def meeting_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """The only way on when the conditions of opening are not met."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = PostponeForm(posted(request), initial={"held_at": meeting.held_at, "place": meeting.place})
    return form_page(
        request,
        form=form,
        may=steps.may_postpone(user, meeting),
        run=lambda: postpone_meeting(actor=user, meeting=meeting, **form.cleaned_data),
        said="会议已延期，请重新通知全体代表；抽取仍然有效。",
        to=reverse(SHOW, args=[pk]),
        template="meetings/meeting_postpone.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "延期")},
    )


def meeting_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a meeting that has neither draw nor vote."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = VoidMeetingForm(posted(request))
    return form_page(
        request,
        form=form,
        may=steps.may_void_meeting(user, meeting),
        run=lambda: void_meeting(actor=user, meeting=meeting, reason=form.cleaned_data["reason"]),
        said="会议已作废。",
        to=reverse(SHOW, args=[pk]),
        template="meetings/meeting_void.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "作废")},
    )
