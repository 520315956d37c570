"""Who may open a page at all. A row one may not see is 404 (through ``access``); a page one's post does not include is 403."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from registry.access import Answer, AnyUser

View = Callable[..., HttpResponse]


def refuse_unless(answer: Answer) -> None:
    """403, with the reason, for something visible that one's post does not allow."""
    if not answer:
        raise PermissionDenied(answer.reason)


def needs(may: Callable[[AnyUser], Answer]) -> Callable[[View], View]:
    """Refuse the page unless ``may`` says yes to the user: ``@needs(access.may_manage_users)`` above a view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_unless(may(request.user))
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
