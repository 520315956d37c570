"""The meeting day: begin, one step after the other, end; the minutes of it (S0-10, S0-13)."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import seeing
from evaluations.meetings.access.sittings import (
    may_begin_meeting,
    may_complete_record,
    may_end_meeting,
    may_take_steps,
)
from evaluations.meetings.documents.meeting_minutes import meeting_minutes_pdf
from evaluations.meetings.forms.sittings import BeginMeetingForm, EndMeetingForm, NoteForm, StepForm
from evaluations.meetings.queries import attendance
from evaluations.meetings.queries.sittings import (
    agenda_item,
    agenda_items,
    broken_off,
    chairs,
    minutes_facts,
    question_numbers,
    usual_chair,
    usual_watcher,
)
from evaluations.meetings.services.sittings import (
    begin_item,
    begin_meeting,
    end_meeting,
    finish_item,
    take_back_item,
    write_item_note,
)
from evaluations.meetings.views.trail import meeting_crumbs
from registry.access import Answer
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.steps import take_step
from rulebook.meeting import agenda

if TYPE_CHECKING:
    from evaluations.meetings.models import AgendaItem, Meeting, Sitting
    from registry.models import User

SHOW = "meetings:sitting-show"
RAIL = {
    agenda.Kind.REPORT: "述职",
    agenda.Kind.QUESTIONS: "问询",
    agenda.Kind.BALLOT: "评议",
    agenda.Kind.COUNT: "计票",
    agenda.Kind.STATEMENT: "表态",
}


@require_GET
def sitting_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the meeting stands and the one next button."""
    user = acting_user(request)
    return _page(request, get_object_or_404(seeing.meetings_for(user), pk=pk))


def _page(request: HttpRequest, meeting: "Meeting", form: StepForm | None = None) -> HttpResponse:
    user, sitting = acting_user(request), meeting.sitting
    items = list(agenda_items(sitting)) if sitting else []
    steps = [item.step for item in items]
    place = agenda.next_place(steps)
    item = items[place] if place is not None else None
    if item and item.state == "current" and item.step.kind not in agenda.BY_THE_VOTE and form is None:
        form = StepForm(item=item, initial={"note": item.note})
    context = {
        "meeting": meeting,
        "sitting": sitting,
        "items": items,
        "item": item,
        "form": form,
        "rail": _rail(items),
        "next": _next(user, meeting, sitting, item),
        "numbers": question_numbers(sitting) if sitting else None,
        "warnings": _warnings(meeting),
        "may_take": may_take_steps(user, meeting),
        "may_complete": may_complete_record(user, meeting),
        "may_back": agenda.place_to_take_back(steps) is not None,
        "broken_off": broken_off(meeting),
        "crumbs": meeting_crumbs(meeting, "会议流程"),
    }
    return render(request, "meetings/sitting_show.html", context)


def _rail(items: "list[AgendaItem]") -> list[dict[str, str]]:
    """The order of S0-13 in five parts, with how many of each are done."""
    rail = []
    for kind, group in groupby(items, key=lambda item: item.step.kind):
        states = [item.state for item in group]
        done = sum(state == "done" for state in states)
        state = "done" if done == len(states) else "current" if done or "current" in states else "todo"
        note = f"{done} / {len(states)}" if len(states) > 1 else ""
        rail.append({"title": RAIL[kind], "state": state, "note": note})
    return rail


def _next(
    user: "User", meeting: "Meeting", sitting: "Sitting | None", item: "AgendaItem | None"
) -> dict[str, Any] | None:
    """The one red button; a step under way has its own, in the form of its note."""
    if sitting is None:
        return _button("开始会议", "sitting-begin", meeting, may_begin_meeting(user, meeting), "get")
    if sitting.ended_at is not None:
        return None
    if item is None:
        return _button("散会", "sitting-end", meeting, may_end_meeting(user, meeting), "get")
    if item.step.kind in agenda.BY_THE_VOTE:
        vote = meeting.vote
        seen = Answer(vote is not None and seeing.may_see_vote(user, vote), "投票由监察室和纪委书记办理。")
        url = reverse("ballots:vote-show", args=[vote.pk]) if vote else ""
        return {"label": "进入投票", "url": url, "answer": seen, "method": "get"}
    if item.state == "current":
        return None
    answer = may_take_steps(user, meeting)
    return _button(f"开始：{item.title}", "sitting-item-begin", meeting, answer, "post", item.pk)


def _button(
    label: str, name: str, meeting: "Meeting", answer: Answer, method: str, *more: int
) -> dict[str, Any]:
    url = reverse(f"meetings:{name}", args=[meeting.pk, *more])
    return {"label": label, "url": url, "answer": answer, "method": method}


def _warnings(meeting: "Meeting") -> list[str]:
    """What the vote will not open without; the sitting may begin all the same (S0-04, S0-05)."""
    gauges = attendance.gauges_by_meeting([meeting]).get(meeting.pk)
    if gauges is None or meeting.state != "check_in":
        return []
    return [f"{gauge.text}。" for gauge in gauges.missed]


