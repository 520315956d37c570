"""Filters of the lists: they live in the address, so that a list can be sent to a colleague."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from registry.access import areas_for, units_for
from registry.models import Area, AuditEvent, Business, Confirmation, Industry, Person, Unit, User
from registry.models.people import PersonCategory
from registry.models.territory import GRADES, BusinessKind, BusinessStatus
from registry.models.units import UnitKind
from registry.queries.audit import used_subjects, used_verbs

ALL = "全部"
YES_NO = [("1", "是"), ("0", "否")]


def _units(request: HttpRequest | None) -> QuerySet[Unit]:
    return units_for(request.user) if request else Unit.objects.none()


def _offices(request: HttpRequest | None) -> QuerySet[Unit]:
    return _units(request).filter(areas__isnull=False).distinct()


def _areas(request: HttpRequest | None) -> QuerySet[Area]:
    return areas_for(request.user) if request else Area.objects.none()


def _day(label: str, lookup: str, name: str) -> filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return filters.DateFilter(field_name=name, lookup_expr=lookup, label=label, widget=widget)


def _yes_or_no(label: str) -> filters.ChoiceFilter:
    def choose(rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{name: value == "1"})

    return filters.ChoiceFilter(choices=YES_NO, label=label, empty_label=ALL, method=choose)


def _any_of(*names: str) -> Any:
    """A text that stands in any of the columns."""

    def search(rows: QuerySet[Any], _: str, value: str) -> QuerySet[Any]:
        wanted = Q()
        for name in names:
            wanted |= Q(**{f"{name}__icontains": value.strip()})
        return rows.filter(wanted)

    return search


class BusinessFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """经济户口."""

    q = filters.CharFilter(label="名称、代码、负责人", method=_any_of("name", "code", "responsible"))
    office = filters.ModelChoiceFilter(
        field_name="area__office", queryset=_offices, label="工商所", empty_label=ALL
    )
    area = filters.ModelChoiceFilter(queryset=_areas, label="片区", empty_label=ALL)
    kind = filters.ChoiceFilter(choices=BusinessKind.choices, label="主体类型", empty_label=ALL)
    grade = filters.ChoiceFilter(choices=GRADES, label="风险等级", empty_label=ALL)
    industry = filters.ModelChoiceFilter(queryset=Industry.objects.all(), label="行业", empty_label=ALL)
    status = filters.ChoiceFilter(choices=BusinessStatus.choices, label="登记状态", empty_label=ALL)

    class Meta:
        model = Business
        fields: list[str] = []


class AreaFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """片区."""

    q = filters.CharFilter(label="名称、编码", method=_any_of("name", "code"))
    office = filters.ModelChoiceFilter(queryset=_offices, label="工商所", empty_label=ALL)

    class Meta:
        model = Area
        fields: list[str] = []


class UnitFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """单位."""

    q = filters.CharFilter(label="名称、编码", method=_any_of("name", "code"))
    kind = filters.ChoiceFilter(choices=UnitKind.choices, label="类别", empty_label=ALL)

    class Meta:
        model = Unit
        fields: list[str] = []


class PersonFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """人员."""

    q = filters.CharFilter(label="姓名、所在单位或村居", method=_any_of("name", "workplace"))
    category = filters.ChoiceFilter(choices=PersonCategory.choices, label="类别", empty_label=ALL)
    unit = filters.ModelChoiceFilter(queryset=_units, label="所属单位", empty_label=ALL)
    active = _yes_or_no("有效")

    class Meta:
        model = Person
        fields: list[str] = []


class UserFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """用户."""

    q = filters.CharFilter(label="用户名、姓名", method=_any_of("username", "name"))
    is_active = _yes_or_no("启用")

    class Meta:
        model = User
        fields: list[str] = []


class AuditFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """审计记录."""

    actor = filters.CharFilter(label="操作人", method=_any_of("actor__username", "actor__name"))
    verb = filters.ChoiceFilter(choices=used_verbs, label="操作", empty_label=ALL)
    subject_kind = filters.ChoiceFilter(choices=used_subjects, label="对象", empty_label=ALL)
    subject_id = filters.CharFilter(label="对象编号")
    since = _day("自", "date__gte", "at")
    until = _day("至", "date__lte", "at")

    class Meta:
        model = AuditEvent
        fields: list[str] = []


class ConfirmationFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """双人确认."""

    who = filters.CharFilter(label="提出人或确认人", method=_any_of("asked_by__name", "confirmed_by__name"))
    since = _day("自", "date__gte", "asked_at")
    until = _day("至", "date__lte", "asked_at")

    class Meta:
        model = Confirmation
        fields: list[str] = []
