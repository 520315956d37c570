"""A page that is one form: show it, save through a service, say why not in words.

``form_page`` is for a page with a template of its own, ``edit_page`` for a record that needs nothing but its fields::

    def unit_create(request: HttpRequest) -> HttpResponse:
        form = UnitForm(posted(request), user=request.user)
        return edit_page(
            request,
            form=form,
            save=lambda: save_unit(actor=acting_user(request), unit=form.instance, changed=form.changed_data),
            target=lambda: reverse("registry:unit-show", args=[form.instance.pk]),
            title="新增单位",
            crumbs=[HOME, ("单位", reverse("registry:unit-list"))],
        )
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from registry.access import YES, Answer
from registry.services.refusals import Refused, VersionConflict
from registry.views.steps import home_of, refusal, take_step

Differences = Sequence[Mapping[str, str]]
"""Rows of a page of a concurrent change: ``label``, ``theirs`` (stored now), ``yours`` (typed)."""
SAME_AGAIN = "相同的记录刚刚已被保存，请核对后再办。"


def form_page(
    request: HttpRequest,
    *,
    form: BaseForm,
    run: Callable[[], Any],
    to: str | Callable[[Any], str],
    template: str,
    context: Mapping[str, Any],
    said: str | Callable[[Any], str] = "已保存。",
    at: str | None = None,
    may: Answer = YES,
    back: str = "",
    answer: Callable[[Any], HttpResponseBase] | None = None,
    theirs: Callable[[], Differences] | None = None,
) -> HttpResponse:
    """``template`` with ``form`` and ``context``; sent, it is a step: see ``take_step`` for every other argument.

    What was typed is not lost: a form that is not valid, or a service that refuses, shows the page again with 422.
    Where somebody else saved meanwhile, ``theirs`` says what stands now beside what was typed (``components/conflict.html``).
    """
    shown = {**context, "form": form}

    def page() -> HttpResponse:
        return render(request, template, shown)

    def compare(conflict: VersionConflict) -> None:
        answer_to(form, conflict)
        shown["conflict"] = {"rows": theirs() if theirs else []}

    if request.method == "POST":
        return take_step(
            request,
            may=may,
            run=run,
            to=to,
            said=said,
            form=form,
            page=page,
            at=at,
            back=back,
            answer=answer,
            compare=compare if theirs else None,
        )
    return refusal(request, may, home_of(to, back) or "/") or page()


def answer_to(form: BaseForm, conflict: VersionConflict) -> None:
    """Sent again as it stands, the form answers to the version that is now shown beside it."""
    again = cast("QueryDict", form.data).copy()
    again[form.add_prefix("version")] = str(conflict.version)
    form.data = again


def edit_page(
    request: HttpRequest,
    *,
    form: Any,
    save: Callable[[], object],
    target: Callable[[], str],
    title: str,
    crumbs: Sequence[tuple[str, str]],
    said: str | Callable[[], str] = "已保存。",
    submit: str = "保存",
    hint: str = "",
) -> HttpResponse:
    """One record on a page of its own. ``save`` calls one service; ``target`` is where to go afterwards."""

    def save_once() -> None:
        try:
            save()
        except IntegrityError as twin:
            raise Refused(SAME_AGAIN) from twin

    context = {
        "heading": title,
        "crumbs": [*crumbs, (title, "")],
        "cancel_url": next((url for _, url in reversed(crumbs) if url), "/"),
        "submit": submit,
        "hint": hint,
    }
    return form_page(
        request,
        form=form,
        run=save_once,
        to=lambda _: target(),
        template="registry/record_edit.html",
        context=context,
        said=said if isinstance(said, str) else lambda _: said(),
    )
