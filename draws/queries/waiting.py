"""What of the draws waits for a user: the steps that he may confirm as the second person."""

from collections.abc import Iterator

from django.utils.timezone import localdate, localtime

from desk.ports import Waiting
from draws import access
from draws.queries.facts import LABELS, open_confirmations
from draws.queries.pages import step_url
from registry.models import Confirmation, User
from registry.services.confirmations import subject_key


def confirmations(user: User) -> Iterator[Waiting]:
    """Requests of others on draws that the user sees, due today: they hold for ten minutes."""
    asked = list(open_confirmations().exclude(asked_by=user))
    if not asked:
        return
    draws = {subject_key(draw): draw for draw in access.draws_for(user).filter(pk__in=map(_draw_pk, asked))}
    for row in asked:
        draw = draws.get(row.subject)
        if draw and access.sees_draw(user, draw) and access.may_confirm_draw(user, draw, row.asked_by):
            yield Waiting(
                f"{draw.number} {draw.purpose}",
                f"请确认{LABELS[row.action]}，{row.asked_by.name}提请，{localtime(row.expires_at):%H:%M} 前有效",
                step_url(row.action, draw.pk),
                str(draw.unit),
                localdate(),
            )


def _draw_pk(row: Confirmation) -> int:
    return int(row.subject.rpartition(":")[2])
