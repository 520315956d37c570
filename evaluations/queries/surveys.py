"""What can be read of mass surveys."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from evaluations.models import OutsideRating, Survey
from registry.models import Unit
from registry.models.units import UnitKind
from rulebook.survey import off_cycle

STRATA = ("企业", "个体工商户", "消费者", "人大代表、政协委员")
"""Proposed strata; the rule names none."""


def units_to_ask_about(bureaus: QuerySet[Unit]) -> QuerySet[Unit]:
    """Departments and offices below these bureaus that exist now."""
    kinds = [UnitKind.DEPARTMENT, UnitKind.OFFICE]
    below = Q(parent__in=bureaus) | Q(parent__parent__in=bureaus)
    return Unit.objects.filter(below, kind__in=kinds, valid_to__isnull=True)


def year_too_near(bureau: Unit, year: int) -> int | None:
    """The year of a survey of this bureau less than two years away, the nearest (S4-11)."""
    return off_cycle(year, Survey.objects.filter(bureau=bureau).values_list("year", flat=True))


def survey_units(survey: Survey) -> Sequence[Unit]:
    """The units the survey asks about, in the order of its form."""
    return [subject.unit for subject in survey.subjects.select_related("unit")]


def survey_of_vote(vote: int) -> Survey | None:
    """The survey whose present or former vote this is."""
    return Survey.objects.filter(Q(vote=vote) | Q(past_votes=vote)).first()


def outside_ratings(survey: Survey) -> Sequence[OutsideRating]:
    """What an outside survey said, by unit and stratum, the unit as a whole first."""
    return list(survey.ratings.select_related("unit"))
