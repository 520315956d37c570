"""总体评价 of many votes at once, in two queries more than the votes themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ballots.models import SealedCount, Vote
from ballots.queries.files import published_counts
from ballots.queries.votes import form
from rulebook.ballot.form import OVERALL, BallotForm, Subject
from rulebook.ballot.published import PublishedCount
from rulebook.ballot.tally import Distribution, Rate, combined_rate, may_show, satisfied_rate
from rulebook.lifecycle.vote import VoteState


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
    """By vote and subject key, in the order of the form; the votes are sealed. A published vote says what its file says."""
    wanted = list({vote.pk: vote for vote in votes}.values())
    published = published_counts(wanted)
    own = [vote for vote in wanted if vote.state != VoteState.PUBLISHED]
    rows = SealedCount.objects.filter(vote__in=own, criterion=OVERALL)
    marks: dict[tuple[int, str], dict[int, int]] = {}
    for vote, subject, grade, n in rows.values_list("vote", "subject", "grade", "n"):
        place = marks.setdefault((vote, subject), {})
        place[grade] = place.get(grade, 0) + n
    found: dict[int, Mapping[str, OverallRate]] = {vote.pk: _of_vote(vote, marks) for vote in own}
    return found | {vote.pk: _of_file(vote, published.get(vote.pk)) for vote in wanted if vote not in own}


def _of_vote(vote: Vote, marks: Mapping[tuple[int, str], Mapping[int, int]]) -> dict[str, OverallRate]:
    shape = form(vote)
    shown = may_show(vote.counted, vote.threshold)
    found = {}
    for subject in shape.subjects:
        place = marks.get((vote.pk, subject.key), {})
        distribution = Distribution(
            place.get(0, 0), tuple(place.get(grade.value, 0) for grade in shape.grades)
        )
        found[subject.key] = _rate(shape, subject, distribution, shown=shown)
    return found


def _of_file(vote: Vote, count: PublishedCount | None) -> dict[str, OverallRate]:
    counts = count.counts if count else None
    shape = counts.form if counts else form(vote)
    nothing = Distribution(0, (0,) * len(shape.grades))
    return {
        subject.key: _rate(
            shape, subject, counts.at(subject.key, OVERALL) if counts else nothing, shown=counts is not None
        )
        for subject in shape.subjects
    }


def _rate(shape: BallotForm, subject: Subject, found: Distribution, *, shown: bool) -> OverallRate:
    return OverallRate(
        subject.key,
        subject.label,
        found.given,
        satisfied_rate(shape, found),
        combined_rate(shape, found),
        shown,
    )
