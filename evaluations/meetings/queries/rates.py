"""总体评价 of many votes at once, in one query more than the votes themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ballots.models import SealedCount, Vote
from ballots.queries.votes import form
from rulebook.ballot.form import OVERALL
from rulebook.ballot.tally import Distribution, Rate, combined_rate, may_show, satisfied_rate


@dataclass(frozen=True)
class OverallRate:
    """总体评价 of one subject: marks given and the two rates; ``shown`` is false below k ballots (S0-19)."""

    key: str
    label: str
    given: int
    satisfied: Rate
    combined: Rate
    shown: bool


def overall_rates(votes: Iterable[Vote]) -> dict[int, Mapping[str, OverallRate]]:
    """By vote and subject key, in the order of the form; the votes are sealed."""
    wanted = list({vote.pk: vote for vote in votes}.values())
    rows = SealedCount.objects.filter(vote__in=wanted, criterion=OVERALL)
    marks: dict[tuple[int, str], dict[int, int]] = {}
    for vote, subject, grade, n in rows.values_list("vote", "subject", "grade", "n"):
        place = marks.setdefault((vote, subject), {})
        place[grade] = place.get(grade, 0) + n
    return {vote.pk: _of_vote(vote, marks) for vote in wanted}


def _of_vote(vote: Vote, marks: Mapping[tuple[int, str], Mapping[int, int]]) -> dict[str, OverallRate]:
    shape = form(vote)
    shown = may_show(vote.counted, vote.threshold)
    found = {}
    for subject in shape.subjects:
        place = marks.get((vote.pk, subject.key), {})
        distribution = Distribution(
            place.get(0, 0), tuple(place.get(grade.value, 0) for grade in shape.grades)
        )
        found[subject.key] = OverallRate(
            subject.key,
            subject.label,
            distribution.given,
            satisfied_rate(shape, distribution),
            combined_rate(shape, distribution),
            shown,
        )
    return found
