"""Forms of a meeting's own steps."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from evaluations.meetings.models import Meeting
from registry.forms.rows import RowsField
from registry.models import Unit
from rulebook.meeting.deadlines import usual_due

DATE = {"type": "date"}


class OfficesForm(forms.Form):
    """Offices for which a meeting is set up, several at once."""

    offices = RowsField(Unit.objects.none(), label="被评议单位", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offices: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[Unit]", self.fields["offices"]).queryset = offices


class WhenWhereForm(forms.Form):
    """Date, time and place."""

    held_on = forms.DateField(
        label="会议日期",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        required=False,
        help_text="全部会议应在十月底前开完（S0-18）。",
    )
    held_at = forms.TimeField(
        label="开始时间",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    place = forms.CharField(label="地点", max_length=120, required=False)


class MeetingForm(WhenWhereForm):
    """Set date, time and place; ``version`` finds a concurrent change."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_for(meeting: Meeting) -> dict[str, Any]:
        return {name: getattr(meeting, name) for name in ("held_on", "held_at", "place", "version")}

    def differences(self, current: Meeting) -> list[dict[str, str]]:
        """Rows for the page of a concurrent change."""
        stored = self.initial_for(current)
        rows = []
        for name in ("held_on", "held_at", "place"):
            theirs, yours = str(stored[name] or ""), str(self.cleaned_data.get(name) or "")
            if theirs != yours:
                rows.append({"label": str(self.fields[name].label), "theirs": theirs, "yours": yours})
        return rows


class PostponeForm(WhenWhereForm):
    """A new day, since the conditions of opening were not met; there is no other way round them (S0-04, S0-05)."""

    reason = forms.CharField(label="延期原因", max_length=200)
    field_order = ["reason", "held_on", "held_at", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("held_on", "held_at", "place"):
            self.fields[name].required = True

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day < localdate():
            raise forms.ValidationError("延期后的日期不能早于今天。")
        return day


class FeedBackForm(forms.Form):
    """When and how the result went back to the office and to each officer (S0-15, S0-20)."""

    fed_back_on = forms.DateField(label="反馈日期", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    note = forms.CharField(
        label="反馈方式", max_length=200, help_text="写明如何分别反馈给单位和每名述职人员。"
    )
    due_on = forms.DateField(
        label="整改情况填报期限",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        required=False,
        help_text="不填的，按反馈后十五天。",
    )

    def clean_fed_back_on(self) -> Any:
        day = self.cleaned_data["fed_back_on"]
        if day > localdate():
            raise forms.ValidationError("反馈日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, due_on = cleaned.get("fed_back_on"), cleaned.get("due_on")
        if day:
            cleaned["due_on"] = due_on or usual_due(day)
        if day and due_on and due_on < day:
            self.add_error("due_on", "填报期限不能早于反馈日期。")
        return cleaned


class VoidMeetingForm(forms.Form):
    """Why a meeting is given up."""

    reason = forms.CharField(label="作废原因", max_length=200)
