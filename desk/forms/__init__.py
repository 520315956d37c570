"""Forms of the desk."""

from desk.forms.calendar import CountForm, LocalDayForm, NoticeForm, YearForm
from desk.forms.imports import MappingForm, UploadForm

__all__ = ["CountForm", "LocalDayForm", "MappingForm", "NoticeForm", "UploadForm", "YearForm"]
