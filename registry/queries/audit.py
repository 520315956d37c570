"""The audit chain and the second-person confirmations, in words."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet

from registry.models import AuditEvent, Confirmation, User
from registry.ports import kept_from, verb_label, verb_labels
from registry.queries.listing import Column

EVENT_ORDERS: dict[str, tuple[Column, ...]] = {"at": ("at", "number")}
CONFIRMATION_ORDERS: dict[str, tuple[Column, ...]] = {"asked": ("pk",)}


@cache
def subject_labels() -> dict[str, str]:
    """What each table holds, in Chinese, by the name the audit knows it by (``registry.unit`` → 单位)."""
    return {model._meta.label_lower: str(model._meta.verbose_name) for model in apps.get_models()}


@dataclass(frozen=True)
class EventRow:
    """One event as the page shows it; ``raw`` is its payload as it was hashed ("" when empty). ``masked``: who acted is not told."""

    event: AuditEvent
    verb: str
    subject: str
    raw: str
    masked: bool = False


def with_actor(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Events with whoever acted."""
    return events.select_related("actor")


KEPT_FROM = "须回避的事项"
"""Instead of what happened to a row from which the reader is kept; the event itself stands, for the chain."""


def told_to(events: QuerySet[AuditEvent], user: User) -> QuerySet[AuditEvent]:
    """Those that may be filtered by what they say: none about a row from which the user is kept."""
    for kind, rows in kept_from.items():
        keys = [str(pk) for pk in rows(user).values_list("pk", flat=True)]
        if keys:
            events = events.exclude(subject_kind=kind, subject_id__in=keys)
    return events


def confirmations_told_to(rows: QuerySet[Confirmation], user: User) -> QuerySet[Confirmation]:
    """Those that are not about a row from which the user is kept."""
    for kind, kept in kept_from.items():
        keys = [f"{kind}:{pk}" for pk in kept(user).values_list("pk", flat=True)]
        if keys:
            rows = rows.exclude(subject__in=keys)
    return rows


def _kept(events: Sequence[AuditEvent], user: User) -> set[tuple[str, str]]:
    """(kind, key) of what these events are about and the user is kept from."""
    found: set[tuple[str, str]] = set()
    for kind, rows in kept_from.items():
        keys = [
            event.subject_id for event in events if event.subject_kind == kind and event.subject_id.isdigit()
        ]
        if keys:
            found |= {(kind, str(pk)) for pk in rows(user).filter(pk__in=keys).values_list("pk", flat=True)}
    return found


def event_rows(events: Iterable[AuditEvent], user: User) -> list[EventRow]:
    """Events in words; of what the user is kept from, only that there is one."""
    labels, page = subject_labels(), list(events)
    kept = _kept(page, user)
    return [
        _masked(event)
        if (event.subject_kind, event.subject_id) in kept
        else EventRow(
            event=event,
            verb=verb_label(event.verb),
            subject=f"{labels.get(event.subject_kind, '其他')} {event.subject_id}",
            raw=json.dumps(event.payload, ensure_ascii=False, sort_keys=True) if event.payload else "",
        )
        for event in page
    ]


def _masked(event: AuditEvent) -> EventRow:
    return EventRow(event=event, verb=KEPT_FROM, subject="", raw="", masked=True)


def last_event(verb: str, subject: Model) -> AuditEvent | None:
    """The newest event of this verb about a row."""
    rows = AuditEvent.objects.filter(
        verb=verb, subject_kind=subject._meta.label_lower, subject_id=str(subject.pk)
    )
    return rows.order_by("number").last()


def used_verbs() -> list[tuple[str, str]]:
    """Verbs of the whole installation with their Chinese, to choose from."""
    return sorted(verb_labels.items(), key=lambda pair: pair[1])


def used_subjects() -> list[tuple[str, str]]:
    """Kinds of things an event can be about."""
    own = tuple(f"{app.rpartition('.')[2]}." for app in settings.FIRST_PARTY_APPS)
    pairs = [(kind, label) for kind, label in subject_labels().items() if kind.startswith(own)]
    return sorted(pairs, key=lambda pair: pair[1])


def with_both_persons(confirmations: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """Confirmations with who asked and who confirmed."""
    return confirmations.select_related("asked_by", "confirmed_by")


def confirmation_state(row: Confirmation, now: datetime) -> tuple[str, str]:
    """State in words and its tone."""
    if row.used_at:
        return "已办理", "done"
    if row.expires_at <= now:
        return "已失效", "neutral"
    return ("已确认，待办理", "due") if row.confirmed_by_id else ("待第二人确认", "waiting")
