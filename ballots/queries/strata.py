"""The counts of a mass survey by stratum: what was sealed, what may be published of it (S4-11)."""

from ballots.models import SealedCount, Vote
from rulebook.ballot import tally
from rulebook.ballot.form import BallotForm
from rulebook.ballot.publication import PanelCounts
from rulebook.survey.batches import ShownStratum, shown_strata

WHOLE = ""
"""The only stratum of a vote without strata."""


def sealed_strata(vote: Vote) -> dict[str, tally.Counts]:
    """The sealed counts of every stratum of which slips were made, those without a ballot too; empty for a meeting.

    Raises ``rulebook.ballot.tally.CountError`` when the rows do not add up.
    """
    shape = BallotForm.from_dict(vote.form)
    found: dict[str, list[tuple[str, str, int, int]]] = {key: [] for key in stratum_labels(vote)}
    rows = SealedCount.objects.filter(vote=vote).values_list("stratum", "subject", "criterion", "grade", "n")
    for stratum, subject, criterion, grade, n in rows.exclude(stratum=WHOLE):
        found.setdefault(stratum, []).append((subject, criterion, grade, n))
    first = (shape.subjects[0].key, shape.criteria[0].key)
    return {
        stratum: tally.counts_from_rows(shape, sum(row[3] for row in part if row[:2] == first), part)
        for stratum, part in found.items()
    }


def sealed_digest(vote: Vote) -> str:
    """The digest of the sealed rows as they stand, by the same rule as the counters': any change since shows.

    Raises ``rulebook.ballot.tally.CountError`` when the rows do not add up.
    """
    shape = BallotForm.from_dict(vote.form)
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    rows = SealedCount.objects.filter(vote=vote).values_list("stratum", "subject", "criterion", "grade", "n")
    for stratum, subject, criterion, grade, n in rows:
        found.setdefault(stratum, []).append((subject, criterion, grade, n))
    first = (shape.subjects[0].key, shape.criteria[0].key)
    return tally.strata_digest(
        {
            stratum: tally.counts_from_rows(shape, sum(row[3] for row in part if row[:2] == first), part)
            for stratum, part in found.items()
        }
    )


def stratum_labels(vote: Vote) -> dict[str, str]:
    """The strata of which slips were made, misprinted ones apart, in the order of their first batch: key → in words."""
    rows = vote.batches.filter(made__gt=0).order_by("number")
    return dict(rows.values_list("stratum", "label"))


def published_strata(vote: Vote) -> tuple[ShownStratum, ...]:
    """The breakdown that everybody may see: strata below the vote's threshold are merged; empty where none may be shown."""
    return shown_strata(sealed_strata(vote), stratum_labels(vote), vote.threshold)


def edition_panels(vote: Vote) -> list[PanelCounts]:
    """The groups of the internal edition: every stratum of a survey, or all representatives of a meeting as one."""
    labels = stratum_labels(vote)
    if labels:
        return [PanelCounts(key, labels[key], counts) for key, counts in sealed_strata(vote).items()]
    rows = SealedCount.objects.filter(vote=vote).values_list("subject", "criterion", "grade", "n")
    whole = tally.counts_from_rows(BallotForm.from_dict(vote.form), vote.counted, rows)
    return [PanelCounts("all", "全体代表", whole)]
