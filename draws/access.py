"""Who may see a draw, run it, confirm it. The unit that is drawn for never runs its own draw (S0-03)."""

from django.db.models import Q, QuerySet

from draws.models import Draw
from draws.ports import origin_of, origins
from registry.access import YES, Answer, AnyUser, current_posts, first_no, held, no_post, unit_ids_with
from registry.models import User
from registry.roles import CAPABILITIES, Capability, Role
from rulebook.lifecycle.draw import DrawState

OPEN_STATES = (DrawState.PUBLISHED, DrawState.ARCHIVED)
ASSESSED = (Role.HEAD, Role.DEPUTY)


def draws_for(user: AnyUser) -> QuerySet[Draw]:
    """Draws of the units in which the user may view or run draws; everything else does not exist for him."""
    seen = Q(pk__in=[])
    for view, run in {(origin.view, origin.run) for origin in origins.values()}:
        kinds = [origin.kind for origin in origins.values() if (origin.view, origin.run) == (view, run)]
        units = unit_ids_with(user, view) | unit_ids_with(user, run)
        seen |= Q(origin_kind__in=kinds, unit__in=units)
    return Draw.objects.filter(seen).select_related("unit")


def sees_draw(user: User, draw: Draw) -> bool:
    """What the origin of the draw says of this user."""
    return origin_of(draw).may_see(user, draw)


def draw_for(user: User, pk: int) -> Draw | None:
    """The draw, or None for one that the user may not see."""
    draw = draws_for(user).filter(pk=pk).first()
    return draw if draw and sees_draw(user, draw) else None


def is_assessed(user: AnyUser, draw: Draw) -> bool:
    """Whether the user heads the unit that the draw is for."""
    return any(post.unit_id == draw.unit_id and post.role in ASSESSED for post in current_posts(user))


def may_view_any(user: AnyUser) -> Answer:
    """Whether the menu shows the draws."""
    return held(user, None, *(each for origin in origins.values() for each in (origin.view, origin.run)))


def _not_assessed(user: AnyUser, draw: Draw) -> Answer:
    return no_post("本单位的抽取由别的单位办理。") if is_assessed(user, draw) else YES


def may_run_draw(user: AnyUser, draw: Draw) -> Answer:
    """The drawing body's post: locks, reveals, runs, publishes, gives up."""
    return first_no(held(user, draw.unit, origin_of(draw).run), _not_assessed(user, draw))


def may_confirm_draw(user: AnyUser, draw: Draw, asked_by: User | None = None) -> Answer:
    """The second person (inspectorate or chair); never the one who asked."""
    other = no_post("须由提请人以外的人确认。") if user == asked_by else YES
    return first_no(held(user, draw.unit, origin_of(draw).confirm), _not_assessed(user, draw), other)


def _either_side(user: AnyUser, draw: Draw) -> Answer:
    origin = origin_of(draw)
    return first_no(held(user, draw.unit, origin.run, origin.confirm), _not_assessed(user, draw))


def may_enter_digits(user: AnyUser, draw: Draw) -> Answer:
    """On whose screen a party may enter its digits."""
    return _either_side(user, draw)


def has_account(draw: Draw, position: int) -> bool:
    """Whether the party at ``position`` (from 1) has persons who sign in here."""
    return origin_of(draw).parties(draw)[position - 1] is not None


def may_give_digits(user: AnyUser, draw: Draw, position: int) -> Answer:
    """Who is a person of that party: its post, and the post of no other party, in the draw's unit."""
    sides = origin_of(draw).parties(draw)
    own = sides[position - 1]
    if own is None:
        return no_post("这一方没有账号，按本方签字的报数单录入。")
    others = [each for each in sides if each is not None and each != own]
    apart = (
        no_post("同时在两方任职的人不能报数，请由只属于这一方的人报数。")
        if others and held(user, draw.unit, *others)
        else YES
    )
    return first_no(held(user, draw.unit, own), _not_assessed(user, draw), apart)


def may_substitute(user: AnyUser, draw: Draw) -> Answer:
    """Who may record that somebody left: the order is fixed, so either side may."""
    return _either_side(user, draw)


def may_record_ceremony(user: AnyUser, draw: Draw) -> Answer:
    """Who may write down where and before whom the draw is held: either side."""
    return _either_side(user, draw)


def may_open_codes(user: AnyUser, draw: Draw) -> Answer:
    """Who may open a roster code to its person; the auditor may, too."""
    return may_substitute(user, draw) or held(user, draw.unit, Capability.VIEW_AUDIT)


def public_draws() -> QuerySet[Draw]:
    """Draws that everybody may see, newest first: locked at some time, void ones included."""
    return Draw.objects.exclude(commitment_hash="").select_related("unit").order_by("-chain_number")


def public_draw(number: str) -> Draw | None:
    """One of them by its number."""
    return public_draws().filter(number=number).first()


def published_draw(pk: int) -> Draw | None:
    """A draw whose result everybody may see."""
    draw = public_draws().filter(pk=pk, state__in=OPEN_STATES).first()
    return draw if draw is not None and not result_closed(draw) else None


def result_closed(draw: Draw) -> str:
    """Why the public page does not show who was drawn, in Chinese; empty when it does."""
    return origin_of(draw).result_closed(draw) if draw.state in OPEN_STATES else ""


def acting_post(user: AnyUser, draw: Draw) -> str:
    """The post under which the user acts on the draw, as published with a substitution; no name."""
    origin = origin_of(draw)
    for capability in (origin.run, origin.confirm):
        for post in current_posts(user):
            if capability in CAPABILITIES[Role(post.role)]:
                return Role(post.role).label
    return "经办人"
