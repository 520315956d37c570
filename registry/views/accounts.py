"""Signing in and out."""

from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as otp_login

from registry.forms.accounts import SignInForm
from registry.forms.unseen import is_unseen
from registry.ports import public_links, sign_in_ways

CARRIED_PREFIX = "carried-"


def safe_next(request: HttpRequest, target: str) -> str:
    """``target`` if it is an address of this site, else home."""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and allowed else reverse("home")


@login_not_required
@never_cache
@sensitive_post_parameters()
def sign_in(request: HttpRequest, interrupted: bool = False) -> HttpResponse:
    """Sign in. ``interrupted``: somebody posted a form without a session; the page carries the fields and posts them
    again, but never what is masked while typed (``registry.forms.unseen``): that is typed again."""
    if interrupted:
        carried = [
            (name, value) for name, values in request.POST.lists() for value in values if not is_unseen(name)
        ]
        context = {
            "form": SignInForm(request=request),
            "carried": carried,
            "interrupted": True,
            "next": request.get_full_path(),
            "public_links": public_links,
            "sign_in_ways": sign_in_ways,
        }
        return render(request, "registry/sign_in.html", context, status=401)
    carried = [
        (name.removeprefix(CARRIED_PREFIX), value)
        for name, values in request.POST.lists()
        if name.startswith(CARRIED_PREFIX) and not is_unseen(name.removeprefix(CARRIED_PREFIX))
        for value in values
    ]
    target = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user:
        login(request, form.user)
        if device := getattr(form.user, "otp_device", None):
            otp_login(request, device)
        if carried:
            return render(request, "registry/sign_in_resume.html", {"carried": carried, "next": target})
        return HttpResponseRedirect(target)
    context = {
        "form": form,
        "carried": carried,
        "next": target,
        "public_links": public_links,
        "sign_in_ways": sign_in_ways,
    }
    return render(request, "registry/sign_in.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("registry:sign-in")


@login_not_required
def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Shown after five failures of one name from one address."""
    return render(request, "registry/locked_out.html", status=429)
