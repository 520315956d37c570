"""The meeting day as it goes: begun, step after step in the order of S0-13, ended (S0-10, S0-13)."""

from collections.abc import Mapping

from django.utils import timezone

from ballots.models import Vote
from evaluations.meetings.models import Activity, AgendaItem, Meeting, Sitting
from evaluations.meetings.queries.sittings import agenda_of, chairs
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting import agenda
from rulebook.registry.messy import same_name

TODO, CURRENT, DONE = (state.value for state in agenda.State)
FINAL = frozenset({MeetingState.FED_BACK, MeetingState.ARCHIVED, MeetingState.VOID})
BY_VOTE = {
    VoteState.OPEN: (CURRENT, TODO),
    VoteState.CLOSED: (DONE, CURRENT),
    VoteState.SEALED: (DONE, DONE),
    VoteState.VOID: (TODO, TODO),
}
"""How ballot and count stand when the vote has come to a state."""


def begin_meeting(
    *,
    actor: User,
    meeting: Meeting,
    chair_name: str,
    chair_title: str,
    watcher_name: str,
    watcher_title: str,
    acting_reason: str = "",
) -> Sitting:
    """Open the sitting with chair and watcher on record (S0-10). Beginning twice changes nothing.

    Raises ``MeetingRefused`` outside check-in, without a watcher, or if another than the discipline secretary takes the
    chair without a reason.
    """
    with change(actor, "begin_meeting", meeting) as log:
        row = locked(meeting)
        if sitting := row.sitting:
            return sitting
        if row.state != MeetingState.CHECK_IN:
            raise MeetingRefused(f"会议{row.get_state_display()}，签到期间才能开会。")
        if not watcher_name:
            raise MeetingRefused("没有市纪委派出的监督人，会议不能开始（S0-10）。")
        if same_name(chair_name, watcher_name):
            raise MeetingRefused("主持人和监督人不能是同一人。")
        if not acting_reason and chair_name not in chairs(row):
            raise MeetingRefused(f"{chair_name}不是局纪委书记，请写明代为主持的原因。")
        officers = list(row.officers.all())
        if not officers:
            raise MeetingRefused("没有述职人员，会议不能开始。")
        sitting = Sitting.objects.create(
            meeting=row,
            edition=_next_edition(row),
            chair_name=chair_name,
            chair_title=chair_title,
            acting_reason=acting_reason,
            watcher_name=watcher_name,
            watcher_title=watcher_title,
            began_at=timezone.now(),
        )
        plan = agenda_of(row, [f"{each.title} {each.name}" for each in officers])
        AgendaItem.objects.bulk_create(
            AgendaItem(
                sitting=sitting,
                position=position,
                kind=step.kind.value,
                title=step.title,
                officer=officers[step.officer] if step.officer is not None else None,
            )
            for position, step in enumerate(plan, start=1)
        )
        if row.vote is not None:
            follow(row, row.vote)
        log.note(edition=sitting.edition, acting=bool(acting_reason))
    return sitting


def _next_edition(row: Meeting) -> int:
    last = row.sittings.order_by("-edition").values_list("edition", flat=True).first() or 0
    return max(row.edition, last + 1)


def begin_item(*, actor: User, meeting: Meeting, item: AgendaItem) -> None:
    """A report, the questions or a statement begins. Raises ``MeetingRefused`` while an earlier step is not done."""
    with change(actor, "begin_agenda_item", meeting) as log:
        sitting, items, place = _at(meeting, item)
        row = items[place]
        if row.state == CURRENT:
            return
        _refuse(agenda.begin_hindrance(sitting.steps, place))
        row.state, row.begun_at = CURRENT, timezone.now()
        row.save(update_fields=["state", "begun_at"])
        log.note(position=row.position, kind=row.kind)


def finish_item(
    *, actor: User, meeting: Meeting, item: AgendaItem, note: str = "", joint: bool = False
) -> None:
    """A step ends, with what was noted. A joint statement of the director for the office is his own too (contradiction 2);
    on an officer's own statement ``joint`` says that the director spoke for him."""
    with change(actor, "finish_agenda_item", meeting) as log:
        sitting, items, place = _at(meeting, item)
        row = items[place]
        joint = joint and row.kind == agenda.Kind.STATEMENT
        _refuse(
            agenda.finish_hindrance(sitting.steps, place, note=note, joint=joint and bool(row.officer_id))
        )
        _finish(row, note, joint)
        if joint and not row.officer_id:
            own = items[place + 1]
            own.begun_at = row.begun_at
            _finish(own, own.note, joint)
        log.note(position=row.position, kind=row.kind, joint=joint)


def _finish(row: AgendaItem, note: str, joint: bool) -> None:
    row.state, row.ended_at, row.note, row.joint = DONE, timezone.now(), note or row.note, joint
    row.save(update_fields=["state", "begun_at", "ended_at", "note", "joint"])


