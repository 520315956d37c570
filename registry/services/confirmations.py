"""The second person: what one user asks, another confirms, both having seen the same."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from registry.models import Confirmation, User
from registry.queries.two_persons import ANOTHER, same_person
from registry.services.audit import change
from registry.services.refusals import Refused

VALID_FOR = timedelta(minutes=10)
VALID_WORDS = "十分钟"
"""As pages and refusals say it."""


class ConfirmationRefused(Refused):
    """Expired, changed in between, confirmed by the asker, or missing; the text is a sentence in Chinese."""


def facts_digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of what both persons see (plain JSON values)."""
    return hashlib.sha256(
        json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def subject_key(subject: models.Model) -> str:
    """The subject's name inside a confirmation, as in ``draws.draw:5``."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def request_confirmation(
    *, actor: User, action: str, subject: models.Model, label: str, facts: Mapping[str, Any]
) -> Confirmation:
    """Ask for a second person; an earlier open request of the same action and subject is replaced."""
    key = subject_key(subject)
    with change(actor, "request_confirmation", subject) as log:
        Confirmation.objects.filter(action=action, subject=key, used_at__isnull=True).update(
            expires_at=timezone.now()
        )
        log.note(action=action)
        return Confirmation.objects.create(
            action=action,
            subject=key,
            subject_label=label,
            digest=facts_digest(facts),
            asked_by=actor,
            expires_at=timezone.now() + VALID_FOR,
        )


def give_confirmation(
    *,
    actor: User,
    confirmation: Confirmation,
    facts: Mapping[str, Any],
    subject: models.Model,
    seen: str | None = None,
) -> None:
    """Confirm what another user asked. The caller's ``access`` has checked that ``actor`` may confirm this action.

    ``seen`` is the digest that stood on the page from which ``actor`` confirms: whoever asks again while that page is open
    gets no confirmation of what was not on it. Raises ``ConfirmationRefused`` when expired, already confirmed, asked by
    the same user, or when the facts changed.
    """
    with change(actor, "give_confirmation", subject) as log:
        row = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
        if row.asked_by_id == actor.pk:
            raise ConfirmationRefused("须由另一人确认，提出人不能确认自己的操作。")
        if same_person(row.asked_by, actor):
            raise ConfirmationRefused(f"须由另一人确认，提出人不能换一个账号确认。{ANOTHER}")
        if row.expires_at <= timezone.now() or row.used_at:
            raise ConfirmationRefused(f"这次确认已超过{VALID_WORDS}，请重新提出。")
        if row.confirmed_by_id:
            raise ConfirmationRefused("这项操作已经确认过。")
        if seen not in (None, row.digest):
            raise ConfirmationRefused("本页打开之后又重新提请过，请核对现在的内容再确认。")
        if row.digest != facts_digest(facts) or row.subject != subject_key(subject):
            raise ConfirmationRefused("内容在提出后有变动，请重新核对并重新提出。")
        row.confirmed_by, row.confirmed_at = actor, timezone.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        log.note(action=row.action, asked_by=row.asked_by_id)


def use_confirmation(*, action: str, subject: models.Model, facts: Mapping[str, Any]) -> Confirmation:
    """Spend the confirmation inside the service that carries the action out (call within its ``change``).

    Raises ``ConfirmationRefused`` if no second person has confirmed exactly these facts in time.
    """
    row = (
        Confirmation.objects.select_for_update()
        .filter(action=action, subject=subject_key(subject), used_at__isnull=True, confirmed_by__isnull=False)
        .filter(expires_at__gt=timezone.now())
        .first()
    )
    if row is None:
        raise ConfirmationRefused(f"还没有第二人确认，或确认已超过{VALID_WORDS}。")
    if row.digest != facts_digest(facts):
        raise ConfirmationRefused("内容在确认后有变动，请重新核对并重新提出。")
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    return row


def used_confirmation(action: str, subject: models.Model) -> Confirmation | None:
    """The last confirmation of this action that was spent: who asked for what was done, and who confirmed it."""
    spent = Confirmation.objects.filter(action=action, subject=subject_key(subject), used_at__isnull=False)
    return spent.select_related("asked_by", "confirmed_by").order_by("-used_at", "-pk").first()
