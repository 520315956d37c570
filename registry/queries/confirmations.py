"""The requests that wait for a second person."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from registry.models import Confirmation


def waiting_confirmations(actions: Iterable[str]) -> QuerySet[Confirmation]:
    """Requests of these actions that nobody has confirmed and whose ten minutes are not over."""
    rows = Confirmation.objects.filter(
        action__in=list(actions), confirmed_by__isnull=True, used_at__isnull=True
    )
    return rows.filter(expires_at__gt=timezone.now()).select_related("asked_by")
