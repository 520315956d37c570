"""Correcting a publication: written by one, confirmed by another; its file for whoever may read the publication."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.access import correction_for, published_correction
from desk.forms.corrections import CorrectionForm
from desk.ports import Correctable, correctables
from desk.queries import corrections as queries
from desk.services import corrections as services
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response
from registry.views.gates import refuse_unless
from registry.views.second_person import PendingConfirmation, confirm
from registry.views.steps import take_step

if TYPE_CHECKING:
    from django.db.models import Model

    from desk.models import Correction
    from registry.forms.second_person import SignForm
    from registry.models import User


def _subject(request: HttpRequest, kind: str, pk: int) -> "tuple[Correctable, Model]":
    """The publication; 404 for who may neither correct nor confirm."""
    known = correctables.get(kind)
    subject = known.find(request.user, pk) if known else None
    if known is None or subject is None:
        raise Http404
    if not known.may_confirm(request.user, subject):
        refuse_unless(known.may_ask(request.user, subject))
    return known, subject


def address(kind: str, pk: int) -> str:
    """The page on which a publication is corrected."""
    return reverse("desk:correction-edit", args=[kind, pk])


def _waiting(
    request: HttpRequest, known: Correctable, subject: "Model", row: "Correction | None"
) -> PendingConfirmation | None:
    asked = queries.open_request(row) if row else None
    if row is None or asked is None:
        return None
    return PendingConfirmation(
        asked,
        title="更正公布",
        facts=queries.correction_facts(row),
        may_confirm=lambda user: known.may_confirm(user, subject),
        who=known.who,
        may_offer=known.may_ask(request.user, subject),
        confirm_url=reverse("desk:correction-confirm", args=[known.kind, subject.pk]),
        submit="核对无误，公布更正",
    )


def _page(
    request: HttpRequest,
    known: Correctable,
    subject: "Model",
    form: CorrectionForm | None = None,
    second: "SignForm | None" = None,
) -> HttpResponse:
    row = queries.waiting_correction(subject)
    waiting = _waiting(request, known, subject, row)
    context = {
        "label": known.title(subject),
        "subject_url": known.url(subject),
        "form": form or CorrectionForm(),
        "row": row,
        "panel": waiting and waiting.panel(request, second),
        "may_ask": known.may_ask(request.user, subject),
        "ask_url": reverse("desk:correction-ask", args=[known.kind, subject.pk]),
        "corrections": queries.corrections_of(subject),
        "crumbs": [(known.title(subject), known.url(subject)), ("更正", "")],
    }
    return render(request, "desk/correction_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correction_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Write a correction, or see the one that waits."""
    known, subject = _subject(request, kind, pk)
    if request.method != "POST":
        return _page(request, known, subject)
    user, form = acting_user(request), CorrectionForm(posted(request), request.FILES)
    return take_step(
        request,
        may=known.may_ask(user, subject),
        form=form,
        page=lambda: _page(request, known, subject, form),
        at="document",
        run=lambda: services.record_correction(
            actor=user, subject=subject, label=known.title(subject), **form.given()
        ),
        said="更正已提请，待第二人确认后公布。",
        to=address(kind, pk),
    )


@require_POST
def correction_ask(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask again for the second person."""
    known, subject = _subject(request, kind, pk)
    user, row = acting_user(request), queries.waiting_correction(subject)
    if row is None:
        raise Http404
    return take_step(
        request,
        may=known.may_ask(user, subject),
        run=lambda: services.ask_correction(actor=user, correction=row),
        said="已提请，待第二人确认。",
        to=address(kind, pk),
    )


@require_POST
@sensitive_post_parameters("password", "token")
def correction_confirm(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen."""
    known, subject = _subject(request, kind, pk)
    row = queries.waiting_correction(subject)

    def run(person: "User", asked: PendingConfirmation, seen: str) -> str:
        if row is not None:
            services.confirm_correction(actor=person, correction=row, seen=seen)
        return f"已由{person.name}确认，更正已公布。"

    return confirm(
        request,
        _waiting(request, known, subject, row),
        run=run,
        to=address(kind, pk),
        page=lambda form: _page(request, known, subject, second=form),
    )


@login_not_required
@require_safe
def correction_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a correction: for everybody who may read what it corrects; before it is out, for who may ask or confirm."""
    row = published_correction(request.user, pk) or correction_for(request.user, pk)
    if row is None:
        raise Http404
    return attachment_response(row.document)
