"""Rounds, meetings and all that belongs to them."""

from evaluations.models.aftermath import (
    RESULT_USES,
    CountReport,
    Dossier,
    FeedbackForm,
    MeetingClock,
    MeetingMatter,
    ResultUse,
    WrittenSummary,
)
from evaluations.models.conduct import (
    AGENDA_KINDS,
    QUESTION_KINDS,
    AgendaItem,
    Conduct,
    Question,
)
from evaluations.models.meetings import Meeting, ReportingOfficer
from evaluations.models.members import (
    CATEGORIES,
    DRAWN,
    ENGAGED,
    ENGAGED_CATEGORIES,
    SOURCES,
    KinDeclaration,
    Notice,
    PoolConsumer,
    PoolExclusion,
    Representative,
)
from evaluations.models.preparation import (
    OPINION_CHANNELS,
    CollectedOpinion,
    DutyReport,
    ProposedMeasure,
)
from evaluations.models.rounds import ACTIVITY_KINDS, GROUP_RANKS, Activity, GroupMember
from evaluations.models.surveys import SURVEY_SOURCES, OutsideRating, Survey, SurveySubject

__all__ = [
    "ACTIVITY_KINDS",
    "AGENDA_KINDS",
    "CATEGORIES",
    "DRAWN",
    "ENGAGED",
    "ENGAGED_CATEGORIES",
    "GROUP_RANKS",
    "OPINION_CHANNELS",
    "QUESTION_KINDS",
    "RESULT_USES",
    "SOURCES",
    "SURVEY_SOURCES",
    "Activity",
    "AgendaItem",
    "CollectedOpinion",
    "Conduct",
    "CountReport",
    "Dossier",
    "DutyReport",
    "FeedbackForm",
    "GroupMember",
    "KinDeclaration",
    "Meeting",
    "MeetingClock",
    "MeetingMatter",
    "Notice",
    "OutsideRating",
    "PoolConsumer",
    "PoolExclusion",
    "ProposedMeasure",
    "Question",
    "ReportingOfficer",
    "Representative",
    "ResultUse",
    "Survey",
    "SurveySubject",
    "WrittenSummary",
]
