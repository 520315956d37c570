"""What is typed in the log of conduct."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from evaluations.conduct.models import (
    ContactPoint,
    OutsideFinding,
    SelfAssessment,
    SelfCheck,
    UnitSummary,
    Visit,
)
from evaluations.conduct.queries import RECIPIENTS
from registry.models import Unit
from rulebook.conduct.self_check import ANSWERS, QUESTIONS
from rulebook.matter.matters import TRIAGE_LABELS, Triage
from rulebook.registry.messy import clean_text

PARTS = (("problem", "问题"), ("cause", "原因"), ("measure", "整改措施"))


class _OfUnit(forms.ModelForm):  # type: ignore[type-arg]  # its rows are named by the subclasses
    """A row of one of these units."""

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3


class _EntryForm(_OfUnit):
    """``version`` is of the entry as it was seen, 0 for a new one; whoever sends none has seen nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0

    def stored(self, row: Visit | ContactPoint) -> dict[str, Any]:
        """The fields as they stand in ``row``."""
        return {name: getattr(row, name) for name in self._meta.fields or ()}


class VisitForm(_EntryForm):
    class Meta:
        model = Visit
        fields = ["unit", "kind", "visited_on", "whom", "visitors", "problem", "cause", "measure"]


class ContactPointForm(_EntryForm):
    class Meta:
        model = ContactPoint
        fields = ["unit", "leader", "kind", "place", "valid_from", "valid_to"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "结束日期不能早于开始日期。")
        return given


class OutsideFindingForm(_OfUnit):
    triage = forms.TypedChoiceField(
        label="分类",
        choices=[(each.value, label) for each, label in TRIAGE_LABELS.items()],
        coerce=Triage,
        help_text="短期能改的限期整改，长期的列入计划，突出、热点问题优先（S3-21）。",
    )

    class Meta:
        model = OutsideFinding
        fields = ["unit", "source", "found_on", "found_by", "document_number", "text"]


class PledgeForm(forms.Form):
    """A signed 行风建设责任书."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    signer = forms.CharField(label="签订人", max_length=50)
    signed_on = forms.DateField(
        label="签订日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    scan = forms.FileField(label="扫描件", help_text="PDF 或图片。")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units

    def pledge(self) -> dict[str, Any]:
        """The checked form as the service takes it."""
        given = {**self.cleaned_data}
        scan = given.pop("scan")
        return given | {"name": scan.name, "content": scan.read()}


class SelfCheckForm(forms.Form):
    """The ten questions: an answer, and for what is not fully done a problem, its cause and the measure."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(QUESTIONS, start=1):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=f"{number}. {question}", choices=[("", "—"), *ANSWERS], required=False
            )
            for part, label in PARTS:
                self.fields[f"{part}_{number}"] = forms.CharField(label=label, max_length=300, required=False)

    @staticmethod
    def stored(check: SelfCheck | None) -> dict[str, Any]:
        """Every field as it stands."""
        found: dict[str, Any] = {"version": check.version if check else 0}
        for number in range(1, len(QUESTIONS) + 1):
            given = check.answers.get(str(number), {}) if check else {}
            found |= {
                f"{part}_{number}": given.get(part, "") for part in ("answer", *(part for part, _ in PARTS))
            }
        return found

    def answers(self) -> dict[str, dict[str, str]]:
        """The checked form as the service takes it; questions without a word are left out."""
        found = {}
        for number in range(1, len(QUESTIONS) + 1):
            given = {
                part: clean_text(self.cleaned_data[f"{part}_{number}"])
                for part in ("answer", *(part for part, _ in PARTS))
            }
            if any(given.values()):
                found[str(number)] = given
        return found


class UnitSummaryForm(forms.Form):
    """A unit's written summary."""

    text = forms.CharField(
        label="书面总结",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
        help_text="重点写自查自纠、整改的情况和先进典型，十月初报监察室（S3-16）。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def stored(summary: UnitSummary | None) -> dict[str, Any]:
        """Every field as it stands."""
        return {"text": summary.text, "version": summary.version} if summary else {"text": "", "version": 0}


class SelfAssessmentForm(forms.Form):
    """The bureau's report."""

    text = forms.CharField(
        label="自评报告", max_length=20000, widget=forms.Textarea(attrs={"rows": 18}), required=False
    )
    recipients = forms.CharField(label="报送单位", max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def stored(report: SelfAssessment | None, draft: str = "") -> dict[str, Any]:
        """Every field as it stands; ``draft`` where nobody has written yet."""
        if report is None:
            return {"text": draft, "recipients": RECIPIENTS, "version": 0}
        return {"text": report.text, "recipients": report.recipients, "version": report.version}
