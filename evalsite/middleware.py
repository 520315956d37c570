"""The ballot's own lane, the idle limit, and sign-in by default."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

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
            if now - request.session.get("seen", now) > settings.IDLE_TIMEOUT_SECONDS:
                logout(request)
            elif request.method != "GET" or "HX-Request" not in request.headers:
                request.session["seen"] = now
        return get_response(request)

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view is marked ``login_not_required``; what was posted is not lost."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        view = resolve(reverse(settings.LOGIN_URL)).func
        response: HttpResponse = view(request, interrupted=True)
        return response
