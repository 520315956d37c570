"""The hash-chained audit: ``change`` opens the transaction of every service and writes its events at the outermost exit."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from registry.models import AuditEvent, AuditHead, User

ZERO = "0" * 64


@dataclass
class ChangeLog:
    """One event in the making. ``note`` takes ids, states and field names: never names, telephone numbers or free text."""

    actor: User | None
    verb: str
    subject: models.Model
    payload: dict[str, Any] = field(default_factory=dict)

    def note(self, **facts: int | str | bool | list[str] | list[int] | None) -> None:
        """Add facts to the payload."""
        self.payload.update(facts)


_pending: ContextVar[list[ChangeLog] | None] = ContextVar("pending_audit", default=None)


@contextmanager
def change(actor: User | None, verb: str, subject: models.Model) -> Iterator[ChangeLog]:
    """Run a service's body in one transaction and record it.

    ``verb`` is the service's own name (``lock_roster``); ``subject`` may be unsaved on entry and saved inside. Nested
    services join the outer transaction; only the outermost exit locks the chain's head and inserts. An exception leaves
    neither the change nor its event. ``actor`` None means the installation itself (jobs, seeds).
    """
    outer = _pending.get()
    log = ChangeLog(actor, verb, subject)
    if outer is not None:
        before = len(outer)
        try:
            with transaction.atomic():
                yield log
                outer.append(log)
        except BaseException:
            del outer[before:]
            raise
        return
    events: list[ChangeLog] = []
    token = _pending.set(events)
    try:
        with transaction.atomic():
            yield log
            events.append(log)
            _append(events)
            # What runs on commit, at the end of this block, writes events of its own.
            _pending.set(None)
    finally:
        _pending.reset(token)


def event_hash(number: int, at: datetime, actor_id: int | None, log: dict[str, Any], previous: str) -> str:
    """SHA-256 of the event's canonical JSON with the hash before it; ``log`` has verb, subject_kind, subject_id, payload."""
    fields = [number, at.astimezone(timezone.get_default_timezone()).isoformat(), actor_id, log, previous]
    return hashlib.sha256(
        json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _append(logs: list[ChangeLog]) -> None:
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    rows = []
    for log in logs:
        body = {
            "verb": log.verb,
            "subject_kind": log.subject._meta.label_lower,
            "subject_id": str(log.subject.pk),
            "payload": log.payload,
        }
        number, at = head.number + 1, timezone.now()
        actor_id = log.actor.pk if log.actor else None
        digest = event_hash(number, at, actor_id, body, head.hash)
        rows.append(
            AuditEvent(number=number, at=at, actor_id=actor_id, previous_hash=head.hash, hash=digest, **body)
        )
        head.number, head.hash = number, digest
    AuditEvent.objects.bulk_create(rows)
    head.save()


def hash_of(event: AuditEvent, previous: str) -> str:
    """The hash that an event as it stands must have after ``previous``."""
    body = {
        "verb": event.verb,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "payload": event.payload,
    }
    return event_hash(event.number, event.at, event.actor_id, body, previous)


def first_broken_link() -> int | None:
    """Number of the first event that does not fit the chain, or of the missing last one; None if the chain holds."""
    previous, expected = ZERO, 1
    for event in AuditEvent.objects.order_by("number").iterator():
        digest = hash_of(event, previous)
        if event.number != expected or event.previous_hash != previous or event.hash != digest:
            return expected
        previous, expected = digest, expected + 1
    head = AuditHead.objects.filter(pk=1).first()
    return expected if head and (head.number, head.hash) != (expected - 1, previous) else None
