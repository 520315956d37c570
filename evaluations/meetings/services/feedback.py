"""Feedback and what was made of it: sheets, measures, what was done, the reply to the representatives (S0-15, S0-20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from desk.services import clocks
from evaluations.meetings.access.feedback import reply_is_ready
from evaluations.meetings.models import FeedbackForm, Meeting
from evaluations.meetings.queries import meetings
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from registry.services.papers import give_back, hand_in, locked_paper, require_seen, write
from rulebook.lifecycle.meeting import MeetingState

FEEDBACK_POLICY, FEEDBACK_CLOCK = "feedback", "meetings.feedback"
AFTER = frozenset({MeetingState.FED_BACK, MeetingState.ARCHIVED})
THOUGHT = ("analysis", "causes", "measures")
NAMES = {"analysis": "情况分析", "causes": "原因查找", "measures": "整改措施", "done": "落实情况"}


@dataclass(frozen=True)
class FeedbackAnswer:
    """The four texts of a form as typed."""

    analysis: str = ""
    causes: str = ""
    measures: str = ""
    done: str = ""


def open_feedback(
    *, actor: User | None, meeting: Meeting, due_on: date, sheets: Mapping[int, bytes]
) -> list[FeedbackForm]:
    """A form for the office and one for each officer, with the sheet that was handed over; what is there stays.

    ``sheets`` maps positions (0: the office) to the PDF.
    """
    with change(actor, "open_feedback", meeting) as log:
        row = locked(meeting)
        if row.state not in AFTER:
            raise MeetingRefused("结果尚未反馈，反馈后才有整改表。")
        forms = []
        for officer in (None, *meetings.graded_officers(row)):
            form, _ = FeedbackForm.objects.get_or_create(
                meeting=row, officer=officer, defaults={"due_on": due_on}
            )
            position = officer.position if officer else 0
            if form.sheet_id is None and position in sheets:
                who = officer.name if officer else "单位"
                name = f"{row.activity.year}年{row.office}{row.activity.occasion}反馈单（{who}）.pdf"
                form.sheet = store_attachment(actor=actor, name=name, content=sheets[position], allowed={PDF})
                form.save(update_fields=["sheet"])
            _start_clock(actor, form)
            forms.append(form)
        log.note(forms=[form.pk for form in forms], due_on=due_on.isoformat())
    return forms


def _start_clock(actor: User | None, form: FeedbackForm) -> None:
    """What is asked of the receiver runs from now on to its day; a rehearsal asks for nothing."""
    meeting = form.meeting
    if form.clock_id is not None or form.done_on or meeting.activity.rehearsal_of_id is not None:
        return
    started = min(meeting.fed_back_on or localdate(), form.due_on)
    form.clock = clocks.start_clock(
        actor=actor,
        code=FEEDBACK_POLICY,
        title=f"{meeting.activity.year}年{form}",
        unit=meeting.office,
        started_on=started,
        due_on=form.due_on,
        origin_kind=FEEDBACK_CLOCK,
        origin_label=str(meeting),
        handler=meetings.user_of_officer(form.officer) if form.officer else None,
    )
    form.save(update_fields=["clock"])


def void_feedback_clocks(*, actor: User | None, meeting: Meeting) -> None:
    """A meeting that is void asks for nothing any more."""
    for form in meeting.feedback_forms.filter(clock__outcome="open").select_related("clock"):
        if form.clock is not None:
            clocks.void_clock(actor=actor, clock=form.clock)


def _seen(form: FeedbackForm, version: int) -> FeedbackForm:
    row = locked_paper(form)
    require_seen(row, version)
    return row


def _write(row: FeedbackForm, answer: FeedbackAnswer) -> list[str]:
    """Take over the texts that may still change; the names of those that did."""
    if row.done_on:
        raise MeetingRefused("落实情况已经提交，不能再改；需要更正时请监察室退回。")
    open_fields = ("done",) if row.submitted_on else (*THOUGHT, "done")
    return write(row, **{name: getattr(answer, name) for name in open_fields})


def save_feedback(*, actor: User, form: FeedbackForm, version: int, answer: FeedbackAnswer) -> FeedbackForm:
    """Keep a draft. Raises ``VersionConflict``, ``MeetingRefused``."""
    with change(actor, "save_feedback", form) as log:
        row = _seen(form, version)
        log.note(fields=_write(row, answer))
    return row


def submit_measures(*, actor: User, form: FeedbackForm, version: int, answer: FeedbackAnswer) -> FeedbackForm:
    """Hand in analysis, causes and measures, all three; from then on they stay as they are."""
    with change(actor, "submit_measures", form):
        row = _seen(form, version)
        if row.submitted_on:
            raise MeetingRefused("整改措施已经提交。")
        _write(row, answer)
        if missing := [NAMES[name] for name in THOUGHT if not getattr(row, name).strip()]:
            raise MeetingRefused(f"请先填写：{'、'.join(missing)}。")
        hand_in(row, actor=actor)
    return row


def submit_done(*, actor: User, form: FeedbackForm, version: int, answer: FeedbackAnswer) -> FeedbackForm:
    """Hand in what was done, after the measures."""
    with change(actor, "submit_done", form):
        row = _seen(form, version)
        if row.submitted_on is None:
            raise MeetingRefused("请先提交整改措施，再提交落实情况。")
        _write(row, answer)
        if not row.done.strip():
            raise MeetingRefused("请先填写：落实情况。")
        row.done_on = localdate()
        row.save(update_fields=["done_on"])
        if row.clock is not None:
            clocks.stop_clock(actor=actor, clock=row.clock, on=max(row.done_on, row.clock.started_on))
    return row


def reopen_feedback(*, actor: User, form: FeedbackForm, version: int) -> FeedbackForm:
    """Give a submitted form back for correction; what was last submitted opens, the texts stay."""
    with change(actor, "reopen_feedback", form) as log:
        row = _seen(form, version)
        if row.done_on:
            row.done_on = None
            write(row)
            if row.clock is not None:
                clocks.reopen_clock(actor=actor, clock=row.clock)
        else:
            if row.submitted_on and row.meeting.representatives_told_on:
                raise MeetingRefused("措施已经回告代表，不能再退回。")
            give_back(row, unsent=MeetingRefused("措施尚未提交，可以直接修改。"))
        log.note(measures_open=row.submitted_on is None)
    return row


def tell_representatives(*, actor: User, meeting: Meeting, told_on: date, note: str) -> Meeting:
    """Record when and how the representatives heard of the measures (S0-15)."""
    with change(actor, "tell_representatives", meeting) as log:
        row = locked(meeting)
        if not (ready := reply_is_ready(row)).allowed:
            raise MeetingRefused(ready.reason)
        if row.fed_back_on and told_on < row.fed_back_on:
            raise MeetingRefused(f"回告日期早于反馈日期 {row.fed_back_on:%Y-%m-%d}。")
        row.representatives_told_on, row.representatives_told_note = told_on, note
        row.save(update_fields=["representatives_told_on", "representatives_told_note"])
        log.note(told_on=told_on.isoformat())
    return row
