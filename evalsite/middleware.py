"""The content policy, addresses that no page can mean, the ballot's own lane, answers kept nowhere, the idle limit, sign-in by default, and a fresh password first."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone

from ballots.sql.secrecy import note_failure
from evalsite.views import server_error
from registry.services.sessions import STARTED, note_seen

SEEN_STEP = 30
"""Seconds between two notes of activity, so that not every page writes a session row."""

GetResponse = Callable[[HttpRequest], HttpResponse]


def no_nul(get_response: GetResponse) -> GetResponse:
    """Refuse an address with a NUL in it (400): no page means one, and PostgreSQL takes none. Forms check what is posted."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware


def content_policy(get_response: GetResponse) -> GetResponse:
    """The site's content policy on every answer, those of errors and of the ballot's lane among them; built once.

    It stands first: what is refused further in has become an answer when it comes by here.
    """
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = policy
        return response

    return middleware


@lru_cache(maxsize=256)
def lane_address(path: str) -> ResolverMatch:
    """What answers an address of the lane; a hall asks for the same few again and again."""
    return resolve(path)


def ballot_lane(get_response: GetResponse) -> GetResponse:
    """Answer ``/b/`` here, before session, sign-in and lockout middleware: a ballot has no user and leaves no trace.

    A failure is noted here too: Django's own report would hold what was sent, and the log drops it for that.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/b/"):
            return get_response(request)
        # Raises for a host that is none of ours; further in CommonMiddleware asks the same.
        request.get_host()
        try:
            match = lane_address(request.path_info)
        except Resolver404:
            return get_response(request)
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except (Http404, PermissionDenied, SuspiciousOperation, BadRequest):
            raise
        except Exception as error:
            note_failure(error)
            got_request_exception.send(sender=None, request=request)
            return server_error(request)
        return response

    return middleware


def kept_nowhere(get_response: GetResponse) -> GetResponse:
    """Whatever a signed-in user is answered stays in no cache and in no browser's history, errors among it.

    A view that says itself how long its answer keeps is left alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = get_response(request)
        if signed_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


HALL_SECONDS = 6 * 3600
"""How long a screen of the hall goes on renewing itself by what was signed in when it was opened."""


def idle_timeout(get_response: GetResponse) -> GetResponse:
    """Sign out after ``IDLE_TIMEOUT_SECONDS`` without a page, and after ``SESSION_LIMIT_SECONDS`` in any case; polling
    (htmx GET) does not count as activity.

    A screen of the hall (``registry.views.gates.hall_screen``) goes on renewing itself, so that it does not fall dark before
    those present; whatever else is asked for in that browser finds the session ended.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get("seen", 0)
            if now - request.session.get(STARTED, now) > settings.SESSION_LIMIT_SECONDS:
                logout(request)
                return get_response(request)
            polling = request.method == "GET" and "HX-Request" in request.headers
            opened = request.session.get("hall", {}).get(request.path, 0)
            if polling and now - opened <= HALL_SECONDS:
                return get_response(request)
            if seen and now - seen > settings.IDLE_TIMEOUT_SECONDS:
                logout(request)
            elif not polling and now - seen >= SEEN_STEP:
                request.session["seen"] = now
                note_seen(request.session.session_key, timezone.now())
        return get_response(request)

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view is marked ``login_not_required``; what was posted is not lost."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is None or request.method != "POST":
            return refused
        sign_in = resolve(reverse(settings.LOGIN_URL)).func
        response: HttpResponse = sign_in(request, interrupted=True)
        return response


class PasswordFirst:
    """A password given by somebody else is changed before any other page; public pages stay open."""

    open_names = frozenset({"registry:password-change", "registry:sign-out"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        user = request.user
        if (
            not user.is_authenticated
            or not user.must_change_password
            or not getattr(view, "login_required", True)
        ):
            return None
        match = request.resolver_match
        if match and match.view_name in self.open_names:
            return None
        return redirect("registry:password-change")
