"""What people type, parsed."""

from evaluations.forms.activities import FIGURE_LABELS, ActivityForm
from evaluations.forms.meetings import (
    FeedBackForm,
    MeetingForm,
    OfficesForm,
    PostponeForm,
    SignCountForm,
    VoidMeetingForm,
)
from evaluations.forms.members import DoorFilterForm, MemberFilterForm, WithdrawForm
from evaluations.forms.pool import (
    AssessorSearchForm,
    ConsumerLinesForm,
    ExclusionForm,
    PersonsForm,
)

__all__ = [
    "FIGURE_LABELS",
    "ActivityForm",
    "AssessorSearchForm",
    "ConsumerLinesForm",
    "DoorFilterForm",
    "ExclusionForm",
    "FeedBackForm",
    "MeetingForm",
    "MemberFilterForm",
    "OfficesForm",
    "PersonsForm",
    "PostponeForm",
    "SignCountForm",
    "VoidMeetingForm",
    "WithdrawForm",
]
