"""Opinions collected before the meeting and the measures they came to (S0-09)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from evaluations.meetings.models import OPINION_CHANNELS, CollectedOpinion, Meeting, ProposedMeasure
from rulebook.meeting.duty_report import HEADING_CHOICES

SEVERAL = 2
"""“多种形式和途径”: fewer channels than this are pointed at."""


@dataclass(frozen=True)
class ChannelRow:
    """How many opinions came by one channel, how many are not sorted yet; ``cells`` are (heading, n)."""

    channel: str
    total: int
    cells: list[tuple[str, int]]
    unsorted: int


def collected_opinions(meeting: Meeting) -> QuerySet[CollectedOpinion]:
    """All of a meeting's, with the measure and how many reports answer each."""
    rows = meeting.collected_opinions.select_related("measure")
    return rows.annotate(answers=Count("reports")).order_by("-collected_on", "-pk")


def collected_opinion(meeting: Meeting, pk: int) -> CollectedOpinion | None:
    return meeting.collected_opinions.select_related("measure").filter(pk=pk).first()


def opinions_of(meeting: Meeting) -> QuerySet[CollectedOpinion]:
    """All of a meeting's and nothing more; ``collected_opinions`` is for lists."""
    return meeting.collected_opinions.all()


def opinion_number(meeting: Meeting) -> int:
    """How many were collected."""
    return meeting.collected_opinions.count()


def unsorted_number(meeting: Meeting) -> int:
    """How many do not stand under a measure yet."""
    return unsorted_opinions(meeting).count()


def opinions_under(measure: ProposedMeasure) -> QuerySet[CollectedOpinion]:
    """Those that a measure goes back to."""
    return measure.opinions.all()


def unsorted_opinions(meeting: Meeting) -> QuerySet[CollectedOpinion]:
    return meeting.collected_opinions.filter(measure__isnull=True)


def measures(meeting: Meeting) -> QuerySet[ProposedMeasure]:
    """Measures by heading, each with the number of opinions it goes back to."""
    # In the order of the document's headings, not of their keys.
    place = Case(
        *(When(heading=key, then=Value(number)) for number, (key, _) in enumerate(HEADING_CHOICES)),
        output_field=IntegerField(),
    )
    return meeting.measures.annotate(n=Count("opinions")).order_by(place, "pk")


def measure(meeting: Meeting, pk: int) -> ProposedMeasure | None:
    return meeting.measures.filter(pk=pk).first()


def opinion_overview(meeting: Meeting) -> list[ChannelRow]:
    """One row a channel that was used, and the sum of all; headings under which nothing came are left out."""
    counted = Counter[tuple[str, str]]()
    pairs = meeting.collected_opinions.order_by().values_list("channel", "measure__heading")
    for channel, heading, n in pairs.annotate(n=Count("pk")):
        counted[channel, heading or ""] += n
        counted["", heading or ""] += n
    used = [channel for channel, _ in OPINION_CHANNELS if any(key == channel for key, _ in counted)]
    labels = dict(OPINION_CHANNELS) | {"": "合计"}
    headings = [(key, label) for key, label in HEADING_CHOICES if counted["", key]]
    return [
        ChannelRow(
            labels[channel],
            sum(n for (key, _), n in counted.items() if key == channel),
            [(label, counted[channel, key]) for key, label in headings],
            counted[channel, ""],
        )
        for channel in ([*used, ""] if len(used) > 1 else used)
    ]


def channels_used(meeting: Meeting) -> int:
    return meeting.collected_opinions.order_by().values("channel").distinct().count()
