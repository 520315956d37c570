"""Home, the component gallery, and the error pages."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from desk.queries.home import COUNTED, MOST, waiting_rows
from evalsite.gallery import gallery_context
from registry import ports
from registry.views.acting import acting_user

if TYPE_CHECKING:
    from desk.queries.home import WaitingRow
    from registry.models import User


HOME_PAGE = 30


def home(request: HttpRequest) -> HttpResponse:
    """What waits for this user, in one list; around it the blocks that the floors below registered."""
    user = acting_user(request)
    rows = waiting_rows(user)
    page = Paginator(rows, HOME_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "said": _said(rows),
        "above": _blocks(request, user, above=True),
        "blocks": _blocks(request, user, above=False),
    }
    return render(request, "home.html", context)


def _said(rows: "list[WaitingRow]") -> str:
    """How much waits, and how much of it is late."""
    number, late = sum(row.waiting.number for row in rows), sum(row.overdue for row in rows)
    more = "以上" if any(row.waiting.number > COUNTED - MOST for row in rows) else ""
    return f"共 {number} 项{more}{f'，其中逾期 {late} 项' if late else ''}。"


def _blocks(request: HttpRequest, user: "User", *, above: bool) -> list[str]:
    """The blocks that have something for this user, in their order."""
    chosen = sorted(
        (block for block in ports.home_blocks if block.above == above), key=lambda each: each.order
    )
    shown = [(block.template, block.context(user)) for block in chosen]
    return [
        render_to_string(template, context, request) for template, context in shown if context is not None
    ]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once; in development only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "gallery.html", gallery_context(request))


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


@login_not_required
def too_long(request: HttpRequest, status: int = 413) -> HttpResponse:
    """What was sent is longer than anything that is taken; nothing of it was read."""
    return HttpResponse(render_to_string("413.html"), status=status)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)
