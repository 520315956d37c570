"""Home, the component gallery, and the error pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from evalsite.gallery import gallery_context
from registry import ports


def home(request: HttpRequest) -> HttpResponse:
    """What waits for this user: the blocks that the wings registered."""
    blocks = []
    for block in sorted(ports.home_blocks, key=lambda each: each.order):
        context = block.context(request.user)  # type: ignore[arg-type]  # signed in: the middleware saw to it
        if context is not None:
            blocks.append(render_to_string(block.template, context, request))
    return render(request, "home.html", {"blocks": blocks})


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