def sitting_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair and watcher on record, then the sitting opens."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    initial = BeginMeetingForm.initial_for(usual_chair(meeting), usual_watcher(meeting))
    form = BeginMeetingForm(posted(request), initial=initial, chairs=chairs(meeting))
    return form_page(
        request,
        form=form,
        may=may_begin_meeting(user, meeting),
        run=lambda: begin_meeting(actor=user, meeting=meeting, **form.cleaned_data),
        said="会议已开始，请按流程逐项进行。",
        to=reverse(SHOW, args=[pk]),
        template="meetings/sitting_begin.html",
        context={
            "meeting": meeting,
            "warnings": _warnings(meeting),
            "crumbs": meeting_crumbs(meeting, "开始会议"),
        },
    )


def _item(meeting: "Meeting", pk: int) -> "AgendaItem":
    item = agenda_item(meeting, pk)
    if item is None:
        raise Http404
    return item


@require_POST
def item_begin(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The next step begins; its time is kept."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    row = _item(meeting, item)
    return take_step(
        request,
        may=may_take_steps(user, meeting),
        run=lambda: begin_item(actor=user, meeting=meeting, item=row),
        said=f"开始：{row.title}",
        to=reverse(SHOW, args=[pk]),
    )


@require_POST
def item_finish(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The step under way ends, with its note; what was typed stays when it is refused."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    row = _item(meeting, item)
    form = StepForm(request.POST, item=row)

    def again() -> HttpResponse:
        now = _item(meeting, item)
        if now.state != agenda.State.CURRENT or now.sitting != meeting.sitting:
            return _moved_on(request, meeting, now, form)
        return _page(request, meeting, form)

    return take_step(
        request,
        may=may_take_steps(user, meeting),
        form=form,
        run=lambda: finish_item(actor=user, meeting=meeting, item=row, **form.cleaned_data),
        said=f"结束：{row.title}",
        to=reverse(SHOW, args=[pk]),
        page=again,
        at="note",
    )


def _moved_on(request: HttpRequest, meeting: "Meeting", row: "AgendaItem", form: StepForm) -> HttpResponse:
    """Somebody else ended the step, or took it back, meanwhile: what was typed stays, where its note is amended."""
    typed = (form["note"].value() or "").strip()
    for why in form.errors.get("note", ["这个环节刚才已由他人办理。"]):
        messages.error(request, str(why))
    if not typed or typed == row.note:
        return _page(request, meeting)
    context: dict[str, Any] = {
        "form": NoteForm(initial={"note": typed, "seen": row.note}),
        "meeting": meeting,
        "item": row,
        "crumbs": meeting_crumbs(meeting, row.title),
    }
    if row.note:
        context["conflict"] = {"rows": [{"label": "记录", "theirs": row.note, "yours": typed}]}
    return render(request, "meetings/sitting_note.html", context)


def item_note(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Amend a note until the result is fed back; a concurrent change shows both texts."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    row = _item(meeting, item)
    form = NoteForm(posted(request), initial={"note": row.note, "seen": row.note})

    def theirs() -> list[dict[str, str]]:
        now = _item(meeting, item).note
        form.data = {**form.data, "seen": now}
        return [{"label": "记录", "theirs": now, "yours": form.cleaned_data["note"]}]

    return form_page(
        request,
        form=form,
        may=may_complete_record(user, meeting),
        run=lambda: write_item_note(actor=user, meeting=meeting, item=row, **form.cleaned_data),
        theirs=theirs,
        said="记录已保存。",
        to=reverse(SHOW, args=[pk]),
        at="note",
        template="meetings/sitting_note.html",
        context={"meeting": meeting, "item": row, "crumbs": meeting_crumbs(meeting, row.title)},
    )


@require_POST
def item_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a mistaken press back."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    return take_step(
        request,
        may=may_take_steps(user, meeting),
        run=lambda: take_back_item(actor=user, meeting=meeting),
        said="已退回一步，记录保留。",
        to=reverse(SHOW, args=[pk]),
    )


def sitting_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The sitting ends; whether it was watched throughout is on record."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = EndMeetingForm(posted(request))
    return form_page(
        request,
        form=form,
        may=may_end_meeting(user, meeting),
        run=lambda: end_meeting(
            actor=user,
            meeting=meeting,
            watched_throughout=form.cleaned_data["watched"] == "yes",
            note=form.cleaned_data["note"],
        ),
        said="会议已散会。",
        to=reverse(SHOW, args=[pk]),
        template="meetings/sitting_end.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "散会")},
    )


@require_GET
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """会议记录 as PDF: particulars, who was there, agenda with times, questions and answers, signature lines."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    sitting = meeting.sitting
    if sitting is None:
        messages.error(request, "会议还没有开始，没有会议记录。")
        return redirect(SHOW, pk)
    content = meeting_minutes_pdf(minutes_facts(meeting, sitting))
    return download(content, f"{meeting.office}会议记录.pdf")
