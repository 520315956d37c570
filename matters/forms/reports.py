"""What is typed of a written report of measures (S0-15)."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from matters.forms.matters import day, words
from matters.models import RECIPIENTS
from registry.models import Unit
from rulebook.matter.matters import Recipient


class PeriodForm(forms.Form):
    """Of which unit and period the report is composed."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全局")
    period_from = day("起")
    period_to = day("止")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("period_from"), given.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "截止日期不能早于起始日期。")
        return given


class ReportForm(PeriodForm):
    """The report itself."""

    title = forms.CharField(label="标题", max_length=80)
    analysis = words("问题分析", 5000, rows=5)
    causes = words("原因", 5000, rows=5)
    measures = words("整改措施和落实情况", 10000, rows=12)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["title", "unit", "period_from", "period_to", "analysis", "causes", "measures"]


class DeliveryForm(forms.Form):
    to = forms.TypedChoiceField(label="报送对象", choices=RECIPIENTS, coerce=Recipient)
    name = forms.CharField(label="收文单位", max_length=60, required=False, help_text="不填按报送对象。")
    on = day("报送日期")
    note = forms.CharField(label="报送方式", max_length=120, help_text="如：公文交换，收文号；电子邮件。")
