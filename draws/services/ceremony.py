"""Where a draw is held and before whom: written down by either side, before or after (S0-03)."""

from draws.models import Ceremony, Draw
from draws.services.moving import DrawRefused
from registry.models import User
from registry.services.audit import change
from rulebook.lifecycle.draw import DrawState


def record_ceremony(
    *, actor: User, draw: Draw, version: int, place: str, witnesses: str = "", note: str = ""
) -> Ceremony:
    """Write it down, or correct it; ``version`` is 0 for what is not there yet.

    Raises ``DrawRefused`` for an archived draw, and when somebody else has written in between.
    """
    with change(actor, "record_ceremony", draw) as log:
        row = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
        if row.state == DrawState.ARCHIVED:
            raise DrawRefused("抽取已归档，不能再改仪式记录。")
        stored = Ceremony.objects.filter(draw=row).first() or Ceremony(draw=row, version=0)
        if stored.version != version:
            raise DrawRefused("刚才有人先存了一次，请打开新页核对后再存；您填的内容还在下面。")
        given = {
            "place": place.strip(),
            "witnesses": "\n".join(line.strip() for line in witnesses.splitlines() if line.strip()),
            "note": note.strip(),
        }
        changed = [name for name, value in given.items() if getattr(stored, name) != value]
        for name, value in given.items():
            setattr(stored, name, value)
        stored.version += 1
        stored.save()
        log.note(number=row.number, fields=changed)
    return stored
