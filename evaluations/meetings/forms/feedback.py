"""Forms of what follows the feedback."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from evaluations.meetings.models import FeedbackForm
from evaluations.meetings.services.feedback import FeedbackAnswer

DATE = {"type": "date"}
TEXTS = ("analysis", "causes", "measures", "done")
NEEDED = {"measures": ("analysis", "causes", "measures"), "done": ("done",)}
WHEN_DUE = "请填写整改情况填报期限，如 2026-11-15。"
SAVE, MEASURES, DONE = "save", "measures", "done"


class FeedbackAnswerForm(forms.Form):
    """The four texts of a feedback form; ``step`` is the button pressed, ``version`` finds a concurrent change."""

    analysis = forms.CharField(
        label="情况分析", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    causes = forms.CharField(
        label="原因查找", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    measures = forms.CharField(
        label="整改措施",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="提交后将回告评议代表，请写明做什么、谁来做、何时做完。",
    )
    done = forms.CharField(
        label="落实情况",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="措施提交之后填写，逐项写明结果。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: FeedbackForm, step: str = SAVE, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.initial_for(row))
        super().__init__(*args, **kwargs)
        self.step = step
        for name in TEXTS:
            frozen = bool(row.done_on) or (name != "done" and bool(row.submitted_on))
            self.fields[name].disabled = frozen

    @staticmethod
    def initial_for(row: FeedbackForm) -> dict[str, Any]:
        return {name: getattr(row, name) for name in (*TEXTS, "version")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in NEEDED.get(self.step, ()):
            if not self.errors.get(name) and not (cleaned.get(name) or "").strip():
                self.add_error(name, "提交前请填写这一项。")
        return cleaned

    def answer(self) -> FeedbackAnswer:
        return FeedbackAnswer(**{name: self.cleaned_data[name].strip() for name in TEXTS})

    def differences(self, current: FeedbackForm) -> list[dict[str, str]]:
        """Rows for the page of a concurrent change."""
        rows = []
        for name in TEXTS:
            theirs, yours = getattr(current, name), self.cleaned_data.get(name) or ""
            if theirs != yours:
                rows.append({"label": str(self.fields[name].label), "theirs": theirs, "yours": yours})
        return rows


class ToldForm(forms.Form):
    """When and how the representatives heard of the measures."""

    told_on = forms.DateField(label="回告日期", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    note = forms.CharField(
        label="回告方式", max_length=200, help_text="如：邮寄回告函，会场张贴，通知页公布。"
    )

    def clean_told_on(self) -> Any:
        day = self.cleaned_data["told_on"]
        if day > localdate():
            raise forms.ValidationError("回告日期不能晚于今天。")
        return day


class SheetsForm(forms.Form):
    """By when measures are due, for forms that are made up for."""

    due_on = forms.DateField(
        label="整改情况填报期限",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"required": WHEN_DUE, "invalid": WHEN_DUE},
    )
