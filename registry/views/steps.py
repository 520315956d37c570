"""Taking a step: ask access, parse the form, call one service, and say what came of it.

A step that needs no more than its button::

    @require_POST
    def draw_publish(request: HttpRequest, pk: int) -> HttpResponse:
        draw, user = seen_draw(request, pk), acting_user(request)
        return take_step(
            request,
            may=access.may_run_draw(user, draw),
            run=lambda: services.publish_draw(actor=user, draw=draw),
            said="结果已公布。",
            to=reverse("draws:draw-show", args=[pk]),
        )

A step with a form hands the form over and says how its page is drawn again, ``page=lambda: _show(request, vote, form)``.
A page that is nothing but its form is ``registry.views.editing.form_page``.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, FileField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import escape

from registry.access import Answer
from registry.services.refusals import REFUSALS, FileRefused, LinesRefused, VersionConflict

OK = 200
UNPROCESSABLE = 422


def refusal(request: HttpRequest, answer: Answer, to: str, *args: Any) -> HttpResponse | None:
    """None if allowed; 403 if the user's post lacks it; else the reason as a message and back to ``to``."""
    if answer:
        return None
    if answer.by_post:
        raise PermissionDenied(answer.reason)
    messages.error(request, answer.reason)
    return redirect(to, *args)


def take_step(
    request: HttpRequest,
    *,
    may: Answer,
    run: Callable[[], Any],
    to: str | Callable[[Any], str],
    said: str | Callable[[Any], str] = "",
    form: BaseForm | None = None,
    page: Callable[[], HttpResponse] | None = None,
    at: str | None = None,
    back: str = "",
    answer: Callable[[Any], HttpResponseBase] | None = None,
    compare: Callable[[VersionConflict], None] | None = None,
) -> HttpResponse:
    """Carry one step out and go on to ``to`` with the message ``said``; both may be made from what ``run`` returned.

    ``run`` calls one service. A form that is not valid, or a service that refuses (``REFUSALS``), shows ``page`` again
    with 422: the reason stands at the field ``at``, that of a file (``FileRefused``) at the file, each line of it by
    itself, else above the form. Without a form the reason becomes a message on ``back`` (if not given: as ``to``, or this
    address); so it does where the page has no place for the form any more. ``answer`` replaces the redirect where the
    answer itself is the result, as a file that is made once. ``compare`` puts on the page what somebody else saved
    meanwhile, in place of the reason; ``form_page`` does it for a page that is one form.
    """
    home = back or (to if isinstance(to, str) else request.path)
    if no := refusal(request, may, home):
        return no
    if form is not None and not form.is_valid():
        return _again(request, form, page, home)
    try:
        done = run()
    except REFUSALS as refused:
        if form is None:
            messages.error(request, str(refused))
            return redirect(home)
        if compare and isinstance(refused, VersionConflict):
            compare(refused)
            return _again(request, form, page, home)
        reasons = refused.problems if isinstance(refused, LinesRefused) else [str(refused)]
        form.add_error(_file_of(form) or at if isinstance(refused, FileRefused) else at, reasons)
        return _again(request, form, page, home, reasons[0])
    if words := said if isinstance(said, str) else said(done):
        messages.success(request, words)
    if answer:
        return cast("HttpResponse", answer(done))  # a stream serves as well
    return redirect(to if isinstance(to, str) else to(done))


def home_of(to: str | Callable[[Any], str], back: str) -> str:
    """Where a step that is refused leads: ``back``, else as ``to``; "" where that is known only afterwards."""
    return back or (to if isinstance(to, str) else "")


def _file_of(form: BaseForm) -> str | None:
    return next((name for name, field in form.fields.items() if isinstance(field, FileField)), None)


def _again(
    request: HttpRequest, form: BaseForm, page: Callable[[], HttpResponse] | None, home: str, said: str = ""
) -> HttpResponse:
    """The page with the refused form. Where it has no place for what the service ``said``, because the row has moved on,
    a message instead."""
    if page:
        shown = show_again(page())
        if escape(said) in shown.content.decode():
            return shown
    errors = [(form.fields.get(name), str(error)) for name, found in form.errors.items() for error in found]
    named = "".join(f"{field.label}：{error}" if field else error for field, error in errors)
    messages.error(request, said or named)
    return redirect(home)


def show_again(page: HttpResponse) -> HttpResponse:
    """The page as the answer to something that was not accepted: 422. What leads elsewhere stays a redirect."""
    if page.status_code == OK:
        page.status_code = UNPROCESSABLE
    return page
