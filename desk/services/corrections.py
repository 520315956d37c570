"""A publication is corrected and never replaced: two persons, a reason, a file; the first stays (S0-18, S3-19)."""

from django.db import models
from django.utils.timezone import localdate

from desk.models import Correction
from desk.queries.corrections import CORRECT, correction_facts, open_request
from registry.models import User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from registry.services.confirmations import (
    VALID_WORDS,
    ConfirmationRefused,
    give_confirmation,
    request_confirmation,
    subject_key,
    use_confirmation,
)
from registry.services.refusals import Refused


class CorrectionRefused(Refused):
    """The correction cannot go out now; the text says why, for the page."""


def record_correction(
    *, actor: User, subject: models.Model, label: str, text: str, reason: str, name: str, content: bytes
) -> Correction:
    """Write a correction with its file and ask for the second person. Raises ``AttachmentRefused``."""
    row = Correction(
        subject=subject_key(subject), label=label[:200], text=text, reason=reason, recorded_by=actor
    )
    with change(actor, "record_correction", subject) as log:
        row.document = store_attachment(actor=actor, name=name, content=content, allowed={PDF})
        row.save()
        _ask(actor, row)
        log.note(correction=row.pk, sha256=row.document.sha256)
    return row


def ask_correction(*, actor: User, correction: Correction) -> None:
    """Ask again for the second person of one that nobody confirmed in time. Raises ``CorrectionRefused``."""
    with change(actor, "ask_correction", correction):
        row = _locked(correction)
        if row.published_on is not None:
            raise CorrectionRefused("这份更正已经公布。")
        row.recorded_by = actor
        row.save(update_fields=["recorded_by"])
        _ask(actor, row)


def confirm_correction(*, actor: User, correction: Correction, seen: str | None = None) -> Correction:
    """The second person confirms and the correction stands before what it corrects. Raises ``CorrectionRefused``."""
    with change(actor, "confirm_correction", correction) as log:
        row = _locked(correction)
        asked = open_request(row)
        if asked is None:
            raise CorrectionRefused(f"没有待确认的提请，或提请已超过{VALID_WORDS}，请重新提出。")
        facts = correction_facts(row)
        try:
            give_confirmation(actor=actor, confirmation=asked, facts=facts, subject=row, seen=seen)
            use_confirmation(action=CORRECT, subject=row, facts=facts)
        except ConfirmationRefused as refusal:
            raise CorrectionRefused(str(refusal)) from refusal
        row.confirmed_by, row.published_on = actor, localdate()
        row.save(update_fields=["confirmed_by", "published_on"])
        log.note(subject=row.subject, sha256=row.document.sha256)
    return row


def _locked(correction: Correction) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",)).select_related("document", "recorded_by")
    return rows.get(pk=correction.pk)


def _ask(actor: User, row: Correction) -> None:
    request_confirmation(
        actor=actor,
        action=CORRECT,
        subject=row,
        label=f"更正：{row.label}"[:200],
        facts=correction_facts(row),
    )
