"""What is typed about the slips of a mass survey."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from rulebook.survey.batches import LEAST_BATCH, MOST_BATCH


class BatchForm(forms.Form):
    """One batch to be made; ``strata`` are (key, in words) as the survey has them."""

    stratum = forms.ChoiceField(label="层")
    n = forms.IntegerField(
        label="张数",
        min_value=LEAST_BATCH,
        max_value=MOST_BATCH,
        initial=LEAST_BATCH,
        help_text=f"每批 {LEAST_BATCH} 至 {MOST_BATCH} 张。选票卡打乱次序，只在这一次打印中出现。",
    )
    sender = forms.CharField(
        label="发放单位", max_length=80, required=False, help_text="由谁发出，不填即由本单位发出。"
    )
    announced_close = forms.DateTimeField(
        label="截止时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="印在选票卡上。开启时按这个时间定时截止。",
    )
    phone = forms.CharField(label="咨询电话", max_length=40, help_text="印在选票卡上，受访人有疑问时拨打。")
    per_sheet = forms.TypedChoiceField(
        label="每页张数",
        choices=[(8, "8 张"), (10, "10 张"), (6, "6 张"), (4, "4 张")],
        coerce=int,
        initial=8,
    )

    def __init__(self, *args: Any, strata: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stratum"]
        field.choices = list(strata)

    def clean_announced_close(self) -> datetime:
        moment: datetime = self.cleaned_data["announced_close"]
        if moment <= timezone.now():
            raise forms.ValidationError("截止时间应晚于现在。")
        return moment


class HandedOutForm(forms.Form):
    """How many slips of one batch were sent or given out."""

    n = forms.IntegerField(label="发出张数", min_value=0, max_value=MOST_BATCH)
