"""Forms of the written summaries and of the use of results."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from evaluations.meetings.models import RESULT_USES, ReportingOfficer, WrittenSummary
from registry.models import Unit


class SummaryForm(forms.Form):
    """The text of a summary; ``version`` finds a concurrent change, 0 is a first text."""

    text = forms.CharField(
        label="总结",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="以“一、”“二、”开头的短行在公文中作标题，其余每行一段。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def differences(self, current: WrittenSummary | None) -> list[dict[str, str]]:
        theirs = current.text if current else ""
        yours = self.cleaned_data.get("text") or ""
        return [{"label": "总结", "theirs": theirs, "yours": yours}] if theirs != yours else []


class TrendFilterForm(forms.Form):
    """Of which office the years are shown."""

    office = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全部")

    def __init__(self, *args: Any, offices: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["office"]).queryset = offices


class ResultUseForm(forms.Form):
    """A decision that a leader took; the system only keeps it (S0-17)."""

    officer = forms.ModelChoiceField(
        ReportingOfficer.objects.none(), label="对象", required=False, empty_label="本单位"
    )
    kind = forms.ChoiceField(label="运用", choices=RESULT_USES)
    text = forms.CharField(label="情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    decided_by = forms.CharField(label="决定人", max_length=50, help_text="写明决定的领导姓名或会议名称。")
    decided_on = forms.DateField(
        label="决定日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, officers: QuerySet[ReportingOfficer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[ReportingOfficer]", self.fields["officer"]).queryset = officers

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > localdate():
            raise forms.ValidationError("决定日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "cadre" and not cleaned.get("officer"):
            self.add_error("officer", "干部使用须选一名述职人员。")
        return cleaned
