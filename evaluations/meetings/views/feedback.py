"""Feedback sheets, feedback forms and the reply to the representatives (S0-15, S0-20)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import board, seeing, steps
from evaluations.meetings.access.feedback import (
    feedback_forms_for,
    feedback_meetings_for,
    is_own_feedback,
    may_answer_feedback,
    may_make_sheets,
    may_preview_sheets,
    may_read_feedback,
    may_reopen_feedback,
    may_tell_representatives,
    reads_feedback,
    reply_is_ready,
)
from evaluations.meetings.access.own import is_own_meeting
from evaluations.meetings.access.summaries import summary_rounds_for
from evaluations.meetings.documents import feedback as feedback_documents
from evaluations.meetings.forms.feedback import TEXTS, FeedbackAnswerForm, SheetsForm, ToldForm
from evaluations.meetings.forms.meetings import FeedBackForm
from evaluations.meetings.queries.feedback import (
    feedback_of,
    feedback_of_clock,
    feedback_of_round,
    feedback_row,
    feedback_rows,
    lacks_sheets,
    reply_facts,
    sheet_facts,
)
from evaluations.meetings.queries.meetings import graded_officers
from evaluations.meetings.queries.summaries import meeting_of_clock
from evaluations.meetings.services import meetings, reports
from evaluations.meetings.services.feedback import (
    open_feedback,
    reopen_feedback,
    save_feedback,
    submit_done,
    submit_measures,
    tell_representatives,
)
from evaluations.meetings.views.trail import activity_crumbs, meeting_crumbs
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response, download
from registry.views.editing import answer_to, form_page
from registry.views.steps import refusal, take_step
from rulebook.meeting.deadlines import usual_due

if TYPE_CHECKING:
    from datetime import date

    from desk.models import Clock
    from evaluations.meetings.models import FeedbackForm, Meeting
    from registry.models import User

SHOW, LIST = "meetings:feedback-show", "meetings:feedback-list"
STEPS = {
    "save": (save_feedback, "草稿已保存。"),
    "measures": (submit_measures, "整改措施已提交；落实后请回来填写落实情况。"),
    "done": (submit_done, "落实情况已提交，整改办结。"),
}


def _sheets(meeting: "Meeting", due_on: "date") -> dict[int, bytes]:
    """The feedback sheets by position, 0 for the office's."""
    facts = sheet_facts(meeting, due_on)
    return {each.position: feedback_documents.feedback_sheet(each) for each in facts}


def feed_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the sheets, hand them over, then record that the result went back."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    today = localdate()
    form = FeedBackForm(posted(request), initial={"fed_back_on": today, "due_on": usual_due(today)})
    officers = [(each.position, str(each)) for each in graded_officers(meeting)]
    return form_page(
        request,
        form=form,
        may=steps.may_feed_back(user, meeting),
        run=lambda: meetings.feed_back(
            actor=user,
            meeting=meeting,
            sheets=_sheets(meeting, form.cleaned_data["due_on"]),
            **form.cleaned_data,
        ),
        said="反馈已登记，单位负责人和述职人员现在可以查看各自的结果，填报整改措施。",
        to=reverse(LIST, args=[pk]),
        back=reverse("meetings:meeting-show", args=[pk]),
        template="meetings/feed_back.html",
        context={
            "meeting": meeting,
            "receivers": [(0, meeting.office.name), *officers],
            "crumbs": meeting_crumbs(meeting, "反馈"),
        },
    )


