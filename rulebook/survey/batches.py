"""The mass survey 万人评议 (S4-11): batches of slips so large that a rate tells nothing of a person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rulebook.ballot.form import FIVE_GRADES, OVERALL, BallotForm, Criterion, Subject, SubjectKind
from rulebook.ballot.tally import Counts, combined_counts, shown_groups

OVERALL_ONLY = Criterion(OVERALL, "总体评价")

LEAST_BATCH = 200
"""The fewest slips of a batch; fewer could be traced by their rate to the few who got them."""
MOST_BATCH = 5000
SURVEY_THRESHOLD = 10
"""k of a survey: the fewest ballots of a group that the published edition shows."""
EVERY_YEARS = 2
MOST_SUBJECTS = 60


def rate_in_fives(returned: int, sent: int) -> int | None:
    """The share of a batch's slips that came back, in whole percent rounded down to a multiple of five; None if none was sent.

    For the running survey: in a batch of ``LEAST_BATCH`` a step is ten ballots, so that no single one can be watched.
    """
    return returned * 20 // sent * 5 if sent else None


class SurveyError(ValueError):
    """Units that cannot be asked about in one survey; the text is Chinese."""


@dataclass(frozen=True, slots=True)
class ShownStratum:
    """A row of the published breakdown: the strata merged into it, in words, and their counts together."""

    label: str
    counts: Counts


def off_cycle(year: int, others: Iterable[int]) -> int | None:
    """The year of another survey that lies less than ``EVERY_YEARS`` away, the nearest: then a reason is to be stated.

    None if the survey of ``year`` keeps the distance of two years to all ``others``.
    """
    near = [other for other in others if abs(year - other) < EVERY_YEARS]
    return min(near, key=lambda other: (abs(year - other), other), default=None)


def survey_form(units: Sequence[tuple[str, str]]) -> BallotForm:
    """One 总体评价 of every unit on the five grades; ``units`` are (key, name) in the order of the form.

    Raises SurveyError for no unit, one named twice, or more than ``MOST_SUBJECTS``.
    """
    if not units:
        raise SurveyError("请选择评议对象")
    if len(units) > MOST_SUBJECTS:
        raise SurveyError(f"评议对象不得超过 {MOST_SUBJECTS} 个，现有 {len(units)} 个")
    for place, what in ((0, "标识"), (1, "名称")):
        repeated = [value for value, n in Counter(unit[place] for unit in units).items() if n > 1]
        if repeated:
            raise SurveyError(f"评议对象的{what}重复：{'、'.join(repeated)}")
    subjects = tuple(Subject(key, name, SubjectKind.OFFICE) for key, name in units)
    return BallotForm(version=1, subjects=subjects, criteria=(OVERALL_ONLY,), grades=FIVE_GRADES)


def shown_strata(
    strata: Mapping[str, Counts], labels: Mapping[str, str], k: int = SURVEY_THRESHOLD
) -> tuple[ShownStratum, ...]:
    """The breakdown by stratum that may be published: strata below k are merged, so that no difference shows one either.

    ``strata`` and ``labels`` (the names in words) have the same keys. Empty when only the whole could be shown.
    """
    cells = shown_groups({key: counts.ballots for key, counts in strata.items()}, k)
    return tuple(
        ShownStratum(
            "、".join(labels[key] for key in cell.keys), combined_counts([strata[key] for key in cell.keys])
        )
        for cell in cells
    )
