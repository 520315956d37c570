"""What every page that changes something does: ask access, call one service, say what came of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from evaluations.meetings.access.answers import Answer
from registry.services.refusals import REFUSALS

if TYPE_CHECKING:
    from registry.models import User


def signed_in(request: HttpRequest) -> "User":
    """The user; sign-in is required of every page here."""
    return cast("User", request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, if anything was: an empty form sent is still a form sent."""
    return request.POST if request.method == "POST" else None


def refusal(request: HttpRequest, answer: Answer, to: str, *args: int) -> HttpResponse | None:
    """None if allowed; 403 if the user's post lacks it; else the reason as a message and back to ``to``."""
    if answer.allowed:
        return None
    if answer.by_post:
        raise PermissionDenied(answer.reason)
    messages.error(request, answer.reason)
    return redirect(to, *args)


def act(request: HttpRequest, step: Callable[[], object], done: str) -> bool:
    """Call a service; its refusal becomes a message. ``done`` is the message when it went well."""
    try:
        step()
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return False
    if done:
        messages.success(request, done)
    return True
