"""Who may see and run a mass survey (S4-11): those who follow the bureau's rounds; nobody of a unit that is only assessed."""

from django.db.models import QuerySet

from ballots.models import Vote
from evaluations.surveys.models import Survey
from registry.access import Answer, AnyUser, first_no, held, unit_ids_with
from registry.roles import Capability
from rulebook.lifecycle.vote import VoteState


def may_follow_surveys(user: AnyUser) -> Answer:
    """Whether the menu shows 万人评议."""
    return held(user, None, Capability.VIEW_ROUNDS)


def surveys_for(user: AnyUser) -> QuerySet[Survey]:
    """Surveys of the bureaus whose rounds the user follows."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    return Survey.objects.filter(bureau__in=units).select_related("bureau", "vote")


def may_create_survey(user: AnyUser) -> Answer:
    return held(user, None, Capability.MANAGE_ROUNDS)


def _is_own(survey: Survey) -> Answer:
    return Answer(survey.source != "outside", "外单位开展的评议，结果已经导入。")


def may_edit_survey(user: AnyUser, survey: Survey) -> Answer:
    """An own survey, until its vote is prepared."""
    open_still = Answer(survey.vote_id is None, "投票已经准备，不能再改。")
    return first_no(_is_own(survey), held(user, survey.bureau, Capability.MANAGE_ROUNDS), open_still)


def may_prepare_survey_vote(user: AnyUser, survey: Survey) -> Answer:
    """The first vote, or another once the last one is void."""
    free = survey.vote is None or survey.vote.state == VoteState.VOID
    return first_no(
        _is_own(survey),
        held(user, survey.bureau, Capability.RUN_VOTE),
        Answer(free, "投票已经准备，请到投票页办理。"),
    )


def may_see_survey_vote(user: AnyUser, vote: Vote) -> bool:
    """Asked by ``ballots``: whoever follows the bureau's rounds. No query."""
    return vote.unit_id in unit_ids_with(user, Capability.VIEW_ROUNDS)
