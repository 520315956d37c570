"""Who did what when, for the minutes of a draw: from the audit trail, never from a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from draws.models import Draw
from draws.ports import origin_of
from draws.queries.facts import LOCK, REVEAL, VOID
from draws.queries.results import originally_drawn, strata_drawn
from registry.models import AuditEvent, Confirmation, Role, User
from registry.roles import CAPABILITIES, Capability
from registry.services.confirmations import subject_key

VERBS = {
    "prepare_draw": "编制抽取名册",
    "lock_draw": "锁定名册、公布承诺值",
    "enter_digits": "报数并锁定",
    "enter_signed_digits": "按签字报数单录入并锁定",
    "roll_digits": "系统代掷并锁定",
    "reveal_seed": "揭示种子",
    "run_draw": "抽取",
    "publish_draw": "公布结果",
    "void_draw": "作废抽取",
}
CONFIRMED = {"lock_draw": LOCK, "reveal_seed": REVEAL, "void_draw": VOID}


@dataclass(frozen=True)
class MinutesStep:
    """One step: when, what, by whom (post and name) and who confirmed it."""

    at: datetime
    title: str
    actor: str
    confirmer: str


@dataclass(frozen=True)
class MinutesStratum:
    """One stratum: how many stood in it, how many were drawn, how many of those left since."""

    name: str
    pool: int
    drawn: int
    left: int


def minutes_steps(draw: Draw) -> list[MinutesStep]:
    """Every step of the draw in order."""
    events = AuditEvent.objects.filter(
        subject_kind="draws.draw", subject_id=str(draw.pk), verb__in=VERBS
    ).select_related("actor")
    used = Confirmation.objects.filter(
        subject=subject_key(draw), action__in=CONFIRMED.values(), used_at__isnull=False
    ).select_related("confirmed_by")
    second = {row.action: row.confirmed_by for row in used}
    return [_step(event, second, draw) for event in events.order_by("number")]


def minutes_strata(draw: Draw) -> list[MinutesStratum]:
    """Every stratum as it was drawn."""
    left: dict[str, int] = {}
    for entry in originally_drawn(draw).filter(outcome="withdrawn"):
        left[entry.stratum] = left.get(entry.stratum, 0) + 1
    return [
        MinutesStratum(row.name, row.pool, row.drawn, left.get(row.name, 0)) for row in strata_drawn(draw)
    ]


def post_and_name(user: User | None, on: date, rights: Collection[Capability]) -> str:
    """The post (one that holds one of ``rights``, if he had such a one) under which the user acted on draws that day, and the name; empty for nobody."""
    if user is None:
        return ""
    held = user.posts.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    posts = list(held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("pk"))
    drawing = [post for post in posts if not CAPABILITIES[Role(post.role)].isdisjoint(rights)]
    titles = [post.title or Role(post.role).label for post in drawing or posts]
    return f"{titles[0]} {user.name}" if titles else user.name


def _step(event: AuditEvent, second: dict[str, User | None], draw: Draw) -> MinutesStep:
    on, parties, origin = timezone.localdate(event.at), draw.parties, origin_of(draw)
    rights = (origin.run, origin.confirm)
    position = event.payload.get("position", 0)
    party = parties[position - 1] if 1 <= position <= len(parties) else ""
    return MinutesStep(
        at=event.at,
        title=f"{party}{VERBS[event.verb]}",
        actor=post_and_name(event.actor, on, rights),
        confirmer=post_and_name(second.get(CONFIRMED.get(event.verb, "")), on, rights),
    )
