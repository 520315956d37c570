"""Who acts, and what was sent: the two questions that every view which changes something asks of its request."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

if TYPE_CHECKING:
    from registry.models import User


def acting_user(request: HttpRequest) -> "User":
    """The signed-in user; every page that is not public has one (the middleware sees to it), else 403."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, if anything was: an empty form sent is still a form sent."""
    return request.POST if request.method == "POST" else None
