"""The page of a made document: ask for the making, its files, the scan of what was signed by hand.

``{% include "desk/document_parts.html" %}`` draws what ``document_parts`` gives. The sending of the scan is a step like
any other::

    form = SignCountForm(request.POST, request.FILES, replaces=is_signed(report))
    return take_step(
        request,
        may=steps.may_sign_count(user, meeting),
        form=form,
        run=lambda: hold_count(actor=user, meeting=meeting, **form.signed()),
        ...
    )

It counts once it was looked at: ``{% include "desk/held_scan.html" %}`` draws what ``held_preview`` gives.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from desk.forms.signing import SeenScanForm
from desk.queries.made import former_scans
from desk.tasks import nudge
from registry.views.acting import acting_user
from registry.views.attachments import PDF
from registry.views.steps import take_step

if TYPE_CHECKING:
    from desk.models import Job
    from desk.models.made import MadeDocument, SignedDocument
    from registry.access import Answer
    from registry.models import Attachment


FORMER, HELD = "former-", "held_scan"


class Part(NamedTuple):
    """One kept file, where it is fetched, and whether this user may."""

    title: str
    file: "Attachment"
    url: str
    may: "Answer"


def document_parts(
    document: "MadeDocument | None", *, url: Callable[[str], str], may: Callable[[str], "Answer"]
) -> list[Part]:
    """The files that are there, in the order of the row's ``PARTS``; none before the first making."""
    if document is None:
        return []
    files = [(part, title, getattr(document, part)) for part, title in document.PARTS.items()]
    files += [(part, f"更换前的签字扫描件：{reason}", file) for part, reason, file in former_scans(document)]
    return [Part(title, file, url(part), may(part)) for part, title, file in files if file is not None]


def part_of(document: "MadeDocument | None", part: str) -> "Attachment":
    """One kept file of the document; 404 if there is none of that name."""
    file: Attachment | None = getattr(document, part) if document and part in document.PARTS else None
    if document is not None and part.startswith(FORMER):
        file = next((kept for name, _, kept in former_scans(document) if name == part), None)
    if file is None:
        raise Http404
    return file


def is_signed(document: "SignedDocument | None") -> bool:
    """Whether a scan counts already, so that another replaces it."""
    return document is not None and document.signed_scan is not None


def held_preview(
    document: "SignedDocument | None", url: Callable[[str], str], form: SeenScanForm | None = None
) -> dict[str, Any] | None:
    """The scan that waits to be looked at, for ``desk/held_scan.html``; None when there is none."""
    if document is None or document.held_scan is None:
        return None
    picture = document.held_scan.content_type != PDF
    return {"url": url(HELD), "picture": picture, "form": form or SeenScanForm()}


def queue_making(
    request: HttpRequest, *, may: "Answer", run: Callable[[], "Job"], here: str, back: str = ""
) -> HttpResponse:
    """Ask for the making and follow its progress; who finds another's under way stays ``here``. A refusal leads ``back``."""
    user = acting_user(request)

    def queued() -> "Job":
        job = run()
        nudge(job)
        return job

    def to(job: "Job") -> str:
        return reverse("desk:job-show", args=[job.pk]) if job.created_by_id == user.pk else here

    return take_step(request, may=may, run=queued, to=to, back=back or here)
