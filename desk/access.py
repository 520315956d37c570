"""Who sees which job, which clock, and who may move a clock."""

from datetime import timedelta

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from desk.models import Clock, Correction, Job
from desk.ports import Correctable, correctables
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
    """Clocks that the user handles, those of the unit he heads or helps to head, and those he watches over."""
    if not isinstance(user, User):
        return Clock.objects.none()
    watched = unit_ids_with(user, Capability.VIEW_CLOCKS)
    seen = _handled(user) | Q(unit__in=_headed(user) | watched)
    return Clock.objects.filter(seen).select_related("policy", "unit", "handler")


def own_limits(user: AnyUser) -> QuerySet[Clock]:
    """Open limits that the user handles or that are of the unit he heads or helps to head."""
    mine = _handled(user) | Q(unit__in=_headed(user))
    return Clock.objects.filter(mine, outcome="open").select_related("unit").order_by("due_on", "pk")


def _handled(user: AnyUser) -> Q:
    """Limits handed to the user, where he still has a post: the name alone opens nothing."""
    return Q(handler=user, unit__in=around(user))


def _headed(user: AnyUser, *roles: Role) -> set[int]:
    wanted = roles or (Role.HEAD, Role.DEPUTY)
    return {post.unit_id for post in current_posts(user) if post.role in wanted}


def may_move_clock(user: AnyUser, clock: Clock) -> Answer:
    """Suspend, extend, restart: the inspectorate above the unit, and nobody for a clock of his own."""
    own = no_post("自己承办的期限由他人变动。") if clock.handler_id == user.pk else YES
    return first_no(held(user, clock.unit, Capability.MOVE_CLOCKS), own)


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
