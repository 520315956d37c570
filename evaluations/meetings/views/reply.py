"""The personal page of a member: comes or does not come, without sign-in and without a reason (S0-07)."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.meetings.access.notices import member_of_token
from evaluations.meetings.queries import feedback
from evaluations.meetings.queries.notices import group_office_of
from evaluations.meetings.services.notices import answer_by_link
from registry.access import YES
from registry.views.steps import take_step
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import RepresentativeState as S
from rulebook.lifecycle.vote import VoteState

if TYPE_CHECKING:
    from evaluations.meetings.models import Representative

ASKING = frozenset({MeetingState.DRAWN, MeetingState.NOTIFIED, MeetingState.CHECK_IN})
AFTER = frozenset(
    {MeetingState.COUNTED, MeetingState.COUNT_SIGNED, MeetingState.FED_BACK, MeetingState.ARCHIVED}
)
CHANGED = "会议的时间或地点已变，请以新的通知为准。本页不再使用。"
CANCELLED = "本场会议已取消，您不必到会。打扰之处，请您谅解。"
UNDER_WAY = "会议正在投票。已经到会的，请留在会场；没有到会的，不必再答复。"
OVER = "会议已经开过，感谢您对评议工作的支持。"


def _member(token: str) -> "tuple[Representative, int]":
    """Whose page it is; a forged address is not there."""
    found = member_of_token(token)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_not_required
@require_safe
@never_cache
def reply_show(request: HttpRequest, token: str) -> HttpResponse:
    """When, where, that it is voluntary, and two buttons; after the meeting what came of it."""
    member, edition = _member(token)
    meeting = member.meeting
    sentence = closed_sentence(member, edition)
    gone = sentence in (CHANGED, CANCELLED)
    context: dict[str, object] = {
        "token": token,
        "sentence": sentence,
        "meeting": None if gone else meeting,
        "member": None if gone else member,
        "rehearsal": meeting.activity.marking == "rehearsal",
        "office": group_office_of(meeting.activity),
        "contact": meeting.activity.contact,
    }
    if sentence == OVER:
        context |= {"news": feedback.reply_news(meeting), "result_url": _result_url(member)}
    return _shown(request, "meetings/reply_show.html", context)


def closed_sentence(member: "Representative", edition: int) -> str:
    """Why the page asks nothing; empty while it asks."""
    state = MeetingState(member.meeting.state)
    if state == MeetingState.VOID:
        return CANCELLED
    if edition != member.meeting.edition or state in (MeetingState.DRAFT, MeetingState.POOL):
        return CHANGED
    if state in AFTER:
        return OVER
    return "" if state in ASKING else UNDER_WAY


def _result_url(member: "Representative") -> str:
    vote = member.meeting.vote
    if vote is None or vote.state != VoteState.PUBLISHED:
        return ""
    return reverse("ballots:vote-result", args=[vote.pk])


@login_not_required
@require_POST
@never_cache
def reply_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Will come."""
    return _answer(request, token, comes=True)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Will not come: asked once whether that is meant, never why."""
    member, edition = _member(token)
    if request.method == "POST":
        return _answer(request, token, comes=False)
    if closed_sentence(member, edition) or member.state in (S.DECLINED, S.REPLACED):
        return redirect("meetings:reply", token)
    context: dict[str, object] = {
        "token": token,
        "meeting": member.meeting,
        "member": member,
        "rehearsal": member.meeting.activity.marking == "rehearsal",
    }
    return _shown(request, "meetings/reply_decline.html", context)


def _answer(request: HttpRequest, token: str, *, comes: bool) -> HttpResponse:
    member, edition = _member(token)
    return take_step(
        request,
        may=YES,
        run=lambda: answer_by_link(representative=member, edition=edition, comes=comes),
        to=reverse("meetings:reply", args=[token]),
    )
