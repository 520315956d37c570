"""Opinions collected before the meeting, sorted and analysed into proposed measures (S0-09). No giver is kept (S0-19)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from evaluations.meetings.access.preparation import before_the_meeting
from evaluations.meetings.models import CollectedOpinion, Meeting, ProposedMeasure
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import VersionConflict


@dataclass(frozen=True)
class MeasureData:
    """A problem that opinions come to, under one of the six headings, its analysis and the measure proposed."""

    heading: str
    problem: str
    analysis: str
    measure: str


def collect_opinion(
    *, actor: User, meeting: Meeting, channel: str, collected_on: date, text: str
) -> CollectedOpinion:
    """Write one opinion down. Raises ``MeetingRefused`` once the meeting began."""
    with change(actor, "collect_opinion", meeting) as log:
        row = editable(meeting)
        opinion = CollectedOpinion.objects.create(
            meeting=row, channel=channel, collected_on=collected_on, text=text, entered_by=actor
        )
        log.note(opinion=opinion.pk, channel=channel)
    return opinion


def edit_collected_opinion(
    *,
    actor: User,
    opinion: CollectedOpinion,
    version: int,
    channel: str,
    collected_on: date,
    text: str,
    measure: ProposedMeasure | None,
) -> CollectedOpinion:
    """Mend what was written down, or where it was sorted to. Raises ``MeetingRefused``, ``VersionConflict``."""
    with change(actor, "edit_collected_opinion", opinion.meeting) as log:
        meeting = editable(opinion.meeting)
        _of_the_meeting(meeting, measure)
        row = meeting.collected_opinions.filter(pk=opinion.pk).first()
        if row is None:
            raise MeetingRefused("这条意见刚由别人删除，您填的内容还在下面。")
        if row.version != version:
            raise VersionConflict(row.version)
        row.channel, row.collected_on, row.text, row.measure = channel, collected_on, text, measure
        row.version += 1
        row.save(update_fields=["channel", "collected_on", "text", "measure", "version"])
        log.note(opinion=row.pk)
    return row


def remove_collected_opinion(*, actor: User, opinion: CollectedOpinion) -> None:
    """Take out what was entered by mistake. Raises ``MeetingRefused``."""
    with change(actor, "remove_collected_opinion", opinion.meeting) as log:
        editable(opinion.meeting)
        log.note(opinion=opinion.pk)
        opinion.delete()


def sort_collected_opinions(
    *,
    actor: User,
    meeting: Meeting,
    opinions: Collection[CollectedOpinion],
    measure: ProposedMeasure | MeasureData,
) -> ProposedMeasure:
    """Put opinions under a measure that stands already, or under a new one. Raises ``MeetingRefused``."""
    with change(actor, "sort_collected_opinions", meeting) as log:
        row = editable(meeting)
        if isinstance(measure, MeasureData):
            found = ProposedMeasure.objects.create(
                meeting=row,
                heading=measure.heading,
                problem=measure.problem,
                analysis=measure.analysis,
                measure=measure.measure,
            )
        else:
            found = measure
            _of_the_meeting(row, found)
        pks = [opinion.pk for opinion in opinions]
        row.collected_opinions.filter(pk__in=pks).update(measure=found)
        log.note(measure=found.pk, opinions=sorted(pks))
    return found


def update_measure(
    *, actor: User, measure: ProposedMeasure, version: int, data: MeasureData
) -> ProposedMeasure:
    """Change problem, analysis or measure. Raises ``MeetingRefused``, ``VersionConflict``."""
    with change(actor, "update_measure", measure.meeting) as log:
        row = editable(measure.meeting).measures.filter(pk=measure.pk).first()
        if row is None:
            raise MeetingRefused("这项措施刚由别人删除，您填的内容还在下面。")
        if row.version != version:
            raise VersionConflict(row.version)
        row.heading, row.problem = data.heading, data.problem
        row.analysis, row.measure = data.analysis, data.measure
        row.version += 1
        row.save(update_fields=["heading", "problem", "analysis", "measure", "version"])
        log.note(measure=row.pk)
    return row


def remove_measure(*, actor: User, measure: ProposedMeasure) -> None:
    """Take a measure out; its opinions wait to be sorted again. Raises ``MeetingRefused``."""
    with change(actor, "remove_measure", measure.meeting) as log:
        editable(measure.meeting)
        log.note(measure=measure.pk)
        measure.delete()


def editable(meeting: Meeting) -> Meeting:
    """The meeting's row, locked, while opinions and reports may still change. Raises ``MeetingRefused``."""
    row = locked(meeting)
    if not (answer := before_the_meeting(row)).allowed:
        raise MeetingRefused(answer.reason)
    return row


def _of_the_meeting(meeting: Meeting, measure: ProposedMeasure | None) -> None:
    if measure is not None and measure.meeting_id != meeting.pk:
        raise MeetingRefused("这项措施属于另一场会议。")
