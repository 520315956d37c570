"""Mass surveys 万人评议 (S4-11): set up, then voted on with slips in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from ballots.models import Vote
from ballots.models.votes import Front
from ballots.services import preparing
from evaluations.surveys import queries
from evaluations.surveys.models import Survey, SurveySubject
from evaluations.surveys.services.refusals import SurveyRefused
from registry.models import Unit, User
from registry.services.audit import change
from rulebook.ballot.form import BallotForm
from rulebook.lifecycle.vote import VoteState
from rulebook.survey.batches import SURVEY_THRESHOLD, SurveyError, survey_form

ORIGIN = "surveys.survey"


@dataclass(frozen=True)
class SurveyData:
    """Everything that the form of an own survey holds; ``strata`` are their names in words, ``units`` in form order."""

    title: str
    year: int
    bureau: Unit
    held_from: date | None
    held_to: date | None
    off_cycle_reason: str
    strata: Sequence[str]
    units: Sequence[Unit]


def create_survey(*, actor: User | None, data: SurveyData) -> Survey:
    """Set up a survey of the bureau's own.

    Raises ``SurveyRefused`` when less than two years lie between it and another and no reason is stated, for units that make
    no form, without strata, or for a second survey of that name and year.
    """
    survey = Survey(source="own")
    with change(actor, "create_survey", survey) as log:
        near = _write(survey, data)
        log.note(year=data.year, units=len(data.units), off_cycle=near is not None)
    return survey


def update_survey(*, actor: User, survey: Survey, data: SurveyData) -> Survey:
    """Set an own survey up anew, as ``create_survey`` does; refused once its vote is prepared, whose form it is then."""
    with change(actor, "update_survey", survey) as log:
        row = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
        if row.source != "own" or row.vote_id is not None:
            raise SurveyRefused("投票已经准备，不能再改。")
        near = _write(row, data)
        log.note(year=data.year, units=len(data.units), off_cycle=near is not None)
    return row


def _write(survey: Survey, data: SurveyData) -> int | None:
    """Save everything; the year of another survey that is too near, for which a reason was stated."""
    if not data.strata:
        raise SurveyRefused("请至少写一个层。")
    near = require_cycle(data, survey)
    _form(data.units)
    survey.bureau, survey.title, survey.year = data.bureau, data.title, data.year
    survey.held_from, survey.held_to = data.held_from, data.held_to
    survey.off_cycle_reason = data.off_cycle_reason
    survey.strata = [{"key": f"s{place}", "label": label} for place, label in enumerate(data.strata, start=1)]
    try:
        with transaction.atomic():
            survey.save()
    except IntegrityError as error:
        raise SurveyRefused(f"{data.year}年已有同名的万人评议。") from error
    survey.subjects.all().delete()
    SurveySubject.objects.bulk_create(
        SurveySubject(survey=survey, unit=unit, position=place)
        for place, unit in enumerate(data.units, start=1)
    )
    return near


def require_cycle(data: SurveyData, survey: Survey | None = None) -> int | None:
    """The year of another survey less than two years away, under the lock of the bureau; refused without a reason (S4-11)."""
    Unit.objects.select_for_update(no_key=True).get(pk=data.bureau.pk)
    near = queries.year_too_near(data.bureau, data.year, survey)
    if near is not None and not data.off_cycle_reason:
        raise SurveyRefused(f"万人评议每两年一次，{near}年已经开展。提前开展的，请写明原因。")
    return near


def prepare_survey_vote(*, actor: User | None, survey: Survey) -> Vote:
    """Prepare the vote of the survey, or another after a void one, which it then repeats."""
    with change(actor, "prepare_survey_vote", survey) as log:
        row = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
        former = row.vote
        if former is not None and former.state != VoteState.VOID:
            raise SurveyRefused("投票已经准备，请到投票页办理。")
        vote = preparing.prepare_vote(
            actor=actor,
            title=row.title,
            unit=row.bureau,
            form=_form(queries.survey_units(row)),
            origin_kind=ORIGIN,
            origin_label="万人评议",
            threshold=SURVEY_THRESHOLD,
            front=Front.SLIPS,
            repeat_of=former if former is not None and former.opened_at else None,
        )
        if former is not None:
            row.past_votes.add(former)
        row.vote = vote
        row.save(update_fields=["vote"])
        log.note(vote=vote.pk)
    survey.vote = vote
    return vote


def survey_strata(vote: Vote) -> list[tuple[str, str]]:
    """(key, in words) of the strata for which slips may be made; asked by ``ballots``."""
    survey = queries.survey_of_vote(vote.pk)
    return [(stratum["key"], stratum["label"]) for stratum in survey.strata] if survey else []


def _form(units: Sequence[Unit]) -> BallotForm:
    try:
        return survey_form([(f"unit-{unit.pk}", unit.name) for unit in units])
    except SurveyError as error:
        raise SurveyRefused(f"{error}。") from error
