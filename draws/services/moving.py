"""How every move of a draw is made: row locked, table asked, origin asked, state written, origin told."""

from collections.abc import Iterator
from contextlib import contextmanager

from draws.models import Draw
from draws.ports import origin_of
from registry.models import User
from registry.services.audit import ChangeLog, change
from registry.services.refusals import Refused
from rulebook.lifecycle.draw import DRAW, DrawState
from rulebook.lifecycle.table import IllegalMove


class DrawRefused(Refused):
    """A step that may not be done now; the text is a sentence in Chinese for the page."""


def require_move(draw: Draw, to: DrawState) -> None:
    """Raise ``DrawRefused`` unless the state table and the origin of the draw allow the move."""
    if draw.state == to:
        raise DrawRefused(f"这一步已经办过，抽取现为“{DRAW.label(to)}”。")
    try:
        DRAW.require(draw.state, to)
    except IllegalMove as error:
        raise DrawRefused(str(error)) from error
    if reasons := origin_of(draw).hindrances(draw, to.value):
        raise DrawRefused("".join(reasons))


@contextmanager
def move(actor: User | None, verb: str, draw: Draw, to: DrawState) -> Iterator[tuple[Draw, ChangeLog]]:
    """Inside: the locked row to change. On exit it is saved in its new state, and ``draw`` is brought up to date."""
    with change(actor, verb, draw) as log:
        row = Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)
        require_move(row, to)
        log.note(number=row.number, before=row.state, to=to.value)
        yield row, log
        row.state = to
        row.save()
        origin_of(row).moved(row, actor)
    draw.refresh_from_db()
