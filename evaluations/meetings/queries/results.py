"""What a vote came to, by subject and criterion (S0-12, S0-20)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.models import Vote
from ballots.queries.files import published_count
from ballots.queries.votes import counts as sealed_counts
from evaluations.meetings.models import Meeting, ReportingOfficer
from rulebook.ballot.form import ABSTAIN_LABEL, OVERALL, Subject, SubjectKind
from rulebook.ballot.tally import Counts, Distribution, Rate, combined_rate, may_show, satisfied_rate
from rulebook.lifecycle.vote import VoteState


@dataclass(frozen=True)
class CriterionResult:
    """One criterion of one subject: the distribution, and the two rates with numerator and denominator."""

    key: str
    label: str
    pairs: Sequence[tuple[str, int]]
    given: int
    abstained: int
    satisfied: Rate
    combined: Rate

    @property
    def overall(self) -> bool:
        return self.key == OVERALL


@dataclass(frozen=True)
class SubjectResult:
    """The office, or one officer."""

    subject: Subject
    criteria: Sequence[CriterionResult]

    @property
    def overall(self) -> CriterionResult:
        return next(each for each in self.criteria if each.overall)

    @property
    def is_office(self) -> bool:
        return self.subject.kind == SubjectKind.OFFICE


def counts_of(meeting: Meeting) -> Counts:
    """The sealed counts; the caller has checked that the vote is counted."""
    vote: Vote | None = meeting.vote
    if vote is None:
        raise ValueError("a meeting without a vote has no counts")
    return sealed_counts(vote)


def subject_results(counts: Counts) -> list[SubjectResult]:
    """Every subject with every criterion, in form order."""
    form = counts.form
    labels = [grade.label for grade in form.grades]
    return [
        SubjectResult(
            subject,
            [
                _criterion(counts, subject, criterion.key, criterion.label, labels)
                for criterion in form.criteria
            ],
        )
        for subject in form.subjects
    ]


def _criterion(
    counts: Counts, subject: Subject, key: str, label: str, labels: Sequence[str]
) -> CriterionResult:
    found: Distribution = counts.at(subject.key, key)
    pairs = [*zip(labels, found.marks, strict=True), (ABSTAIN_LABEL, found.abstained)]
    return CriterionResult(
        key,
        label,
        pairs,
        found.given,
        found.abstained,
        satisfied_rate(counts.form, found),
        combined_rate(counts.form, found),
    )


def shown_counts_of(meeting: Meeting) -> Counts | None:
    """What may be seen outside the internal count: of a published vote what its file says, whatever the rows say; None below k
    ballots (S0-19).
    """
    vote = meeting.vote
    if vote is not None and vote.state == VoteState.PUBLISHED:
        published = published_count(vote)
        return published.counts if published else None
    counts = counts_of(meeting)
    return counts if vote is not None and may_show(counts.ballots, vote.threshold) else None


def published_results(meeting: Meeting) -> list[SubjectResult] | None:
    """The published edition: one panel, so the combined distribution; None below k ballots (S0-19)."""
    counts = shown_counts_of(meeting)
    return subject_results(counts) if counts is not None else None


def officer_subject(officer: ReportingOfficer) -> str:
    """Key of an officer's subject in the form, which lists officers by position (``rulebook.ballot.form.duty_meeting_form``)."""
    return f"person-{officer.position}"
