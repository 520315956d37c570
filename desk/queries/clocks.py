"""What runs and for whom; what was told."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from desk.models import Clock, ClockSegment, Notice
from registry.models import Post, Role, Unit
from rulebook.clocks import Audience

OF_THE_UNIT = {Role.HEAD: Audience.HEAD, Role.DEPUTY: Audience.DEPUTY}
OF_THE_BUREAU = {Role.INSPECTORATE: Audience.INSPECTORATE, Role.LEADER: Audience.LEADER}


def clocks_to_sweep(horizon: date) -> Iterator[Clock]:
    """Open clocks that do not stand still and end by ``horizon``, a few thousand at a time."""
    still = ClockSegment.objects.filter(clock=OuterRef("pk"), kind="suspend", last__isnull=True)
    rows = Clock.objects.filter(~Exists(still), outcome="open", due_on__lte=horizon)
    return rows.select_related("policy").order_by("pk").iterator(chunk_size=2000)


def told(clocks: Sequence[int]) -> set[tuple[int, str, date, int]]:
    """(clock, step, due day, recipient) of what was sent about these clocks."""
    rows = Notice.objects.filter(clock__in=clocks)
    return set(rows.values_list("clock", "step", "for_due_on", "recipient"))


def audience_of(units: Sequence[int]) -> dict[tuple[int, Audience], set[int]]:
    """Users by unit and place in the ladder: head and deputies of the unit, inspectorate and leaders of what stands above it."""
    above = _above(units)
    today, found = localdate(), defaultdict(set)
    posts = (
        Post.objects.filter(user__is_active=True, role__in=[*OF_THE_UNIT, *OF_THE_BUREAU])
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .values_list("unit", "role", "user")
    )
    by_unit: dict[int, list[tuple[Role, int]]] = defaultdict(list)
    for unit, role, user in posts:
        by_unit[unit].append((Role(role), user))
    for unit in units:
        for role, user in by_unit[unit]:
            if role in OF_THE_UNIT:
                found[unit, OF_THE_UNIT[role]].add(user)
        for higher in above[unit]:
            for role, user in by_unit[higher]:
                if role in OF_THE_BUREAU:
                    found[unit, OF_THE_BUREAU[role]].add(user)
    return dict(found)


def _above(units: Sequence[int]) -> dict[int, list[int]]:
    parents = dict(Unit.objects.values_list("pk", "parent"))
    found = {}
    for unit in units:
        line, at = [unit], parents.get(unit)
        while at is not None and at not in line:
            line.append(at)
            at = parents.get(at)
        found[unit] = line
    return found


def inbox(user: int) -> QuerySet[Notice]:
    """What a user was told, the unread first, then the newest."""
    rows = Notice.objects.filter(recipient=user).select_related("clock", "clock__unit")
    return rows.order_by(F("read_on").asc(nulls_first=True), "-pk")
