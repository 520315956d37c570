"""Filters of the lists: they live in the address, so that a list can be sent to a colleague."""

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import make_aware

from registry.access import areas_for, sees_whole_registry, unit_ids_with, units_for
from registry.models import Area, AuditEvent, Business, Confirmation, Industry, Person, Unit, User
from registry.models.people import PersonCategory
from registry.models.territory import GRADES, BusinessKind, BusinessStatus
from registry.models.units import UnitKind
from registry.queries.audit import used_subjects, used_verbs
from registry.queries.listing import bounded_count
from registry.roles import Capability
from registry.search import SEARCHED, narrow

ALL = "全部"
MOST_AREAS = 300
YES_NO = [("1", "是"), ("0", "否")]


def _units(request: HttpRequest | None) -> QuerySet[Unit]:
    return units_for(request.user) if request else Unit.objects.none()


def _offices(request: HttpRequest | None) -> QuerySet[Unit]:
    return _units(request).filter(Exists(Area.objects.filter(office=OuterRef("pk"))))


def _areas(request: HttpRequest | None) -> QuerySet[Area]:
    """All areas to choose from while they are few; of many only those of the chosen office, and the one chosen."""
    if request is None:
        return Area.objects.none()
    rows = areas_for(request.user)
    if rows[MOST_AREAS:].exists():
        office, area = (_number(request.GET.get(name, "")) for name in ("office", "area"))
        rows = rows.filter(Q(office=office) | Q(pk=area))
    return rows


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _since(label: str, name: str) -> filters.DateFilter:
    """From the beginning of a day on."""

    def choose(rows: QuerySet[Any], _: str, day: date) -> QuerySet[Any]:
        return rows.filter(**{f"{name}__gte": _moment(day, time.min)})

    return filters.DateFilter(label=label, widget=_day_input(), method=choose)


def _until(label: str, name: str) -> filters.DateFilter:
    """To the end of a day."""

    def choose(rows: QuerySet[Any], _: str, day: date) -> QuerySet[Any]:
        return rows.filter(**{f"{name}__lte": _moment(day, time.max)})

    return filters.DateFilter(label=label, widget=_day_input(), method=choose)


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _moment(day: date, at: time) -> datetime:
    """Of that day here; days that no moment in time has are brought to the ends of the calendar."""
    return make_aware(datetime.combine(min(max(day, date(1, 1, 2)), date(9999, 12, 30)), at))


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


class ListFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """A list whose rows are in the search index, as the kind ``indexed``; ``countable`` is what the search says of them."""

    indexed = ""
    countable = True

    def filter_queryset(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Words last, among what the other fields leave."""
        given = self.form.cleaned_data
        for name in sorted(given, key=lambda name: name == "q"):
            rows = self.filters[name].filter(rows, given[name])
        return rows

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        user = self.request.user
        units = () if sees_whole_registry(user) else unit_ids_with(user, Capability.VIEW_REGISTRY)
        rows, self.countable = narrow(rows, self.indexed, value, units)
        return rows


class BusinessFilter(ListFilter):
    """经济户口."""

    indexed = "business"
    q = filters.CharFilter(label="名称、代码、负责人", method="search")
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

    def search(self, rows: QuerySet[Business], name: str, value: str) -> QuerySet[Business]:
        """Where more codes begin so than are listed, the index of words, to which each is another word, is not asked."""
        begun = rows.filter(code__startswith=value.strip().upper())
        if bounded_count(begun, SEARCHED) > SEARCHED:
            self.countable = False
            return begun.order_by()
        return super().search(rows, name, value)


class AreaFilter(ListFilter):
    """片区."""

    indexed = "area"
    q = filters.CharFilter(label="名称、编码", method="search")
    office = filters.ModelChoiceFilter(queryset=_offices, label="工商所", empty_label=ALL)

    class Meta:
        model = Area
        fields: list[str] = []


class UnitFilter(ListFilter):
    """单位."""

    indexed = "unit"
    q = filters.CharFilter(label="名称、编码", method="search")
    kind = filters.ChoiceFilter(choices=UnitKind.choices, label="类别", empty_label=ALL)

    class Meta:
        model = Unit
        fields: list[str] = []


class PersonFilter(ListFilter):
    """人员."""

    indexed = "person"
    q = filters.CharFilter(label="姓名、所在单位或村居", method="search")
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

    actor = filters.CharFilter(label="操作人", method="by")
    verb = filters.ChoiceFilter(choices=used_verbs, label="操作", empty_label=ALL)
    subject_kind = filters.ChoiceFilter(choices=used_subjects, label="对象", empty_label=ALL)
    subject_id = filters.CharFilter(label="对象编号")
    since = _since("自", "at")
    until = _until("至", "at")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def by(self, rows: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        users = _any_of("username", "name")(User.objects.all(), name, value)
        return rows.filter(actor__in=list(users.values_list("pk", flat=True)))


class ConfirmationFilter(filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """双人确认."""

    who = filters.CharFilter(label="提出人或确认人", method=_any_of("asked_by__name", "confirmed_by__name"))
    since = _since("自", "asked_at")
    until = _until("至", "asked_at")

    class Meta:
        model = Confirmation
        fields: list[str] = []
