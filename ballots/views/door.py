"""The door of a cast: JSON posted to ``/b/<vote>/cast`` is answered here, before Django's handler, resolver and middleware.

Nearly every request of a voting hour is one. The door decides nothing: what is turned away, what a ballot is and what is said are
those of ``ballots.views.lane``, and the headers are Django's own. Whatever is not plainly such a request goes to Django as it
came, and so does one that fails here, which is noted and answered there; a ballot sent twice counts once.
"""

import re
from collections.abc import Iterable
from http.client import responses
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import OperationalError, close_old_connections
from django.http import UnreadablePostError

from ballots.services import casting
from ballots.sql.secrecy import note_failure
from ballots.views.lane import JSON, MOST_BYTES, cast_sent, refused_unread, told

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

PATH = re.compile(r"/b/([0-9]{1,10})/cast")
LENGTH = re.compile(r"[0-9]{1,5}")

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


class CastDoor:
    """A WSGI application before Django's."""

    def __init__(self, django: WSGIHandler) -> None:
        self.django = django
        self._headers: dict[bool, Headers] = {}

    def __call__(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        if (vote := cast_address(environ)) is None:
            return self.django(environ, start_response)
        request = WSGIRequest(environ)
        if not _is_ours(request):
            return self.django(environ, start_response)
        headers = self._headers_of(request)
        close_old_connections()
        try:
            outcome = _outcome(request, vote)
        except UnreadablePostError:
            return self.django(environ, start_response)
        except Exception:
            # Nothing was answered: Django's lane meets the same failure, notes it and says it in words.
            environ["wsgi.input"] = BytesIO(request.body)
            return self.django(environ, start_response)
        finally:
            close_old_connections()
        start_response(f"{outcome.status} {responses[outcome.status]}", headers.copy())
        return [told(outcome)]

    def _headers_of(self, request: WSGIRequest) -> Headers:
        """Django's headers of an answer of the lane, asked of it once for TLS and once without: how it turns away what is too large."""
        secure = request.is_secure()
        if secure not in self._headers:
            too_large = {**request.environ, "CONTENT_LENGTH": str(MOST_BYTES + 1), "wsgi.input": BytesIO()}

            def keep(status: str, headers: Headers, failed: Any = None, /) -> Any:
                self._headers[secure] = headers

            self.django(too_large, keep).close()
        return self._headers[secure]


def cast_address(environ: Environ) -> int | None:
    """The vote, if this plainly is a ballot sent as JSON of a size that is read."""
    found = PATH.fullmatch(environ["PATH_INFO"])
    plain = (
        found
        and environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == JSON
        and LENGTH.fullmatch(environ.get("CONTENT_LENGTH", ""))
        and not environ.get("SCRIPT_NAME")
        and not environ.get("QUERY_STRING")
    )
    return int(found[1]) if found and plain else None


def _is_ours(request: WSGIRequest) -> bool:
    """Whether it came to a host of ours, and by TLS where nothing else is answered."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


def _outcome(request: WSGIRequest, vote: int) -> casting.Outcome:
    try:
        return refused_unread(request) or cast_sent(request, vote)
    except OperationalError as error:
        note_failure(error)
        return casting.Outcome(503, casting.MESSAGES[503])
