"""The ballot's own lane, the idle limit, and sign-in by default."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse

SEEN_STEP = 30
"""Seconds between two notes of activity, so that not every page writes a session row."""

GetResponse = Callable[[HttpRequest], HttpResponse]


def ballot_lane(get_response: GetResponse) -> GetResponse:
    """Answer ``/b/`` here, before session, sign-in and lockout middleware: a ballot has no user and leaves no trace."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/b/"):
            return get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response

    return middleware


def idle_timeout(get_response: GetResponse) -> GetResponse:
    """Sign out after ``IDLE_TIMEOUT_SECONDS`` without a page; polling (htmx GET) does not count as activity."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get("seen", 0)
            polling = request.method == "GET" and "HX-Request" in request.headers
            if seen and now - seen > settings.IDLE_TIMEOUT_SECONDS:
                logout(request)
            elif not polling and now - seen >= SEEN_STEP:
                request.session["seen"] = now
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
