"""Who may see a draw, run it, confirm it. The unit that is drawn for never runs its own draw (S0-03)."""

from django.db.models import QuerySet

from draws.models import Draw
from registry import ports
from registry.access import AnyUser, current_posts, holds, unit_ids_with
from registry.models import User
from registry.roles import CAPABILITIES, Capability, Role
from rulebook.lifecycle.draw import DrawState

OPEN_STATES = (DrawState.PUBLISHED, DrawState.ARCHIVED)
ASSESSED = (Role.HEAD, Role.DEPUTY)


def draws_for(user: AnyUser) -> QuerySet[Draw]:
    """Draws of the units in which the user may view or run draws; everything else does not exist for him."""
    units = unit_ids_with(user, Capability.VIEW_DRAWS) | unit_ids_with(user, Capability.RUN_DRAW)
    return Draw.objects.filter(unit__in=units).select_related("unit")


def may_see_draw(user: User, draw: Draw) -> bool:
    """What the origin of the draw says of this user."""
    return ports.origins[draw.origin_kind].may_see(user, draw)


def draw_for(user: User, pk: int) -> Draw | None:
    """The draw, or None for one that the user may not see."""
    draw = draws_for(user).filter(pk=pk).first()
    return draw if draw and may_see_draw(user, draw) else None


def is_assessed(user: AnyUser, draw: Draw) -> bool:
    """Whether the user heads the unit that the draw is for."""
    return any(post.unit_id == draw.unit_id and post.role in ASSESSED for post in current_posts(user))


def may_view_any(user: AnyUser) -> bool:
    """Whether the menu shows the draws."""
    return holds(user, Capability.VIEW_DRAWS) or holds(user, Capability.RUN_DRAW)


def may_run_draw(user: AnyUser, draw: Draw) -> bool:
    """The drawing body's post: locks, reveals, runs, publishes, gives up."""
    return holds(user, Capability.RUN_DRAW, draw.unit) and not is_assessed(user, draw)


def may_confirm_draw(user: AnyUser, draw: Draw, asked_by: User | None = None) -> bool:
    """The second person (inspectorate or chair); never the one who asked."""
    allowed = holds(user, Capability.CONFIRM_DRAW, draw.unit) and not is_assessed(user, draw)
    return allowed and user != asked_by


def may_enter_digits(user: AnyUser, draw: Draw) -> bool:
    """On whose screen a party may enter its digits."""
    return may_run_draw(user, draw) or may_confirm_draw(user, draw)


def may_substitute(user: AnyUser, draw: Draw) -> bool:
    """Who may record that somebody left: the order is fixed, so either side may."""
    return may_run_draw(user, draw) or may_confirm_draw(user, draw)


def may_record_ceremony(user: AnyUser, draw: Draw) -> bool:
    """Who may write down where and before whom the draw is held: either side."""
    return may_run_draw(user, draw) or may_confirm_draw(user, draw)


def may_open_codes(user: AnyUser, draw: Draw) -> bool:
    """Who may open a roster code to its person; the auditor may, too."""
    return may_substitute(user, draw) or holds(user, Capability.VIEW_AUDIT, draw.unit)


def public_draws() -> QuerySet[Draw]:
    """Draws that everybody may see, newest first: locked at some time, void ones included."""
    return Draw.objects.exclude(commitment_hash="").select_related("unit").order_by("-chain_number")


def public_draw(number: str) -> Draw | None:
    """One of them by its number."""
    return public_draws().filter(number=number).first()


def acting_post(user: AnyUser, draw: Draw) -> str:
    """The post under which the user acts on the draw, as published with a substitution; no name."""
    wanted = (Capability.RUN_DRAW, Capability.CONFIRM_DRAW)
    for capability in wanted:
        for post in current_posts(user):
            if capability in CAPABILITIES[Role(post.role)]:
                return Role(post.role).label
    return "经办人"