def take_back_item(*, actor: User, meeting: Meeting) -> AgendaItem:
    """Take a mistaken press back, one step and no more; what the vote moved stays. What was noted is kept."""
    with change(actor, "take_back_agenda_item", meeting) as log:
        sitting, items = _under_way(meeting)
        place = agenda.place_to_take_back(sitting.steps)
        if place is None:
            raise MeetingRefused("没有可以退回的环节；投票和计票随投票页，不能在这里退回。")
        row = items[place]
        before = agenda.state_before(agenda.State(row.state))
        row.state, row.ended_at, row.joint = before.value, None, False
        if before == agenda.State.TODO:
            row.begun_at = None
        row.save(update_fields=["state", "begun_at", "ended_at", "joint"])
        log.note(position=row.position, kind=row.kind)
    return row


def write_item_note(*, actor: User, meeting: Meeting, item: AgendaItem, note: str, seen: str) -> None:
    """Amend what was noted of a step, until the result is fed back.

    ``seen`` is the note as it stood on the page; if somebody else has written since, ``VersionConflict``.
    """
    with change(actor, "write_agenda_note", meeting) as log:
        row = locked(meeting)
        if row.state in FINAL:
            raise MeetingRefused(f"会议{row.get_state_display()}，记录不能再改。")
        entry = AgendaItem.objects.select_for_update().get(pk=item.pk, sitting__meeting=row)
        if entry.note != seen and entry.note != note:
            raise VersionConflict(0)
        step = entry.step
        if step.kind == agenda.Kind.STATEMENT and step.state == agenda.State.DONE and not entry.joint:
            _refuse("" if note.strip() else "请记录表态发言的要点。")
        entry.note = note
        entry.save(update_fields=["note"])
        log.note(position=entry.position, kind=entry.kind)


def end_meeting(*, actor: User, meeting: Meeting, watched_throughout: bool, note: str = "") -> Sitting:
    """Close the sitting: everything of the agenda is done, and it is said whether it was watched throughout (S0-10)."""
    with change(actor, "end_meeting", meeting) as log:
        sitting, _ = _under_way(meeting)
        _refuse(agenda.end_hindrance(sitting.steps))
        if not watched_throughout and not note:
            raise MeetingRefused("监督人没有全程在场的，请写明情况。")
        sitting.ended_at, sitting.watched_throughout, sitting.note = (
            timezone.now(),
            watched_throughout,
            note,
        )
        sitting.save(update_fields=["ended_at", "watched_throughout", "note"])
        log.note(edition=sitting.edition, watched_throughout=watched_throughout)
    return sitting


def break_off(row: Meeting, reason: str) -> None:
    """A meeting postponed after it began: its sitting stays on record as broken off, the next begins anew."""
    sitting = row.sitting
    if sitting is not None and sitting.ended_at is None:
        sitting.ended_at, sitting.note = timezone.now(), f"会议延期：{reason}"[:300]
        sitting.save(update_fields=["ended_at", "note"])


def follow(row: Meeting, vote: Vote) -> None:
    """Ballot and count stand as the vote does; called inside the transaction of every move of the vote."""
    sitting = row.sitting
    states = BY_VOTE.get(VoteState(vote.state))
    if sitting is None or states is None or row.state == MeetingState.VOID:
        return
    times = {
        agenda.Kind.BALLOT: (vote.opened_at, vote.closed_at),
        agenda.Kind.COUNT: (vote.closed_at, timezone.now()),
    }
    for state, (kind, (begun, ended)) in zip(states, times.items(), strict=True):
        sitting.agenda.filter(kind=kind.value).update(
            state=state,
            begun_at=None if state == TODO else begun,
            ended_at=ended if state == DONE else None,
        )


def _refuse(why: str) -> None:
    if why:
        raise MeetingRefused(why)


def _under_way(meeting: Meeting) -> tuple[Sitting, list[AgendaItem]]:
    """The sitting that has begun and not ended, with its agenda; the meeting's row is locked."""
    row = locked(meeting)
    if row.state in FINAL:
        raise MeetingRefused(f"会议{row.get_state_display()}，流程不能再改。")
    sitting = row.sitting
    if sitting is None:
        raise MeetingRefused("会议还没有开始，请先登记主持人和监督人。")
    if sitting.ended_at is not None:
        raise MeetingRefused("会议已经散会，流程不能再改。")
    return sitting, list(sitting.agenda.all())


def _at(meeting: Meeting, item: AgendaItem) -> tuple[Sitting, list[AgendaItem], int]:
    sitting, items = _under_way(meeting)
    place = next((place for place, each in enumerate(items) if each.pk == item.pk), None)
    if place is None:
        raise MeetingRefused("这个环节属于已经延期的一场，不能再改。")
    return sitting, items, place


def set_agenda_minutes(*, actor: User, meeting: Meeting, minutes: Mapping[str, int]) -> None:
    """Plan how long each kind of step takes; one plan for all meetings of the round."""
    with change(actor, "set_agenda_minutes", meeting.activity) as log:
        activity = Activity.objects.select_for_update().get(pk=meeting.activity_id)
        activity.agenda_minutes = {
            key: n for key, n in minutes.items() if key in agenda.MINUTES and n != agenda.MINUTES[key]
        }
        activity.save(update_fields=["agenda_minutes"])
        log.note(minutes=activity.agenda_minutes)
