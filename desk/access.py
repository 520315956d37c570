"""Who sees which job, which clock, and who may move a clock."""

from datetime import timedelta

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from desk.models import Clock, ClockMove, Correction, Job, Notice
from desk.ports import Correctable, clock_origins, correctables
from registry.access import (
    YES,
    Answer,
    AnyUser,
    around,
    current_posts,
    first_no,
    held,
    holds,
    may_manage_settings,
    no_post,
    unit_ids_with,
)
from registry.models import Role, User
from registry.ports import exports
from registry.roles import Capability


def jobs_for(user: AnyUser) -> QuerySet[Job]:
    """One's own jobs; whoever manages the settings sees all."""
    if may_manage_settings(user):
        return Job.objects.all()
    return Job.objects.filter(created_by=user) if isinstance(user, User) else Job.objects.none()


def own_exports(user: AnyUser) -> QuerySet[Job]:
    """Finished exports of one's own, and nobody else's: each holds what one person may see."""
    if not isinstance(user, User):
        return Job.objects.none()
    return Job.objects.filter(created_by=user, kind="desk.export_list", state="done")


def may_fetch(user: AnyUser, job: Job) -> bool:
    """Whether the posts of today still show what the export holds: none that was held when it was made has ended since."""
    if not isinstance(user, User) or not exports[job.params["list"]].may(user):
        return False
    made = localdate(job.created_at)
    ended = user.posts.filter(valid_to__gte=made - timedelta(days=1), valid_to__lt=localdate())
    return not ended.exists()


def clocks_for(user: AnyUser) -> QuerySet[Clock]:
    """Clocks that the user handles, those of the unit he heads or helps to head, and those he watches over.

    None of a row that he may not see (``not_withheld``).
    """
    if not isinstance(user, User):
        return Clock.objects.none()
    watched = unit_ids_with(user, Capability.VIEW_CLOCKS)
    seen = _handled(user) | Q(unit__in=_headed(user) | watched)
    return not_withheld(user, Clock.objects.filter(seen)).select_related("policy", "unit", "handler")


def not_withheld(user: User, clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Those of the clocks whose row, where its wing hides some, the user sees: the one door of a row and all that hangs on it."""
    for origin in clock_origins.values():
        if origin.seen is not None:
            # Asked of each clock that is looked at, not of every row there is.
            row = origin.seen(user).order_by().filter(pk=OuterRef("origin_id"))
            clocks = clocks.filter(~Q(origin_kind=origin.kind) | Exists(row))
    return clocks


def notices_for(user: User) -> QuerySet[Notice]:
    """What the user was told, but for limits of rows that he may not see any more."""
    seen = not_withheld(user, Clock.objects.filter(pk=OuterRef("clock")))
    return Notice.objects.filter(Exists(seen) | Q(clock__isnull=True), recipient=user)


def own_limits(user: User) -> QuerySet[Clock]:
    """Open limits that the user handles or that are of the unit he heads or helps to head."""
    mine = _handled(user) | Q(unit__in=_headed(user))
    rows = not_withheld(user, Clock.objects.filter(mine, outcome="open"))
    return rows.select_related("unit").order_by("due_on", "pk")


def _handled(user: AnyUser) -> Q:
    """Limits handed to the user, where he still has a post: the name alone opens nothing."""
    return Q(handler=user, unit__in=around(user))


def _headed(user: AnyUser, *roles: Role) -> set[int]:
    wanted = roles or (Role.HEAD, Role.DEPUTY)
    return {post.unit_id for post in current_posts(user) if post.role in wanted}


def may_move_clock(user: AnyUser, clock: Clock) -> Answer:
    """Ask to suspend, extend, restart, and resume: the inspectorate above the unit, and nobody for a clock of his own."""
    return first_no(held(user, clock.unit, Capability.MOVE_CLOCKS), _not_own(user, clock))


def may_decide_move(user: AnyUser, move: ClockMove) -> Answer:
    """Approve a move or not: whoever watches over the unit's limits, never who asked, nor for a clock of his own."""
    if move.asked_by_id == user.pk:
        return no_post("提出的人不能自己批准。")
    return first_no(held(user, move.clock.unit, Capability.VIEW_CLOCKS), _not_own(user, move.clock))


def _not_own(user: AnyUser, clock: Clock) -> Answer:
    """Neither of whoever handles it, nor against what the row itself says; nobody moves a limit that he does not see."""
    if clock.handler_id == user.pk:
        return no_post("自己承办的期限由他人变动。")
    if not isinstance(user, User) or not not_withheld(user, Clock.objects.filter(pk=clock.pk)).exists():
        return no_post("须由能查看这件事的人办理。")
    origin = clock_origins.get(clock.origin_kind)
    return origin.may_move(user, clock) if origin is not None else YES


def may_give_late_reason(user: AnyUser, clock: Clock) -> Answer:
    """The unit's head (T+1)."""
    return YES if clock.unit_id in _headed(user, Role.HEAD) else no_post("须由该单位负责人说明。")


def may_use_clocks(user: AnyUser) -> Answer:
    """Whether the menu shows 期限."""
    has_some = bool(_headed(user)) or holds(user, Capability.VIEW_CLOCKS) or clocks_for(user).exists()
    return YES if has_some else no_post("您没有承办或督办的期限。")


def published_correction(user: AnyUser, pk: int) -> Correction | None:
    """A published correction, for whoever may read what it corrects."""
    row = Correction.objects.filter(pk=pk, published_on__isnull=False).select_related("document").first()
    return row if row is not None and _corrected(user, row) else None


def correction_for(user: AnyUser, pk: int) -> Correction | None:
    """A correction that is not out yet, for who asks or confirms."""
    row = Correction.objects.filter(pk=pk).select_related("document").first()
    found = _corrected(user, row) if row is not None else None
    if row is None or found is None:
        return None
    known, subject = found
    return row if known.may_ask(user, subject) or known.may_confirm(user, subject) else None


def _corrected(user: AnyUser, row: Correction) -> tuple[Correctable, Model] | None:
    model, _, pk = row.subject.partition(":")
    for known in correctables.values():
        if known.model == model and (subject := known.find(user, int(pk))) is not None:
            return known, subject
    return None
