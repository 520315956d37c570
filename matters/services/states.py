"""The door of every step: the row locked, the version compared, the move asked of the table, the step kept in words."""

from django.utils.timezone import localdate

from matters.models import Matter, MatterStep
from registry.models import User
from registry.services.refusals import Refused
from rulebook.lifecycle.matter import MATTER, MatterState
from rulebook.lifecycle.table import IllegalMove


class MatterRefused(Refused):
    """A step that a problem does not allow; the text is Chinese and fit for the page."""


def locked(matter: Matter) -> Matter:
    """The row, locked for this step."""
    return Matter.objects.select_for_update(of=("self",)).select_related("unit", "clock").get(pk=matter.pk)


def move(row: Matter, to: MatterState) -> None:
    """Ask the table and take the move. Raises ``MatterRefused``."""
    try:
        MATTER.require(row.state, to)
    except IllegalMove as illegal:
        raise MatterRefused(str(illegal)) from illegal
    row.state = to.value


def keep(row: Matter, actor: User | None, text: str) -> None:
    """Save the row and the step in words."""
    row.version += 1
    row.save()
    MatterStep.objects.create(matter=row, on=localdate(), by=actor, text=text[:300])
