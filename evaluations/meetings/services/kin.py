"""Kin of the office's staff: declared by the office, kept out of the pool by whoever works on it (S0-02)."""

from django.utils.timezone import localdate

from evaluations.meetings.models import KinDeclaration, Meeting, PoolExclusion
from evaluations.meetings.services.pools import exclude_from_pool
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import Business, Person, User
from registry.services.audit import change
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.registry.names import canonical_name

KIN_REASON = "本所人员亲属（姓名不公开）"


def declare_kin(
    *, actor: User, meeting: Meeting, staff_name: str, kin_name: str, relation: str, workplace: str
) -> KinDeclaration:
    """Declare one of the staff's kin. Raises ``MeetingRefused`` for one declared already, or once the roster is locked."""
    staff_name, kin_name = canonical_name(staff_name), canonical_name(kin_name)
    with change(actor, "declare_kin", meeting) as log:
        row = _undrawn(meeting)
        if row.kin.filter(staff_name=staff_name, kin_name=kin_name).exists():
            raise MeetingRefused(f"{staff_name}的亲属{kin_name}已经申报。")
        kin = KinDeclaration.objects.create(
            meeting=row, staff_name=staff_name, kin_name=kin_name, relation=relation, workplace=workplace
        )
        _declared(row)
        log.note(kin=kin.pk)
    return kin


def withdraw_kin(*, actor: User, meeting: Meeting, kin: KinDeclaration) -> None:
    """Take a declaration back; what was excluded because of it stays excluded until the pool's keepers decide."""
    with change(actor, "withdraw_kin", meeting) as log:
        row = _undrawn(meeting)
        row.kin.filter(pk=kin.pk).delete()
        if not row.kin.exists():
            row.kin_declared_on = None
            row.save(update_fields=["kin_declared_on"])
        log.note(kin=kin.pk)


def declare_no_kin(*, actor: User, meeting: Meeting) -> None:
    """The office says that nobody of its staff has kin in the jurisdiction. Saying it twice changes nothing."""
    with change(actor, "declare_no_kin", meeting):
        row = _undrawn(meeting)
        if row.kin.exists():
            raise MeetingRefused("已有申报的亲属；确无亲属的，请先逐条撤回。")
        _declared(row)


def exclude_kin(
    *,
    actor: User,
    meeting: Meeting,
    kin: KinDeclaration,
    business: Business | None = None,
    person: Person | None = None,
) -> PoolExclusion:
    """Keep a business or listed consumer of declared kin out of the draw; the reason names nobody."""
    with change(actor, "exclude_kin", meeting) as log:
        exclusion = exclude_from_pool(
            actor=actor, meeting=meeting, business=business, person=person, reason=KIN_REASON
        )
        KinDeclaration.objects.filter(pk=kin.pk, meeting=meeting).update(exclusion=exclusion)
        log.note(kin=kin.pk, exclusion=exclusion.pk)
    return exclusion


def _declared(row: Meeting) -> None:
    if row.kin_declared_on is None:
        row.kin_declared_on = localdate()
        row.save(update_fields=["kin_declared_on"])


def _undrawn(meeting: Meeting) -> Meeting:
    row = locked(meeting)
    if row.draw is not None and row.draw.state != DrawState.DRAFT:
        raise MeetingRefused("代表名册已锁定，亲属申报不能再改。")
    if row.state not in (MeetingState.DRAFT, MeetingState.POOL):
        raise MeetingRefused(f"会议{row.get_state_display()}，亲属申报不能再改。")
    return row
