"""What a draw asks of its owner. A wing that draws by lot registers once, in ``AppConfig.ready()``::

register_origin(
    DrawOrigin(
        kind="meetings.meeting_draw",
        label="述职述廉会议",
        run=Capability.RUN_DRAW,
        confirm=Capability.CONFIRM_DRAW,
        view=Capability.VIEW_DRAWS,
        url=views.draw_url,
        may_see=access.may_see_draw,
        moved=services.follow_draw,
        hindrances=services.draw_hindrances,
    )
)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from registry.roles import Capability

if TYPE_CHECKING:
    from draws.models import Draw
    from registry.models import User


SUBSTITUTE = "substitute"
"""Asked before somebody is replaced: a wing whose vote is under way says no."""


def _nothing(draw: "Draw", actor: "User | None") -> None:
    return None


def _no_hindrance(draw: "Draw", move: str) -> list[str]:
    return []


def _no_reason(draw: "Draw") -> str:
    return ""


def two_sides(draw: "Draw") -> "list[Capability | None]":
    """The drawing body first, then the side that confirms; whoever else gives digits has no account here."""
    origin = origins[draw.origin_kind]
    return [origin.run, origin.confirm, *(None for _ in draw.parties[2:])]


@dataclass(frozen=True)
class DrawOrigin:
    """What a wing tells of the thing that a draw is for. Every callable takes the draw.

    ``run`` and ``confirm`` are the capabilities of the drawing body and of the second person within the draw's unit,
    ``view`` that of those who only look. ``url`` is the page the draw belongs to; ``may_see`` says who may see it at all.
    ``hindrances(draw, state)`` returns sentences in Chinese saying why the move to that state (or ``SUBSTITUTE``) must not happen;
    ``moved`` runs inside the transaction of every move, so that the wing's own state follows. ``result_closed`` says in Chinese
    why the public may not yet see who was drawn; empty when it may. ``parties`` names for each party, in committed order, the
    capability that its own persons hold in the draw's unit; None for a party that has no account here.
    """

    kind: str
    label: str
    run: Capability
    confirm: Capability
    view: Capability
    url: Callable[["Draw"], str]
    may_see: Callable[["User", "Draw"], bool]
    moved: Callable[["Draw", "User | None"], None] = _nothing
    hindrances: Callable[["Draw", str], list[str]] = _no_hindrance
    result_closed: Callable[["Draw"], str] = _no_reason
    parties: Callable[["Draw"], list[Capability | None]] = two_sides


origins: dict[str, DrawOrigin] = {}


def register_origin(origin: DrawOrigin) -> None:
    """Make an owner of draws known; a kind is registered once."""
    if origin.kind in origins:
        raise ValueError(origin.kind)
    origins[origin.kind] = origin


def origin_of(draw: "Draw") -> DrawOrigin:
    """The owner of a draw."""
    return origins[draw.origin_kind]
