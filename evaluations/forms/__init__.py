"""What people type, parsed."""

from evaluations.forms.activities import FIGURE_LABELS, ActivityForm
from evaluations.forms.conduct import (
    AnswerForm,
    BeginMeetingForm,
    EndMeetingForm,
    MinutesForm,
    NoteForm,
    QuestionForm,
    RehearsalForm,
    StepForm,
)
from evaluations.forms.duty_reports import CHOOSE_AGAIN, DutyReportForm
from evaluations.forms.feedback import TEXTS, FeedbackAnswerForm, SheetsForm, ToldForm
from evaluations.forms.meetings import (
    FeedBackForm,
    MeetingForm,
    OfficesForm,
    PostponeForm,
    SignCountForm,
    VoidMeetingForm,
)
from evaluations.forms.members import DoorFilterForm, MemberFilterForm, WithdrawForm
from evaluations.forms.notices import CallFilterForm, KinForm, LettersForm
from evaluations.forms.pool import (
    AssessorSearchForm,
    ConsumerLinesForm,
    ExclusionForm,
    PersonsForm,
)
from evaluations.forms.preparation import (
    MeasureEditForm,
    OpinionEditForm,
    OpinionFilterForm,
    OpinionForm,
    PlaceForm,
    PlanForm,
    ScheduleForm,
    SortForm,
    shown_differences,
)
from evaluations.forms.summaries import ResultUseForm, SummaryForm
from evaluations.forms.surveys import OutsideSurveyForm, SurveyForm

__all__ = [
    "CHOOSE_AGAIN",
    "FIGURE_LABELS",
    "TEXTS",
    "ActivityForm",
    "AnswerForm",
    "AssessorSearchForm",
    "BeginMeetingForm",
    "CallFilterForm",
    "ConsumerLinesForm",
    "DoorFilterForm",
    "DutyReportForm",
    "EndMeetingForm",
    "ExclusionForm",
    "FeedBackForm",
    "FeedbackAnswerForm",
    "KinForm",
    "LettersForm",
    "MeasureEditForm",
    "MeetingForm",
    "MemberFilterForm",
    "MinutesForm",
    "NoteForm",
    "OfficesForm",
    "OpinionEditForm",
    "OpinionFilterForm",
    "OpinionForm",
    "OutsideSurveyForm",
    "PersonsForm",
    "PlaceForm",
    "PlanForm",
    "PostponeForm",
    "QuestionForm",
    "RehearsalForm",
    "ResultUseForm",
    "ScheduleForm",
    "SheetsForm",
    "SignCountForm",
    "SortForm",
    "StepForm",
    "SummaryForm",
    "SurveyForm",
    "ToldForm",
    "VoidMeetingForm",
    "WithdrawForm",
    "shown_differences",
]
