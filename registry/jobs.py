"""The lists of the registry as workbooks: what of each the user may see, filtered and sorted as the address says."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate

from printing.sheet import Sheet
from registry import access, documents
from registry.forms.filters import AreaFilter, BusinessFilter, PersonFilter, UnitFilter
from registry.models import User
from registry.ports import Export
from registry.queries.listing import Column, order_of
from registry.queries.people import PERSON_ORDERS
from registry.queries.territory import AREA_ORDERS, BUSINESS_ORDERS, area_rows, business_rows
from registry.queries.units import UNIT_ORDERS


def _export(
    title: str,
    *,
    rows: Callable[[User], QuerySet[Any]],
    filterset: type[Any],
    orders: Mapping[str, tuple[Column, ...]],
    default: str,
    sheet: Callable[[Iterable[Any]], Sheet],
) -> Export:
    def found(user: User, query: QueryDict) -> QuerySet[Any]:
        request = HttpRequest()
        request.user = user
        request.GET = query  # type: ignore[assignment]  # the stub knows only the one made by a handler
        order = order_of(query.get("sort", ""), orders, default)
        return filterset(query, queryset=rows(user), request=request).qs.order_by(*order.terms())  # type: ignore[no-any-return]  # the library is untyped

    return Export(filterset.indexed, title, found, sheet, access.may_view_registry)


BUSINESSES = _export(
    "经济户口",
    rows=lambda user: business_rows(access.businesses_for(user)),
    filterset=BusinessFilter,
    orders=BUSINESS_ORDERS,
    default="code",
    sheet=documents.business_sheet,
)
AREAS = _export(
    "片区",
    rows=lambda user: area_rows(access.areas_for(user), localdate()),
    filterset=AreaFilter,
    orders=AREA_ORDERS,
    default="code",
    sheet=documents.area_sheet,
)
UNITS = _export(
    "单位",
    rows=lambda user: access.units_for(user).select_related("parent"),
    filterset=UnitFilter,
    orders=UNIT_ORDERS,
    default="code",
    sheet=documents.unit_sheet,
)
PEOPLE = _export(
    "人员",
    rows=lambda user: access.people_for(user).select_related("unit").defer("phone"),
    filterset=PersonFilter,
    orders=PERSON_ORDERS,
    default="name",
    sheet=documents.person_sheet,
)
