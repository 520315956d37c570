"""Forms of the pool."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet

from evaluations.meetings.models import ENGAGED_CATEGORIES
from registry.forms.rows import RowsField
from registry.models import Business, Person


class ConsumerLinesForm(forms.Form):
    """Consumers pasted as lines."""

    lines = forms.CharField(
        label="消费者名单",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=100_000,
        help_text="每行一人：姓名，电话，地址。可从表格中复制粘贴；地址可不填。",
    )


class PersonsForm(forms.Form):
    """Persons ticked in a list."""

    persons = RowsField(Person.objects.none(), label="人员", required=False)

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField[Person]", self.fields["persons"])
        field.queryset = persons

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "persons" in cleaned and not cleaned["persons"]:
            raise forms.ValidationError("请先勾选人员。")
        return cleaned

    @property
    def chosen(self) -> list[Person]:
        """Those ticked; call after ``is_valid``."""
        return list(self.cleaned_data["persons"])


class AssessorSearchForm(forms.Form):
    """Category and name of those who can be engaged (S0-06)."""

    category = forms.ChoiceField(
        label="类别",
        choices=[("", "全部"), *((each.value, each.label) for each in ENGAGED_CATEGORIES)],
        required=False,
    )
    text = forms.CharField(label="姓名或单位", max_length=50, required=False)

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """``rows`` as asked for; what cannot be read filters nothing."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if asked.get("category"):
            rows = rows.filter(category=asked["category"])
        if asked.get("text"):
            rows = rows.filter(Q(name__icontains=asked["text"]) | Q(workplace__icontains=asked["text"]))
        return rows.order_by("category", "name", "pk")


class ExclusionForm(forms.Form):
    """One business or listed consumer to keep out of the draw, with a reason that is published with it."""

    target = forms.CharField(label="排除对象", widget=forms.HiddenInput)
    reason = forms.CharField(
        label="排除原因",
        max_length=100,
        help_text="如：被评议单位工作人员近亲属、申请回避。原因随抽取公布，不写姓名。",
    )

    def __init__(
        self, *args: Any, businesses: QuerySet[Business], persons: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.businesses, self.persons = businesses, persons
        self.business: Business | None = None
        self.person: Person | None = None

    def clean_target(self) -> str:
        text: str = self.cleaned_data["target"]
        kind, _, key = text.partition("-")
        if key.isdecimal() and len(key) < 19:
            if kind == "business":
                self.business = self.businesses.filter(pk=int(key)).first()
            elif kind == "person":
                self.person = self.persons.filter(pk=int(key)).first()
        if self.business is None and self.person is None:
            raise forms.ValidationError("请先查找并选定要排除的市场主体或消费者。")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = self.person.name if self.person else (self.business.responsible if self.business else "")
        if name and name in cleaned.get("reason", ""):
            self.add_error("reason", "原因随抽取公布，请不要写姓名。")
        return cleaned