@require_GET
@never_cache
def feed_back_sheet(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """One sheet to be printed before the handing over; it shows counts, so the look is on record."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    if no := refusal(request, may_preview_sheets(user, meeting), "meetings:meeting-show", pk):
        return no
    facts = sheet_facts(meeting, usual_due(localdate()))
    wanted = next((each for each in facts if each.position == position), None)
    if wanted is None:
        raise Http404
    reports.look_into_count(actor=user, meeting=meeting, part="feedback_sheet")
    return download(feedback_documents.feedback_sheet(wanted), f"{wanted.name}.pdf")


@require_GET
def feedback_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The forms of one meeting with where they stand, and the reply to its representatives."""
    meeting = get_object_or_404(feedback_meetings_for(request.user), pk=pk)
    form = SheetsForm(initial={"due_on": usual_due(meeting.fed_back_on or localdate())})
    return _list_page(request, meeting, form)


def _list_page(request: HttpRequest, meeting: "Meeting", form: SheetsForm) -> HttpResponse:
    user = acting_user(request)
    context = {
        "meeting": meeting,
        "rows": feedback_rows(feedback_of(meeting)),
        "lacking": lacks_sheets(meeting),
        "may_make": may_make_sheets(user, meeting),
        "form": form,
        "may_tell": may_tell_representatives(user, meeting),
        "ready": reply_is_ready(meeting),
        "crumbs": meeting_crumbs(meeting, "反馈和整改"),
    }
    return render(request, "meetings/feedback_list.html", context)


@require_POST
def feedback_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make up for forms and sheets of a meeting that was fed back without them."""
    user = acting_user(request)
    meeting = get_object_or_404(feedback_meetings_for(user), pk=pk)
    form = SheetsForm(request.POST)

    def make() -> None:
        due_on = form.cleaned_data["due_on"]
        open_feedback(actor=user, meeting=meeting, due_on=due_on, sheets=_sheets(meeting, due_on))

    return take_step(
        request,
        may=may_make_sheets(user, meeting),
        form=form,
        run=make,
        said="反馈单和整改表已补齐。",
        to=reverse(LIST, args=[pk]),
        page=lambda: _list_page(request, meeting, form),
    )


@require_GET
def feedback_round(request: HttpRequest, pk: int) -> HttpResponse:
    """All forms of a round: who has answered, who is late."""
    user = acting_user(request)
    activity = get_object_or_404(summary_rounds_for(user), pk=pk)
    forms = feedback_of_round(feedback_forms_for(user), activity)
    context = {
        "activity": activity,
        "rows": feedback_rows(forms),
        "crumbs": activity_crumbs(activity, "反馈和整改"),
    }
    return render(request, "meetings/feedback_round.html", context)


def feedback_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: read it, save a draft, hand in measures, then what was done."""
    user = acting_user(request)
    row = get_object_or_404(feedback_forms_for(user), pk=pk)
    step = request.POST.get("step", "save")
    if step not in STEPS:
        raise Http404
    form = FeedbackAnswerForm(posted(request), row=row, step=step)
    if request.method != "POST":
        return _form_page(request, row, form)
    service, said = STEPS[step]
    conflict: dict[str, Any] = {}

    def compare(found: VersionConflict) -> None:
        answer_to(form, found)
        conflict["rows"] = form.differences(get_object_or_404(feedback_forms_for(user), pk=pk))

    return take_step(
        request,
        may=may_answer_feedback(user, row),
        form=form,
        run=lambda: service(actor=user, form=row, version=form.cleaned_data["version"], answer=form.answer()),
        said=said,
        to=reverse(SHOW, args=[pk]),
        page=lambda: _form_page(request, get_object_or_404(feedback_forms_for(user), pk=pk), form, conflict),
        compare=compare,
    )


def _form_page(
    request: HttpRequest,
    row: "FeedbackForm",
    form: FeedbackAnswerForm,
    conflict: Mapping[str, Any] | None = None,
) -> HttpResponse:
    user = acting_user(request)
    context = {
        "row": feedback_row(row),
        "form": form,
        "conflict": conflict,
        "may_answer": may_answer_feedback(user, row),
        "texts": [(form.fields[name].label, getattr(row, name)) for name in TEXTS],
        "own": is_own_feedback(user, row),
        "may_reopen": may_reopen_feedback(user, row),
        "crumbs": _crumbs(request, row),
    }
    return render(request, "meetings/feedback_show.html", context)


def feedback_clock_url(clock: "Clock", user: "User") -> str:
    """The form that a clock watches over, for whoever may read it."""
    row = feedback_of_clock(clock.pk)
    if row is None or not may_read_feedback(user, row):
        return ""
    return reverse("meetings:feedback-show", args=[row.pk])


def limit_clock_url(clock: "Clock", user: "User") -> str:
    """The meeting whose place or summary a clock watches over: the office's own page, or the meeting's."""
    meeting = meeting_of_clock(clock.pk)
    if meeting is None:
        return ""
    if is_own_meeting(user, meeting):
        return reverse("meetings:own-show", args=[meeting.pk])
    return reverse("meetings:meeting-show", args=[meeting.pk]) if board.follows_meeting(user, meeting) else ""


def _crumbs(request: HttpRequest, row: "FeedbackForm") -> list[tuple[str, str]]:
    title = f"{row.officer or '单位'}整改表"
    if reads_feedback(request.user, row.meeting):
        trail = meeting_crumbs(row.meeting)
        return [*trail, ("反馈和整改", reverse(LIST, args=[row.meeting_id])), (title, "")]
    own = reverse("meetings:result-own", args=[row.meeting_id])
    return [
        ("述职述廉", reverse("meetings:activity-list")),
        (f"{row.meeting.office}评议结果", own),
        (title, ""),
    ]


@require_POST
def feedback_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a submitted form back for correction."""
    user = acting_user(request)
    row = get_object_or_404(feedback_forms_for(user), pk=pk)
    return take_step(
        request,
        may=may_reopen_feedback(user, row),
        run=lambda: reopen_feedback(actor=user, form=row, version=row.version),
        said="已退回，可以修改后再次提交。",
        to=reverse(SHOW, args=[pk]),
    )


@require_GET
@never_cache
def feedback_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The feedback sheet as it was handed over."""
    user = acting_user(request)
    row = get_object_or_404(feedback_forms_for(user), pk=pk)
    if row.sheet is None:
        messages.error(request, "这份反馈单还没有生成，请联系监察室补制。")
        return redirect(SHOW, pk)
    if not is_own_feedback(user, row):
        reports.look_into_count(actor=user, meeting=row.meeting, part="feedback_sheet")
    return attachment_response(row.sheet)


@require_GET
def feedback_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Measures and what was done, on paper."""
    row = get_object_or_404(feedback_forms_for(acting_user(request)), pk=pk)
    name = f"{row.meeting.activity.year}年{row.meeting.office}反馈整改表（{row.officer or '单位'}）.pdf"
    return download(feedback_documents.rectification_form(row), name)


def representatives_told(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the reply to the representatives."""
    user = acting_user(request)
    meeting = get_object_or_404(feedback_meetings_for(user), pk=pk)
    form = ToldForm(posted(request), initial={"told_on": localdate()})
    return form_page(
        request,
        form=form,
        may=may_tell_representatives(user, meeting),
        run=lambda: tell_representatives(actor=user, meeting=meeting, **form.cleaned_data),
        said="已登记回告代表。",
        to=reverse(LIST, args=[pk]),
        template="meetings/feedback_told.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "回告代表")},
    )


@require_GET
def reply_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """致评议代表, one page to print or post."""
    user = acting_user(request)
    meeting = get_object_or_404(feedback_meetings_for(user), pk=pk)
    facts = reply_facts(meeting)
    if facts is None:
        messages.error(request, reply_is_ready(meeting).reason)
        return redirect(LIST, pk)
    name = f"{meeting.activity.year}年{meeting.office}整改情况回告函.pdf"
    return download(feedback_documents.reply_letter(facts), name)
