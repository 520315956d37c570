"""What every list page does: filter from the address, sort by its heads, cut into pages, download the same rows."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sorted_by_address(request: HttpRequest, rows: QuerySet[Any], sorts: Mapping[str, str]) -> QuerySet[Any]:
    """Rows in the order of ``?sort=``; ``sorts`` maps what may stand there to a column. Unknown words change nothing."""
    wanted = request.GET.get("sort", "")
    column = sorts.get(wanted.removeprefix("-"))
    if column is None:
        return rows
    return rows.order_by(f"-{column}" if wanted.startswith("-") else column, "pk")


def list_context(
    request: HttpRequest, filterset: type[Any], rows: QuerySet[Any], sorts: Mapping[str, str]
) -> dict[str, Any]:
    """``filter``, ``rows`` (all that is filtered, in order) and ``page`` (twenty of them) for the template."""
    filtered = filterset(request.GET, queryset=rows, request=request)
    found = sorted_by_address(request, filtered.qs, sorts)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return {"filter": filtered, "rows": found, "page": page}


def xlsx_response(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; ``name`` may be Chinese."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return response
