"""Notices to the members: letters, the list, the call list with one tap a call (S0-07, S0-09)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.queries.jobs import job_progress
from desk.tasks import nudge
from evaluations.meetings.access import seeing, steps
from evaluations.meetings.access.notices import may_make_letters, may_open_letters
from evaluations.meetings.documents import notice_list
from evaluations.meetings.forms.notices import CallFilterForm, LettersForm
from evaluations.meetings.queries import attendance
from evaluations.meetings.queries.notices import calls, letters_job, letters_of, open_seats
from evaluations.meetings.services import representatives
from evaluations.meetings.services.notices import (
    export_members,
    open_letters,
    record_unreached,
    request_letters,
)
from evaluations.meetings.views.members import member_or_404
from evaluations.meetings.views.trail import meeting_crumbs
from registry.queries.reach import out_of_reach
from registry.views.acting import acting_user
from registry.views.attachments import XLSX, attachment_response, download
from registry.views.steps import refusal, take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting, Representative
    from registry.access import Answer

NOTICES, CALLS = "meetings:notice-show", "meetings:call-list"
PAGE = 20


def _meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(seeing.members_meetings_for(request.user), pk=pk)


@require_GET
def notice_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What the members are told, the letters, and who has not been told yet."""
    return _page(request, _meeting(request, pk))


def _page(request: HttpRequest, meeting: "Meeting", form: LettersForm | None = None) -> HttpResponse:
    user = acting_user(request)
    job = letters_job(meeting)
    own = job is not None and job.created_by_id == user.pk
    context = {
        "meeting": meeting,
        "states": attendance.by_state(meeting),
        "waiting": attendance.waiting_for_notice(meeting),
        "calls": len(calls(meeting)),
        "open_seats": open_seats(meeting),
        "form": form or LettersForm(initial={"contact": meeting.activity.contact}),
        "job": job,
        "progress": job_progress(job) if job and own else None,
        "letters": letters_of(meeting),
        "out_of_reach": out_of_reach(),
        "may_notify": steps.may_notify(user, meeting),
        "may_make": may_make_letters(user, meeting),
        "may_open": may_open_letters(user, meeting),
        "crumbs": meeting_crumbs(meeting, "通知"),
    }
    return render(request, "meetings/notice_show.html", context)


@require_POST
def letters_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the letters; the page shows how far they are."""
    user, meeting = acting_user(request), _meeting(request, pk)
    form = LettersForm(request.POST)
    return take_step(
        request,
        may=may_make_letters(user, meeting),
        form=form,
        run=lambda: nudge(request_letters(actor=user, meeting=meeting, contact=form.cleaned_data["contact"])),
        to=reverse(NOTICES, args=[pk]),
        page=lambda: _page(request, meeting, form),
    )


@require_GET
@never_cache
def letters_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of the present edition; each download is on record."""
    user, meeting = acting_user(request), _meeting(request, pk)
    if no := refusal(request, may_open_letters(user, meeting), NOTICES, pk):
        return no
    file = letters_of(meeting)
    if file is None:
        raise Http404
    open_letters(actor=user, meeting=meeting)
    return attachment_response(file)


@require_GET
@never_cache
def notice_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The members as a workbook; telephone numbers in full for the few, each download on record."""
    user, meeting = acting_user(request), _meeting(request, pk)
    contacts = seeing.sees_contacts(user, meeting)
    export_members(actor=user, meeting=meeting, contacts=contacts)
    content = notice_list.members_workbook(meeting, attendance.members_on_paper(meeting), contacts=contacts)
    return download(content, f"{meeting.activity.year}年{meeting.office}评议代表名单.xlsx", XLSX)


@require_GET
@never_cache
def call_list(request: HttpRequest, pk: int) -> HttpResponse:
    """电话通知表: whom to call, on a phone or on paper; every look at full numbers is on record."""
    user, meeting = acting_user(request), _meeting(request, pk)
    contacts = seeing.sees_contacts(user, meeting)
    if contacts:
        representatives.open_member_contacts(actor=user, meeting=meeting)
    rows = calls(meeting)
    form = CallFilterForm(request.GET, groups=sorted({row.stratum for row in rows}))
    shown = [row for row in rows if form.wanted in ("", row.stratum)]
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(shown, max(1, len(shown)) if "all" in request.GET else PAGE).get_page(
            request.GET.get("page")
        ),
        "open_seats": sum(row.pending for row in rows),
        "contacts": contacts,
        "query": request.GET.urlencode(),
        "may_reply": steps.may_record_reply(user, meeting),
        "may_withdraw": steps.may_withdraw(user, meeting),
        "crumbs": meeting_crumbs(meeting, "电话通知表"),
    }
    return render(request, "meetings/call_list.html", context)


@require_POST
def call_confirm(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Told on the telephone, and will come."""

    def step(row: "Representative") -> None:
        representatives.confirm_representative(actor=acting_user(request), representative=row)

    return _after_call(request, pk, member, steps.may_record_reply, step, "{}：已通知并确认。")


@require_POST
def call_unreached(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Nobody took the call: the row moves to the end."""

    def step(row: "Representative") -> object:
        return record_unreached(actor=acting_user(request), representative=row)

    return _after_call(request, pk, member, steps.may_record_reply, step, "{}：已记未接通，排到后面。")


@require_POST
def call_decline(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Declines, now or before by link: nobody asks why, the next ticket steps in (S0-07)."""

    def step(row: "Representative") -> object:
        return representatives.withdraw_representative(
            actor=acting_user(request), representative=row, reason="declined"
        )

    return _after_call(request, pk, member, steps.may_withdraw, step, "{}：谢绝已登记，有候补的已递补。")


def _after_call(
    request: HttpRequest,
    pk: int,
    member: int,
    may: "Callable[..., Answer]",
    step: "Callable[[Representative], object]",
    done: str,
) -> HttpResponse:
    meeting = _meeting(request, pk)
    row = member_or_404(meeting, member)
    query = request.GET.urlencode()
    return take_step(
        request,
        may=may(acting_user(request), meeting),
        run=lambda: step(row),
        said=done.format(row.label),
        to=f"{reverse(CALLS, args=[pk])}{'?' if query else ''}{query}",
    )
