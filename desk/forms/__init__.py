"""Forms of the desk."""

from desk.forms.calendar import CountForm, LocalDayForm, NoticeForm, YearForm
from desk.forms.clocks import ClockFilterForm, LateReasonForm, MoveForm, ResumeForm
from desk.forms.imports import MappingForm, UploadForm

__all__ = [
    "ClockFilterForm",
    "CountForm",
    "LateReasonForm",
    "LocalDayForm",
    "MappingForm",
    "MoveForm",
    "NoticeForm",
    "ResumeForm",
    "UploadForm",
    "YearForm",
]
