"""Signing in and out."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registry.forms.accounts import SignInForm
from registry.forms.unseen import is_unseen
from registry.ports import public_links
from registry.services.sessions import begin_session, close_session
from registry.services.tries import remember_device
from registry.views.acting import acting_user

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
        begin_session(request, form.user)
        answer: HttpResponse = HttpResponseRedirect(target)
        if carried:
            answer = render(request, "registry/sign_in_resume.html", {"carried": carried, "next": target})
        remember_device(request, answer, form.user)
        return answer
    context = {"form": form, "carried": carried, "next": target, "public_links": public_links}
    return render(request, "registry/sign_in.html", context, status=429 if form.waits else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    close_session(request, acting_user(request))
    return redirect("registry:sign-in")
