"""What every page with one form does: show it, save through a service, say why not in words."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from registry.services.accounts import AccountRefused
from registry.services.one_time_codes import OneTimeCodeRefused
from registry.services.people import PersonRefused
from registry.services.territory import TerritoryRefused
from registry.services.units import UnitRefused

REFUSALS = (AccountRefused, OneTimeCodeRefused, PersonRefused, TerritoryRefused, UnitRefused)
SAME_AGAIN = "相同的记录刚刚已被保存，请核对后再办。"


def edit_page(
    request: HttpRequest,
    *,
    form: Any,
    save: Callable[[], object],
    target: Callable[[], str],
    title: str,
    crumbs: Sequence[tuple[str, str]],
    said: str = "已保存。",
    submit: str = "保存",
    hint: str = "",
) -> HttpResponse:
    """One form on a page of its own. ``save`` calls one service; what it refuses (one of
    ``REFUSALS``) stands above the form, and nothing typed is lost. ``target`` is where to go afterwards."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except IntegrityError:
            form.add_error(None, SAME_AGAIN)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(target())
    cancel_url = next((url for _, url in reversed(crumbs) if url), "/")
    context = {
        "form": form,
        "heading": title,
        "crumbs": [*crumbs, (title, "")],
        "cancel_url": cancel_url,
        "submit": submit,
        "hint": hint,
    }
    return render(request, "registry/record_edit.html", context)
