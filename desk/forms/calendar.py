"""What is typed of the working calendar."""

from typing import Any

from django import forms

from desk.models import CalendarYear
from desk.services.calendar import CalendarRefused, read_days
from rulebook.desk.workdays import DayOff, MakeupDay

DATE = {"type": "date"}
LINES = "每行一天或一段，如“2027-02-05 至 2027-02-11 春节”。"
LONGEST_COUNT = 400


class CountForm(forms.Form):
    """From which day how many working days; backwards with a negative number."""

    start = forms.DateField(label="起算日期", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    days = forms.IntegerField(
        label="工作日（天）",
        min_value=-LONGEST_COUNT,
        max_value=LONGEST_COUNT,
        help_text="起算当天不计入，届满日计入；负数向前数。",
    )


class YearForm(forms.Form):
    """A year to be read from the public sources."""

    year = forms.IntegerField(label="年度", min_value=2004, max_value=2100)


class NoticeForm(forms.Form):
    """A year as its official notice has it."""

    notice = forms.CharField(label="通知文号", max_length=80, help_text="如“国办发明电〔2026〕5号”。")
    off = forms.CharField(
        label="放假（含调休放假）",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"{LINES}落在周末的可以写也可以不写。",
    )
    makeup = forms.CharField(
        label="调休上班的周末", widget=forms.Textarea(attrs={"rows": 5}), required=False, help_text=LINES
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    @staticmethod
    def initial_for(row: CalendarYear | None) -> dict[str, Any]:
        """The year as entered."""
        if row is None:
            return {"version": 0}
        days = list(row.days.all())
        lines = {
            name: "\n".join(
                f"{day.day:%Y-%m-%d} {day.name}".strip() for day in days if (day.kind == "makeup") == worked
            )
            for name, worked in (("off", False), ("makeup", True))
        }
        return {"notice": row.notice, "version": row.version, **lines}

    def clean_off(self) -> tuple[DayOff, ...]:
        return tuple(DayOff(day, name) for day, name in self._days("off"))

    def clean_makeup(self) -> tuple[MakeupDay, ...]:
        return tuple(MakeupDay(day, name) for day, name in self._days("makeup"))

    def _days(self, name: str) -> Any:
        try:
            return read_days(self.cleaned_data[name], self.year)
        except CalendarRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class LocalDayForm(forms.Form):
    """One day on which this place differs from the national calendar."""

    day = forms.DateField(label="日期", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    works = forms.TypedChoiceField(
        label="安排", choices=[("0", "放假"), ("1", "上班")], coerce=lambda value: value == "1"
    )
    reason = forms.CharField(label="依据或原因", max_length=60)
