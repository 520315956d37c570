"""Forms of the desk."""

from desk.forms.calendar import CountForm, LocalDayForm, NoticeForm, YearForm
from desk.forms.clocks import ClockFilterForm, LateReasonForm, MoveForm, ResumeForm
from desk.forms.imports import MappingForm, UploadForm
from desk.forms.jobs import JobFilterForm
from desk.forms.policies import PolicyForm

__all__ = [
    "ClockFilterForm",
    "CountForm",
    "JobFilterForm",
    "LateReasonForm",
    "LocalDayForm",
    "MappingForm",
    "MoveForm",
    "NoticeForm",
    "PolicyForm",
    "ResumeForm",
    "UploadForm",
    "YearForm",
]
