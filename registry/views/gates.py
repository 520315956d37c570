"""Who may open a page at all. A row one may not see is 404 (through ``access``); a page one's post does not include is 403."""

import time
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from registry.access import AnyUser

if TYPE_CHECKING:
    from registry.models import User

View = Callable[..., HttpResponse]


def refuse_unless(allowed: bool) -> None:
    """403 for something visible that one's post does not allow."""
    if not allowed:
        raise PermissionDenied


def needs(allowed: Callable[[AnyUser], bool]) -> Callable[[View], View]:
    """Refuse the page unless ``allowed`` says yes to the user."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_unless(allowed(request.user))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def hall_screen(view: View) -> View:
    """A page that stands before those present for hours: once opened it may renew itself although nobody touches it.

    ``evalsite.middleware.idle_timeout`` reads the note; only this address, and only its own polling, outlives the idle limit.
    """

    @wraps(view)
    def noted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "HX-Request" not in request.headers:
            opened = request.session.get("hall", {})
            request.session["hall"] = opened | {request.path: int(time.time())}
        return view(request, *args, **kwargs)

    return noted


def actor_of(request: HttpRequest) -> "User":
    """The signed-in user; every page that is not public has one."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
