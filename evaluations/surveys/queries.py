"""What can be read of mass surveys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from ballots.queries.files import published_count, published_digests
from ballots.queries.waiting import steps_of
from desk.ports import Waiting
from evaluations.surveys import access
from evaluations.surveys.models import OutsideRating, Survey
from registry.models import Unit, User
from registry.models.units import UnitKind
from registry.queries.listing import Order
from rulebook.ballot.published import PublishedCount
from rulebook.lifecycle.vote import VoteState
from rulebook.survey.batches import off_cycle

STRATA = ("企业", "个体工商户", "消费者", "人大代表、政协委员")
"""Proposed strata; the rule names none."""
NEWEST = Order("", ("year", "pk"), descending=True)


def with_vote(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """As the list shows them."""
    return rows.select_related("bureau", "vote")


def units_to_ask_about(bureaus: QuerySet[Unit]) -> QuerySet[Unit]:
    """Departments and offices below these bureaus that exist now."""
    kinds = [UnitKind.DEPARTMENT, UnitKind.OFFICE]
    below = Q(parent__in=bureaus) | Q(parent__parent__in=bureaus)
    return Unit.objects.filter(below, kind__in=kinds, valid_to__isnull=True)


def year_too_near(bureau: Unit, year: int, survey: Survey | None = None) -> int | None:
    """The year of another survey of this bureau less than two years away, the nearest (S4-11)."""
    others = Survey.objects.filter(bureau=bureau)
    if survey is not None:
        others = others.exclude(pk=survey.pk)
    return off_cycle(year, others.values_list("year", flat=True))


def survey_units(survey: Survey) -> Sequence[Unit]:
    """The units the survey asks about, in the order of its form."""
    return [subject.unit for subject in survey.subjects.select_related("unit")]


@dataclass(frozen=True)
class SurveyResult:
    """What everybody may see of a published survey, as its published file says; ``digests`` are printed for comparison."""

    survey: Survey
    count: PublishedCount
    digests: Sequence[tuple[str, str]]


def survey_result(survey: Survey) -> SurveyResult | None:
    """None until the result is published."""
    count = published_count(survey.vote) if survey.vote else None
    if survey.vote is None or count is None:
        return None
    return SurveyResult(survey, count, published_digests(survey.vote))


def survey_of_vote(vote: int) -> Survey | None:
    """The survey whose present or former vote this is."""
    return Survey.objects.filter(Q(vote=vote) | Q(past_votes=vote)).first()


def outside_ratings(survey: Survey) -> Sequence[OutsideRating]:
    """What an outside survey said, by unit and stratum, the unit as a whole first."""
    return list(survey.ratings.select_related("unit"))


def waiting_surveys(user: User) -> Iterator[Waiting]:
    """What of the bureau's own surveys waits for the user: to prepare the vote, then its steps until it is published."""
    if not access.may_follow_surveys(user):
        return
    rows = access.surveys_for(user).filter(source="own").select_related("vote__unit")
    surveys = list(rows.filter(Q(vote__isnull=True) | ~Q(vote__state=VoteState.PUBLISHED)))
    steps = steps_of(user, [survey.vote for survey in surveys if survey.vote])
    for survey in surveys:
        if access.may_prepare_survey_vote(user, survey):
            url = reverse("surveys:survey-show", args=[survey.pk])
            yield Waiting(survey.title, "请准备投票", url, str(survey.bureau), survey.held_from)
        elif survey.vote_id in steps:
            url = reverse("ballots:vote-show", args=[survey.vote_id])
            yield Waiting(survey.title, steps[survey.vote_id], url, str(survey.bureau), survey.held_to)
