"""The written summaries (S0-18): where each stands, and the figures that a first text is composed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from evaluations.meetings.models import (
    Activity,
    FeedbackForm,
    Meeting,
    MeetingClock,
    MeetingMatter,
    Question,
    WrittenSummary,
)
from evaluations.meetings.queries.preparation import summary_due
from evaluations.meetings.queries.rates import OverallRate, overall_rates
from matters.models import Matter
from rulebook.lifecycle.matter import MatterState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.deadlines import Standing, feedback_standing, summary_standing

HELD = frozenset(
    {MeetingState.COUNTED, MeetingState.COUNT_SIGNED, MeetingState.FED_BACK, MeetingState.ARCHIVED}
)


@dataclass(frozen=True)
class SummaryRow:
    """A summary that is due: the office's, or (``meeting`` None) the round's."""

    meeting: Meeting | None
    summary: WrittenSummary | None
    standing: Standing


def round_meetings(activity: Activity) -> list[Meeting]:
    """Meetings of the round that are not void, by office."""
    rows = activity.meetings.exclude(state=MeetingState.VOID).order_by("office__code", "pk")
    return list(rows.select_related("activity", "activity__bureau", "office", "vote"))


def summary_rows(activity: Activity) -> list[SummaryRow]:
    """The round's summary first, then one for every meeting, whether it came or not."""
    found = {row.meeting_id: row for row in activity.summaries.select_related("meeting", "submitted_by")}
    wanted: list[Meeting | None] = [None, *round_meetings(activity)]
    rows = []
    for meeting in wanted:
        summary = found.get(meeting.pk if meeting else None)
        rows.append(SummaryRow(meeting, summary, standing_of(activity, summary)))
    return rows


def standing_of(activity: Activity, summary: WrittenSummary | None) -> Standing:
    sent = summary.submitted_on if summary else None
    return summary_standing(due_on=summary_due(activity), submitted_on=sent, today=localdate())


def summary_of(activity: Activity, meeting: Meeting | None) -> WrittenSummary | None:
    return activity.summaries.filter(meeting=meeting).select_related("submitted_by").first()


@dataclass
class MatterNumbers:
    """What became of the problems that a meeting raised; ``open`` are the titles of verified ones, ``unverified`` how many are not.

    Until it is verified, a problem is an accusation: nobody reads of it by name (S0-14).
    """

    raised: int = 0
    closed: int = 0
    waiting: int = 0
    open: list[str] = field(default_factory=list)
    unverified: int = 0


@dataclass
class MeetingNumbers:
    """What one meeting's paragraph is written from."""

    meeting: Meeting
    rates: Mapping[str, OverallRate]
    questions: int = 0
    answered: int = 0
    measures: int = 0
    officers: int = 0
    opinions: dict[str, int] = field(default_factory=dict)
    matters: MatterNumbers = field(default_factory=MatterNumbers)
    forms: list[tuple[date, date | None, date | None]] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return self.meeting.state in HELD

    @property
    def sent(self) -> int:
        return sum(submitted is not None for _, submitted, _ in self.forms)

    @property
    def done(self) -> int:
        return sum(done is not None for _, _, done in self.forms)

    @property
    def late(self) -> int:
        today = localdate()
        return sum(
            feedback_standing(due_on=due, submitted_on=sent, done_on=done, today=today).late > 0
            for due, sent, done in self.forms
        )


def meeting_numbers(meetings: Sequence[Meeting]) -> list[MeetingNumbers]:
    """Everything counted for several meetings at once; a fixed number of queries."""
    published = [each.vote for each in meetings if each.vote and each.vote.state == VoteState.PUBLISHED]
    rates = overall_rates(published)
    found = {each.pk: MeetingNumbers(each, rates.get(each.vote_id or 0, {})) for each in meetings}
    rows = Meeting.objects.filter(pk__in=found).order_by()
    questions = Question.objects.filter(sitting__meeting__in=found).order_by()
    for pk, asked, answered in questions.values_list("sitting__meeting").annotate(
        asked=Count("pk"), answered=Count("pk", filter=Q(answer__gt=""))
    ):
        found[pk].questions, found[pk].answered = asked, answered
    for pk, measures in rows.values_list("pk").annotate(Count("measures")):
        found[pk].measures = measures
    for pk, officers in rows.values_list("pk").annotate(Count("officers")):
        found[pk].officers = officers
    channels = rows.filter(collected_opinions__isnull=False)
    for pk, channel, n in channels.values_list("pk", "collected_opinions__channel").annotate(
        Count("collected_opinions")
    ):
        found[pk].opinions[channel] = n
    forms = FeedbackForm.objects.filter(meeting__in=found)
    for pk, due_on, submitted_on, done_on in forms.values_list(
        "meeting", "due_on", "submitted_on", "done_on"
    ):
        found[pk].forms.append((due_on, submitted_on, done_on))
    for row in MeetingMatter.objects.filter(meeting__in=found).select_related("matter").order_by("pk"):
        _count_matter(found[row.meeting_id].matters, row.matter)
    return list(found.values())


def _count_matter(numbers: MatterNumbers, matter: Matter) -> None:
    """Merged ones are counted with the problem they were merged into."""
    if matter.state == MatterState.MERGED:
        return
    numbers.raised += 1
    numbers.closed += matter.state == MatterState.CLOSED
    numbers.waiting += matter.review_on is not None
    if not matter.finding:
        numbers.unverified += 1
    elif matter.state != MatterState.CLOSED:
        numbers.open.append(matter.title)


def meetings_with_limits(year: int) -> QuerySet[Meeting]:
    """Meetings of the year's rounds that the plan's limits concern; no rehearsals, and nothing that is archived."""
    rows = Meeting.objects.filter(activity__year=year, activity__rehearsal_of__isnull=True)
    return rows.exclude(state=MeetingState.ARCHIVED).select_related("activity", "office").order_by("pk")


def meeting_of_clock(clock: int) -> Meeting | None:
    """The meeting whose place or summary a clock watches over."""
    row = MeetingClock.objects.select_related("meeting").filter(clock=clock).first()
    return row.meeting if row is not None else None
