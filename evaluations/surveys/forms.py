"""What is typed of a mass survey."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from evaluations.surveys.models import Survey
from evaluations.surveys.queries import STRATA
from evaluations.surveys.services.surveys import SurveyData
from registry.forms.rows import RowsField
from registry.models import Unit
from rulebook.registry.messy import clean_text
from rulebook.survey.batches import MOST_SUBJECTS

DATE = {"type": "date"}
MOST_STRATA = 20


class SurveyForm(forms.Form):
    """A survey of the bureau's own: when, of which units, in which strata."""

    title = forms.CharField(label="名称", max_length=120)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    bureau = forms.ModelChoiceField(Unit.objects.none(), label="组织单位", empty_label=None)
    held_from = forms.DateField(
        label="开始日期", required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    held_to = forms.DateField(
        label="结束日期", required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    units = RowsField(
        Unit.objects.none(),
        label="评议对象",
        widget=forms.CheckboxSelectMultiple,
        help_text=f"每个单位打一项总体评价，最多 {MOST_SUBJECTS} 个。",
    )
    strata = forms.CharField(
        label="分层",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一层。选票卡按层分批制作；公布时有效票不足 10 张的层并入其他层。",
    )
    off_cycle_reason = forms.CharField(
        label="不满两年再次开展的原因",
        max_length=200,
        required=False,
        help_text="万人评议每两年一次（S4-11），提前开展时填写。",
    )

    def __init__(self, *args: Any, bureaus: QuerySet[Unit], units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["bureau"]).queryset = bureaus
        cast("forms.ModelMultipleChoiceField[Unit]", self.fields["units"]).queryset = units
        self.fields["strata"].initial = "\n".join(STRATA)

    @staticmethod
    def initial_for(survey: Survey) -> dict[str, Any]:
        """The survey as it is set up."""
        names = ("title", "year", "bureau", "held_from", "held_to", "off_cycle_reason")
        return {
            **{name: getattr(survey, name) for name in names},
            "units": [subject.unit_id for subject in survey.subjects.all()],
            "strata": "\n".join(stratum["label"] for stratum in survey.strata),
        }

    def clean_strata(self) -> list[str]:
        lines = [clean_text(line) for line in self.cleaned_data["strata"].splitlines()]
        labels = [line for line in lines if line]
        if len(set(labels)) != len(labels):
            raise forms.ValidationError("有重复的层。")
        if len(labels) > MOST_STRATA or any(len(label) > 40 for label in labels):
            raise forms.ValidationError(f"最多 {MOST_STRATA} 层，每层名称不超过 40 个字。")
        return labels

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("held_from"), given.get("held_to")
        if first and last and last < first:
            self.add_error("held_to", "结束日期不能早于开始日期。")
        bureau = given.get("bureau")
        for unit in given.get("units") or ():
            if bureau and bureau.pk not in (unit.parent_id, unit.parent.parent_id if unit.parent else None):
                self.add_error("units", f"{unit.name}不属于{bureau.name}。")
                break
        return given

    def survey_data(self) -> SurveyData:
        """The checked form as the service takes it."""
        given = self.cleaned_data
        names = ("title", "year", "bureau", "held_from", "held_to", "off_cycle_reason", "strata")
        return SurveyData(units=list(given["units"]), **{name: given[name] for name in names})


class OutsideSurveyForm(forms.Form):
    """A survey held by others, and the file of its result."""

    title = forms.CharField(label="名称", max_length=120)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    bureau = forms.ModelChoiceField(Unit.objects.none(), label="被评议的局", empty_label=None)
    organiser = forms.CharField(label="开展单位", max_length=80)
    file = forms.FileField(label="结果文件", help_text="xlsx 或 csv。")
    off_cycle_reason = forms.CharField(
        label="不满两年再次开展的原因",
        max_length=200,
        required=False,
        help_text="万人评议每两年一次（S4-11），提前开展时填写。",
    )

    def __init__(self, *args: Any, bureaus: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["bureau"]).queryset = bureaus

    def survey_data(self) -> SurveyData:
        """The checked form as the service takes it."""
        given = {name: self.cleaned_data[name] for name in ("title", "year", "bureau", "off_cycle_reason")}
        return SurveyData(held_from=None, held_to=None, strata=(), units=(), **given)
