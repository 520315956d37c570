"""Opinions collected before the meeting and the measures they came to (S0-09)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from evaluations.models import OPINION_CHANNELS, CollectedOpinion, Meeting, ProposedMeasure
from rulebook.duty_report import HEADING_CHOICES

SEVERAL = 2
"""“多种形式和途径”: fewer channels than this are pointed at."""


@dataclass(frozen=True)
class ChannelRow:
    """How many opinions came by one channel, under each heading, and how many are not sorted yet."""

    channel: str
    total: int
    by_heading: list[int]
    unsorted: int

    @property
    def cells(self) -> list[tuple[str, int]]:
        """(heading, n), in the document's order."""
        return list(zip((label for _, label in HEADING_CHOICES), self.by_heading, strict=True))


def collected_opinions(meeting: Meeting) -> QuerySet[CollectedOpinion]:
    """All of a meeting's, with the measure and how many reports answer each."""
    rows = meeting.collected_opinions.select_related("measure")
    return rows.annotate(answers=Count("reports")).order_by("-collected_on", "-pk")


def collected_opinion(meeting: Meeting, pk: int) -> CollectedOpinion | None:
    return meeting.collected_opinions.select_related("measure").filter(pk=pk).first()


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
    """One row a channel that was used, and the sum of all."""
    counted: dict[tuple[str, str], int] = {}
    pairs = meeting.collected_opinions.values_list("channel", "measure__heading").annotate(n=Count("pk"))
    for channel, heading, n in pairs:
        counted[channel, heading or ""] = n
    rows = [
        _channel_row(label, {key: counted.get((channel, key), 0) for key in _keys()})
        for channel, label in OPINION_CHANNELS
        if any(used == channel for used, _ in counted)
    ]
    if len(rows) > 1:
        rows.append(
            ChannelRow(
                "合计",
                sum(row.total for row in rows),
                [sum(column) for column in zip(*(row.by_heading for row in rows), strict=True)],
                sum(row.unsorted for row in rows),
            )
        )
    return rows


def _keys() -> Iterable[str]:
    return [*(key for key, _ in HEADING_CHOICES), ""]


def _channel_row(label: str, counts: dict[str, int]) -> ChannelRow:
    headings = [counts[key] for key, _ in HEADING_CHOICES]
    return ChannelRow(label, sum(counts.values()), headings, counts[""])


def channels_used(meeting: Meeting) -> int:
    return meeting.collected_opinions.order_by().values("channel").distinct().count()
