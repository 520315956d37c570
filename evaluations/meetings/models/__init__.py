"""Rounds, meetings and all that belongs to them."""

from evaluations.meetings.models.aftermath import (
    RESULT_USES,
    CountReport,
    Dossier,
    FeedbackForm,
    MeetingClock,
    MeetingMatter,
    ResultUse,
    WrittenSummary,
)
from evaluations.meetings.models.meetings import Meeting, ReportingOfficer
from evaluations.meetings.models.members import (
    CATEGORIES,
    DRAWN,
    ENGAGED,
    ENGAGED_CATEGORIES,
    SOURCES,
    KinDeclaration,
    MeetingNotice,
    PoolConsumer,
    PoolExclusion,
    Representative,
)
from evaluations.meetings.models.preparation import (
    OPINION_CHANNELS,
    CollectedOpinion,
    DutyReport,
    ProposedMeasure,
)
from evaluations.meetings.models.rounds import ACTIVITY_KINDS, GROUP_RANKS, Activity, GroupMember
from evaluations.meetings.models.sittings import AGENDA_KINDS, QUESTION_KINDS, AgendaItem, Question, Sitting

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
    "Activity",
    "AgendaItem",
    "CollectedOpinion",
    "CountReport",
    "Dossier",
    "DutyReport",
    "FeedbackForm",
    "GroupMember",
    "KinDeclaration",
    "Meeting",
    "MeetingClock",
    "MeetingMatter",
    "MeetingNotice",
    "PoolConsumer",
    "PoolExclusion",
    "ProposedMeasure",
    "Question",
    "ReportingOfficer",
    "Representative",
    "ResultUse",
    "Sitting",
    "WrittenSummary",
]
