"""What every list page does: filter from the address, sort by its heads, cut into pages, download the same rows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from registry.documents import workbook
from registry.ports import Export, export_later
from registry.queries.listing import Column, bounded_count, order_of, page_of
from registry.views.acting import acting_user
from registry.views.attachments import XLSX, download
from registry.views.gates import refuse_unless

DIRECT = 2000
"""A workbook of more rows is made by a job."""


def list_context(
    request: HttpRequest,
    filterset: type[Any],
    rows: QuerySet[Any],
    orders: Mapping[str, tuple[Column, ...]],
    *,
    default: str,
    read: Callable[[QuerySet[Any]], Iterable[Any]] = iter,
) -> dict[str, Any]:
    """``filter`` and ``page`` for the template, in the order of ``?sort=``; see ``registry.queries.listing``."""
    filtered = filterset(request.GET, queryset=rows, request=request)
    order = order_of(request.GET.get("sort", ""), orders, default)
    found = filtered.qs
    countable = getattr(filtered, "countable", True)
    page = page_of(found, order, request.GET.get("page", ""), read=read, countable=countable)
    return {"filter": filtered, "page": page}


def export_page(request: HttpRequest, export: Export, crumbs: list[tuple[str, str]]) -> HttpResponse:
    """The list as a workbook: at once while it is small, else asked for here and made by a job."""
    user = acting_user(request)
    refuse_unless(export.may(user))
    rows = export.rows(user, request.GET)
    if bounded_count(rows, DIRECT) <= DIRECT:
        sheets = [export.sheet(rows), *export.beside(user)]
        return download(workbook(sheets), f"{export.title}.xlsx", XLSX)
    if request.method == "POST":
        return redirect(export_later(user, export, request.GET.urlencode()))
    context = {"title": f"导出{export.title}", "most": DIRECT, "crumbs": [*crumbs, ("导出", "")]}
    return render(request, "registry/export_large.html", context)
