"""What is typed of a limit's rule."""

import re
from typing import Any

from django import forms

from rulebook.desk.clocks import LadderDays, ladder_problems

LONGEST = 250


class PolicyForm(forms.Form):
    """A rule from a day on: how long, on what basis, when it is reminded and urged. ``fixed`` limits have no length."""

    amount = forms.IntegerField(label="期限（天数）", min_value=1, max_value=LONGEST)
    valid_from = forms.DateField(
        label="自何日起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="明天或以后；在这以前起算的期限不变。",
    )
    source = forms.CharField(label="依据", max_length=120)
    reminders = forms.CharField(
        label="期限前几个工作日提醒", max_length=40, required=False, help_text="如：5、3、1。"
    )
    blue = forms.IntegerField(label="蓝色督办单（逾期工作日）", min_value=1, max_value=99)
    orange = forms.IntegerField(label="橙色督办单（逾期工作日）", min_value=1, max_value=99)
    red = forms.IntegerField(label="红色督办单（逾期工作日）", min_value=1, max_value=99)

    def __init__(self, *args: Any, fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["amount"]

    def clean_reminders(self) -> tuple[int, ...]:
        parts = [part for part in re.split(r"[\s,，、]+", self.cleaned_data["reminders"]) if part]
        if not all(part.isdecimal() and len(part) < 4 for part in parts):
            raise forms.ValidationError("请只写天数，用顿号隔开。")
        return tuple(int(part) for part in parts)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"reminders", "blue", "orange", "red"} <= given.keys():
            for field, text in ladder_problems(self.days()).items():
                self.add_error(field, text)
        return given

    def days(self) -> LadderDays:
        given = self.cleaned_data
        return LadderDays(given["reminders"], given["blue"], given["orange"], given["red"])
