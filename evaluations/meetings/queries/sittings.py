"""The meeting day as recorded: who chairs and watches, the agenda, questions with their answers."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from ballots.queries.votes import SEALED, figures
from evaluations.meetings.models import AgendaItem, Meeting, Question, Sitting
from evaluations.meetings.queries.meetings import officers
from evaluations.meetings.queries.reports import MARKS, CompositionRow, composition_rows
from registry.models import Post, Role
from rulebook.ballot.reconciliation import Figures
from rulebook.meeting.agenda import PlannedStep, TimedStep, plan_agenda, plan_collective_agenda, timetable


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a post, by name and title."""

    name: str
    title: str


def _holders(meeting: Meeting, role: Role) -> list[Holder]:
    """Who holds the role in the bureau of the round today."""
    today = localdate()
    rows = (
        Post.objects.filter(unit=meeting.activity.bureau_id, role=role)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .select_related("user", "person")
        .order_by("pk")
    )
    found = [
        Holder(holder.name, row.title or role.label)
        for row in rows
        if (holder := row.user or row.person) is not None and (row.user is None or row.user.is_active)
    ]
    return list(dict.fromkeys(found))


def chairs(meeting: Meeting) -> list[str]:
    """Names of the bureau's discipline secretary, who chairs (S0-10)."""
    return [holder.name for holder in _holders(meeting, Role.CHAIR)]


def usual_chair(meeting: Meeting) -> Holder | None:
    return next(iter(_holders(meeting, Role.CHAIR)), None)


def usual_watcher(meeting: Meeting) -> Holder | None:
    return next(iter(_holders(meeting, Role.WATCHER)), None)


def agenda_items(sitting: Sitting) -> QuerySet[AgendaItem]:
    """The agenda in order, with whose step it is."""
    return sitting.agenda.select_related("officer")


def agenda_item(meeting: Meeting, pk: int) -> AgendaItem | None:
    """One step of any sitting of the meeting."""
    return AgendaItem.objects.filter(pk=pk, sitting__meeting=meeting).select_related("officer").first()


def broken_off(meeting: Meeting) -> list[Sitting]:
    """Sittings that a postponement broke off; they stay on record."""
    return [sitting for sitting in meeting.sittings.all() if sitting.broken_off]


def questions(sitting: Sitting, after: int = 0) -> QuerySet[Question]:
    """Questions and suggestions as they were typed, those typed after the one with the key ``after``."""
    return sitting.questions.filter(pk__gt=after).select_related("officer").order_by("pk")


def question(meeting: Meeting, pk: int) -> Question | None:
    return Question.objects.filter(pk=pk, sitting__meeting=meeting).select_related("officer").first()


@dataclass(frozen=True)
class QuestionNumbers:
    """How many were put, and how many of them are answered."""

    put: int
    answered: int

    @property
    def open(self) -> int:
        return self.put - self.answered


def question_numbers(sitting: Sitting) -> QuestionNumbers:
    return QuestionNumbers(sitting.questions.count(), sitting.questions.exclude(answer="").count())


def planned_agenda(meeting: Meeting) -> list[PlannedStep]:
    """The agenda as it will be, by the officers known now; empty without officers."""
    return agenda_of(meeting, [f"{each.title} {each.name}" for each in officers(meeting)])


def agenda_of(meeting: Meeting, names: list[str]) -> list[PlannedStep]:
    """The agenda of the meeting's kind when those of these names and titles report; empty without any."""
    if not names:
        return []
    if meeting.activity.collective:
        return plan_collective_agenda(meeting.office.name, names[0])
    return plan_agenda(meeting.office.name, names)


def run_sheet_lines(meeting: Meeting) -> list[TimedStep]:
    """The time plan of the meeting."""
    return timetable(planned_agenda(meeting), meeting.activity.agenda_minutes, meeting.held_at)


@dataclass(frozen=True)
class MinutesFacts:
    """What the minutes of the meeting say. ``figures`` are there once the urn is sealed."""

    meeting: Meeting
    sitting: Sitting
    items: list[AgendaItem]
    questions: list[Question]
    composition: list[CompositionRow]
    figures: Figures | None
    watermark: str


def minutes_facts(meeting: Meeting, sitting: Sitting) -> MinutesFacts:
    """Everything of one sitting; a fixed number of queries."""
    vote = meeting.vote
    sealed = vote is not None and vote.state in SEALED
    return MinutesFacts(
        meeting=meeting,
        sitting=sitting,
        items=list(agenda_items(sitting)),
        questions=list(questions(sitting)),
        composition=composition_rows(meeting),
        figures=figures(vote) if vote is not None and sealed else None,
        watermark=watermark(meeting),
    )


def watermark(meeting: Meeting) -> str:
    """What goes across every page of a document of the meeting."""
    marking = meeting.activity.marking
    return MARKS.get(marking, marking)
