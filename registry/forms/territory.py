"""Forms of units, areas, townships, industries and businesses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.access import AnyUser, kept_areas, kept_units
from registry.models import Area, Business, Industry, Street, Township, Unit
from registry.models.units import UnitKind
from registry.queries.people import masked_phone
from rulebook.registry.messy import MessyCell, clean_text, parse_phone


class Day(forms.DateField):
    """A day, picked or typed as 2026-09-05."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False, **kwargs
        )


def readable_phone(text: str) -> str:
    """The telephone number in its one form; raises ``ValidationError``."""
    try:
        return parse_phone(text)
    except MessyCell as wrong:
        raise ValidationError(f"{wrong}。") from wrong


class PhoneField(forms.CharField):
    """A telephone number; empty is allowed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(label="联系电话", max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return readable_phone(str(super().clean(value)))


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A model form whose empty choices ask to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                pairs: Any = field.choices
                field.choices = [(value, "请选择" if value == "" else label) for value, label in pairs]


class ContactForm(RecordForm):
    """A record with a telephone number. The stored one is never sent to the page: an empty field keeps it."""

    phone = PhoneField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.phone:
            self.initial["phone"] = ""
            self.fields["phone"].help_text = f"现为 {masked_phone(self.instance.phone)}；不改的留空。"

    def clean_phone(self) -> str:
        return str(self.cleaned_data["phone"] or self.instance.phone)


class UnitForm(RecordForm):
    """A unit of the tree."""

    valid_from = Day(label="启用日期", help_text="不填为一直有效。")
    valid_to = Day(label="停用日期", help_text="最后一天；停用后记录都保留。")

    class Meta:
        model = Unit
        fields = [
            "code",
            "name",
            "kind",
            "is_branch",
            "parent",
            "address",
            "valid_from",
            "valid_to",
            "successor",
        ]
        help_texts = {
            "code": "各类文件和抽取名册以此为准，如 SO01。",
            "is_branch": "勾选后，单位的正副职称局长、副局长（S0-01）。",
            "successor": "停用后由哪个单位承继。",
        }
        error_messages = {"code": {"unique": "这个单位编码已经存在。"}}

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("parent", "没有上级"), ("successor", "没有承继单位")):
            field = self.fields[name]
            field.queryset = kept_units(user)  # type: ignore[attr-defined]  # a ModelChoiceField
            field.empty_label = words  # type: ignore[attr-defined]  # as above
            stands = getattr(self.instance, f"{name}_id")
            if stands is not None and not field.queryset.filter(pk=stands).exists():  # type: ignore[attr-defined]  # as above
                del self.fields[name]  # what stands above or beside stays as it is


class AreaForm(RecordForm):
    """An area and its streets, one a line."""

    streets = forms.CharField(
        label="街道（村居）",
        required=False,
        help_text="一行一个。",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    class Meta:
        model = Area
        fields = ["code", "name", "office"]
        error_messages = {"code": {"unique": "这个片区编码已经存在。"}}

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = kept_units(user).filter(kind__in=[UnitKind.OFFICE, UnitKind.COUNTY])
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["office"].empty_label = "请选择"  # type: ignore[attr-defined]  # as above
        if self.instance.pk:
            self.initial["streets"] = "\n".join(self.instance.streets.values_list("name", flat=True))

    def clean_streets(self) -> list[str]:
        names = [clean_text(line) for line in str(self.cleaned_data["streets"]).splitlines()]
        names = [name for name in names if name]
        if long := [name for name in names if len(name) > 80]:
            raise ValidationError(f"“{long[0][:20]}…”太长，每个名称不超过 80 个字。")
        return list(dict.fromkeys(names))


class TownshipForm(ContactForm):
    """A township and its contact."""

    class Meta:
        model = Township
        fields = ["name", "office", "contact", "phone"]

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = kept_units(user)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["office"].empty_label = "请选择"  # type: ignore[attr-defined]  # as above


class IndustryForm(RecordForm):
    """An industry and its risk grade."""

    class Meta:
        model = Industry
        fields = ["name", "grade"]
        help_texts = {"grade": "风险等级属于行业，保存后本行业的市场主体随之调整（S1-19）。"}
        error_messages = {"name": {"unique": "这个行业已经存在。"}}


class BusinessForm(ContactForm):
    """One entry of the live register."""

    code = forms.CharField(
        label="统一社会信用代码",
        max_length=24,
        required=False,
        help_text="18 位。无照经营户没有代码的留空，由系统编号（S1-20）。",
    )
    established_on = Day(label="成立日期")

    class Meta:
        model = Business
        fields = [
            "name",
            "kind",
            "code",
            "scale",
            "industry",
            "grade",
            "area",
            "street",
            "address",
            "responsible",
            "phone",
            "established_on",
            "status",
        ]
        help_texts = {
            "industry": "风险等级随行业（S1-19）。",
            "grade": "有行业的随行业，不必选择。",
            "street": "须属于所选片区。",
        }

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = kept_areas(user)
        self.fields["grade"].required = False
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]  # a ModelChoiceField
        street: Any = self.fields["street"]
        street.queryset = Street.objects.filter(area__in=areas).select_related("area")
        street.label_from_instance = lambda each: f"{each.area.name} · {each.name}"
        for name, words in (("industry", "未定行业"), ("area", "请选择"), ("street", "未定街道（村居）")):
            self.fields[name].empty_label = words  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") != "unlicensed" and not data.get("code") and "code" not in self.errors:
            self.add_error("code", "请填写统一社会信用代码；没有领照的，主体类型选无照经营户。")
        if data.get("industry"):
            data["grade"] = data["industry"].grade
        elif not data.get("grade"):
            self.add_error("grade", "没有行业的，请选择风险等级。")
        street, area = data.get("street"), data.get("area")
        if street and area and street.area_id != area.pk:
            self.add_error("street", "所选街道（村居）不属于所选片区，请重新选择。")
        return data
