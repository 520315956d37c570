"""Opening a roster code to its person: the salt by which he can check that the code was his before the draw."""

from draws.models import RosterEntry
from draws.services.moving import DrawRefused
from registry.models import User
from registry.services.audit import change
from rulebook.lifecycle.draw import DrawState


def open_roster_code(*, actor: User, entry: RosterEntry) -> str:
    """The salt of a person's entry, once the roster is locked; every opening is audited. Raises ``DrawRefused``."""
    if not entry.person_commit:
        raise DrawRefused("这一条不是个人，没有需要核对的编号。")
    if entry.draw.state == DrawState.DRAFT:
        raise DrawRefused("名册锁定之后才能核对编号。")
    with change(actor, "open_roster_code", entry) as log:
        log.note(draw=entry.draw_id, code=entry.code)
        salt: str = entry.salt
    return salt
