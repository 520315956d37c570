"""What goes back to the office and to each officer, and what they made of it (S0-15, S0-20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from ballots.queries.votes import screened_opinions
from evaluations.meetings.access.feedback import own_feedback_for, reply_is_ready
from evaluations.meetings.models import Activity, FeedbackForm, Meeting, Question, ReportingOfficer
from evaluations.meetings.queries.meetings import graded_officers
from evaluations.meetings.queries.preparation import Task
from evaluations.meetings.queries.reports import MARKS
from evaluations.meetings.queries.results import SubjectResult, officer_subject, published_results
from registry.access import AnyUser
from rulebook.meeting.deadlines import Standing, feedback_standing

OFFICE = "office"


@dataclass(frozen=True)
class SheetFacts:
    """One feedback sheet: what is the receiver's own and nothing else. ``result`` is None below k ballots (S0-19)."""

    meeting: Meeting
    officer: ReportingOfficer | None
    result: SubjectResult | None
    ballots: int
    threshold: int
    questions: Sequence[Question]
    opinions: Sequence[str]
    due_on: date
    watermark: str

    @property
    def receiver(self) -> str:
        return f"{self.officer.title} {self.officer.name}" if self.officer else self.meeting.office.name

    @property
    def position(self) -> int:
        """0 for the office, else the officer's place in the order."""
        return self.officer.position if self.officer else 0

    @property
    def name(self) -> str:
        who = self.officer.name if self.officer else "单位"
        return f"{self.meeting.activity.year}年{self.meeting.office}{self.meeting.activity.occasion}反馈单（{who}）"


def watermark_of(meeting: Meeting) -> str:
    """演示 or 演练 across every page of what belongs to a marked round."""
    return MARKS.get(meeting.activity.marking, meeting.activity.marking)


def questions_of(meeting: Meeting) -> QuerySet[Question]:
    """Everything that was asked or suggested in the meeting's sittings, in order."""
    rows = Question.objects.filter(sitting__meeting=meeting)
    return rows.select_related("officer").order_by("sitting__edition", "pk")


def _heard(meeting: Meeting) -> dict[str, list[str]]:
    """Screened opinions by the key of whom they are about; those about nobody go to the office (S0-19)."""
    found: dict[str, list[str]] = {}
    for each in screened_opinions(meeting.vote) if meeting.vote else []:
        found.setdefault(each.subject or OFFICE, []).append(each.text)
    return found


def sheet_facts(meeting: Meeting, due_on: date) -> list[SheetFacts]:
    """The office's sheet, then the officers' in their order."""
    threshold = meeting.vote.threshold if meeting.vote else 0
    ballots = meeting.vote.counted if meeting.vote else 0
    results = {each.subject.key: each for each in published_results(meeting) or []}
    asked, heard = list(questions_of(meeting)), _heard(meeting)
    receivers: list[ReportingOfficer | None] = [None, *graded_officers(meeting)]
    facts = []
    for officer in receivers:
        key = officer_subject(officer) if officer else OFFICE
        officer_pk = officer.pk if officer else None
        facts.append(
            SheetFacts(
                meeting=meeting,
                officer=officer,
                result=results.get(key),
                ballots=ballots,
                threshold=threshold,
                questions=[question for question in asked if question.officer_id == officer_pk],
                opinions=heard.get(key, []),
                due_on=due_on,
                watermark=watermark_of(meeting),
            )
        )
    return facts


@dataclass(frozen=True)
class FeedbackRow:
    """A form and where it stands today."""

    form: FeedbackForm
    standing: Standing

    @property
    def receiver(self) -> str:
        return str(self.form.officer or self.form.meeting.office)


def feedback_row(form: FeedbackForm) -> FeedbackRow:
    standing = feedback_standing(
        due_on=form.due_on, submitted_on=form.submitted_on, done_on=form.done_on, today=localdate()
    )
    return FeedbackRow(form, standing)


def feedback_rows(forms: Iterable[FeedbackForm]) -> list[FeedbackRow]:
    return [feedback_row(form) for form in forms]


def feedback_of_clock(clock: int) -> FeedbackForm | None:
    """The form that a clock watches over."""
    return FeedbackForm.objects.filter(clock=clock).first()


def in_feedback_order(forms: QuerySet[FeedbackForm]) -> QuerySet[FeedbackForm]:
    """By office, its own form before those of its officers."""
    return forms.order_by("meeting__office__code", "meeting", F("officer__position").asc(nulls_first=True))


def feedback_of(meeting: Meeting) -> QuerySet[FeedbackForm]:
    """The meeting's forms, the office's first."""
    rows = meeting.feedback_forms.select_related("officer", "sheet", "meeting__office", "meeting__activity")
    return rows.order_by(F("officer__position").asc(nulls_first=True))


def own_feedback(user: AnyUser, meeting: Meeting) -> QuerySet[FeedbackForm]:
    """The user's own forms of one meeting, the office's first."""
    return feedback_of(meeting).filter(pk__in=own_feedback_for(user).values("pk"))


def feedback_tasks(user: AnyUser, meeting: Meeting) -> list[Task]:
    """What the user still owes after the feedback, for the office's own page."""
    tasks = []
    for row in feedback_rows(own_feedback(user, meeting)):
        standing = row.standing
        tone = "overdue" if standing.open and standing.late else "due" if standing.open else "done"
        title = f"{row.receiver}的反馈整改表"
        note = "分析原因，制定措施，落实后报情况。" if standing.open else ""
        tasks.append(
            Task(
                title,
                standing.sentence,
                tone,
                note,
                "meetings:feedback-show",
                row.form.due_on,
                on=row.form.pk,
            )
        )
    return tasks


def feedback_of_round(forms: QuerySet[FeedbackForm], activity: Activity) -> QuerySet[FeedbackForm]:
    """Of the forms a user may read, those of one round."""
    return in_feedback_order(forms.filter(meeting__activity=activity))


def lacks_sheets(meeting: Meeting) -> bool:
    """Whether forms or sheets are missing, as of a meeting fed back before there were any."""
    forms = meeting.feedback_forms.all()
    return forms.count() < meeting.officers.count() + 1 or forms.filter(sheet__isnull=True).exists()


@dataclass(frozen=True)
class ReplyFacts:
    """What the representatives hear afterwards: the result is published, these measures were set (S0-15)."""

    meeting: Meeting
    forms: Sequence[FeedbackForm]
    watermark: str

    @property
    def result_sentence(self) -> str:
        vote = self.meeting.vote
        day = f"于 {vote.published_at:%Y年%-m月%-d日} " if vote and vote.published_at else ""
        return f"{self.meeting.office}{self.meeting.activity.assessment}的结果已{day}公布，收回评议表 {self.ballots} 张。"

    @property
    def ballots(self) -> int:
        return self.meeting.vote.returned if self.meeting.vote else 0


def reply_facts(meeting: Meeting) -> ReplyFacts | None:
    """None before the result is published and all measures were submitted; nothing unscreened is in it."""
    if not reply_is_ready(meeting).allowed:
        return None
    return ReplyFacts(meeting, list(feedback_of(meeting)), watermark_of(meeting))


def reply_news(meeting: Meeting) -> list[str]:
    """Plain lines for the personal page of a representative; empty while there is nothing to tell."""
    facts = reply_facts(meeting)
    if facts is None:
        return []
    lines = [facts.result_sentence]
    for form in facts.forms:
        lines.append(f"{form.officer or meeting.office}的整改措施：{form.measures}")
        if form.done_on:
            lines.append(f"{form.officer or meeting.office}的落实情况：{form.done}")
    return lines
